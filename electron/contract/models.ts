/**
 * Plain records that both processes speak. All are JSON: no classes, no dates, no functions.
 * Times are milliseconds since the epoch (UTC); JIDs are strings already normalized by main
 * (`BareJid` and `FullJid` of `electron/xmpp/jid.ts`).
 */

import type { Place } from './place';
import type { ContactTune, NowPlaying, PersonalState, TuneSettings } from './personal';

/** Presence a user can choose (RFC 6121 §4.7.2.1; "invisible" does not exist in the protocol). */
export type Availability = 'available' | 'chat' | 'away' | 'xa' | 'dnd' | 'offline';

/** What the account menu offers. */
export type ChosenAvailability = 'available' | 'away' | 'dnd' | 'offline';

export type Encryption = 'automatic' | 'starttls' | 'direct-tls';

/** Overrides of the DNS look-up; empty host means "ask DNS". */
export interface ConnectionSettings {
  readonly host: string;
  /** 0 means the port of the chosen encryption (5222 or 5223). */
  readonly port: number;
  readonly encryption: Encryption;
}

export type HistoryPolicy = 'keep' | 'keep-30-days' | 'keep-nothing';

/** One certificate of the chain the server showed, leaf first. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and XMPP addresses the certificate names (RFC 6125). */
  readonly names: readonly string[];
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256, upper-case hex pairs with colons. */
  readonly fingerprint: string;
}

/** What was negotiated on the live stream: measured, never assumed. */
export interface NegotiatedConnection {
  readonly host: string;
  readonly port: number;
  /** How the address was found. */
  readonly foundBy: 'srv' | 'fallback' | 'settings';
  readonly encryption: 'starttls' | 'direct-tls';
  /** e.g. "TLSv1.3". */
  readonly tlsVersion: string;
  /** IANA name, e.g. "TLS_AES_256_GCM_SHA384". */
  readonly cipher: string;
  readonly certificates: readonly CertificateFacts[];
  /** SASL mechanism (RFC 4422 name). */
  readonly mechanism: string;
  /** Whether the password itself crossed the stream in this sign-in (PLAIN). */
  readonly passwordSent: boolean;
  /** Channel binding type (RFC 5929, RFC 9266), absent when none was used. */
  readonly channelBinding?: 'tls-exporter' | 'tls-unique' | 'tls-server-end-point';
  /** Whether the server proved that it knows the password (SCRAM server signature). */
  readonly serverProved: boolean;
  /** Mechanisms the server offered. */
  readonly offeredMechanisms: readonly string[];
  /** When the stream went online. */
  readonly since: number;
}

export type ConnectionState =
  | { readonly state: 'offline'; readonly why: 'chosen' | 'signed-out' }
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'online' }
  /** Waiting for the next attempt; `nextAttemptAt` is a wall-clock time. */
  | { readonly state: 'waiting'; readonly why: import('./errors').Failure; readonly nextAttemptAt: number }
  /**
   * In the way is what the user should know of and what may pass by itself (certificate, no encryption, no
   * common way to sign in): tried again at `nextAttemptAt` (a wall-clock time), right now where that is absent.
   */
  | { readonly state: 'blocked'; readonly why: import('./errors').Failure; readonly nextAttemptAt?: number }
  /** Stopped: needs the user (wrong password, conflict, downgrade, consent). */
  | { readonly state: 'stopped'; readonly why: import('./errors').Failure };

/** How well the password and the history key are kept on this computer. */
export type SecretStorage =
  /** In the system keychain. */
  | { readonly kind: 'keychain' }
  /** There is no working keychain: kept in memory until Candor ends. */
  | { readonly kind: 'memory'; readonly why: 'no-keychain' | 'locked' | 'timed-out' | 'failed' };

export interface Account {
  /** Bare JID. */
  readonly jid: string;
  /** Full JID while online. */
  readonly fullJid?: string;
  readonly availability: ChosenAvailability;
  /** What contacts see now: `availability`, or "away" or "xa" while idle. */
  readonly shownAvailability: Availability;
  readonly statusText: string;
  /** Of this computer among the user's devices, −128…127: see `accounts.setPriority`. */
  readonly priority: number;
  readonly connectionSettings: ConnectionSettings;
  readonly historyPolicy: HistoryPolicy;
  /** The user has answered the explanation of history on this computer. */
  readonly historyExplained: boolean;
  /** The password is in the keychain. */
  readonly passwordRemembered: boolean;
  readonly connection: ConnectionState;
  /** Present while online. */
  readonly negotiated?: NegotiatedConnection;
  /** Own other sessions, as presence shows them. */
  readonly otherResources: readonly Resource[];
  /** What the service supports of what Candor uses (from XEP-0030). */
  readonly supports: {
    readonly carbons: boolean;
    readonly blocking: boolean;
    readonly preApproval: boolean;
    readonly rosterVersioning: boolean;
    /** XEP-0313 */
    readonly archive: boolean;
  };
  /** Present while missed messages are read from the archive. */
  readonly archiveProgress?: ArchiveProgress;
  /** Positions (`Message.key`) right before which messages may be missing that the archive still has. */
  readonly archiveGaps: readonly number[];
}

/** One connected client of a contact (RFC 6121 §4). */
export interface Resource {
  readonly resource: string;
  readonly availability: Exclude<Availability, 'offline'>;
  readonly statusText: string;
  /** −128…127. */
  readonly priority: number;
  /** XEP-0319, when told. */
  readonly idleSince?: number;
}

export type Subscription = 'none' | 'to' | 'from' | 'both';

/** A roster item (RFC 6121 §2.1.2) with what presence says about it. */
export interface Contact {
  /** Bare JID. */
  readonly jid: string;
  /** Name the user gave; empty if none. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** A subscription request of ours waits for an answer (`ask='subscribe'`). */
  readonly pendingOut: boolean;
  /** That request came back: the defined condition of the error (RFC 6120 §8.3.3). Known as long as the session lasts. */
  readonly requestFailure?: string;
  /** Pre-approved (RFC 6121 §3.4). */
  readonly approved: boolean;
  /** Best resource first (priority, then availability, then latest). Empty: offline. */
  readonly resources: readonly Resource[];
}

/** Someone asks to see our presence. */
export interface SubscriptionRequest {
  readonly from: string;
  /** Plain text the request carried, bounded. */
  readonly text: string;
  readonly at: number;
}

/** `failed` carries the reason in `Message.failure`. States beyond `acknowledged` are for outgoing ones. */
export type DeliveryState = 'waiting' | 'sent' | 'acknowledged' | 'delivered' | 'read' | 'failed';

export interface Message {
  /**
   * Position key of the store, unique in an account: messages are ordered by it. What the archive gave
   * later stands between the keys of its neighbours.
   */
  readonly key: number;
  /** Bare JID of the other side. */
  readonly with: string;
  readonly direction: 'in' | 'out';
  /** Resource the message came from or was sent by; empty if unknown. */
  readonly resource: string;
  /** Stanza id, as the sender set it. */
  readonly id: string;
  /** Plain text, control characters removed; correction already applied. */
  readonly body: string;
  /** The end of `body` is missing: more was sent than Candor takes. */
  readonly bodyCut?: true;
  /** Its sender asks to show it as it is written (XEP-0393). */
  readonly unstyled?: true;
  /** When it was written as far as known (XEP-0203), else when it arrived; clamped to now. */
  readonly at: number;
  readonly state: DeliveryState;
  readonly failure?: import('./errors').Failure;
  /** Time of the last accepted correction (XEP-0308). */
  readonly correctedAt?: number;
  /** Waited on a server before delivery (XEP-0203 `from`). */
  readonly delayed: boolean;
  /** Arrived as a carbon of another session of ours (XEP-0280). */
  readonly carbon: boolean;
  /** A correction that could not be trusted: it is shown as a message of its own. */
  readonly untrustedCorrection?: boolean;
  /** Its author took it back (XEP-0424); `body` is empty then. */
  readonly retracted?: true;
  /** XEP-0444: the latest of each person, those without any left out. */
  readonly reactions?: readonly Reactions[];
  /** The message that this one answers (XEP-0461). */
  readonly replyTo?: RepliedTo;
  /** What the user said of it last and came back, each kind once; never empty. */
  readonly refused?: readonly RefusedMark[];
}

/** A correction, a retraction or reactions of the user's that did not arrive. */
export interface RefusedMark {
  readonly what: 'correction' | 'retraction' | 'reactions';
  /** Defined condition of the error (RFC 6120 §8.3.3). */
  readonly condition: string;
}

/** What one person put to a message (XEP-0444 §3.1: all of theirs, not one more). */
export interface Reactions {
  /** Bare JID. */
  readonly by: string;
  readonly emojis: readonly string[];
}

export interface RepliedTo {
  /** Absent where that message is not here. */
  readonly key?: number;
  /** Who wrote it, seen from here. */
  readonly direction: 'in' | 'out';
  /** Beginning of its text; empty where it is unknown or was taken back. */
  readonly text: string;
}

export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';

export interface Conversation {
  /** Bare JID. */
  readonly with: string;
  readonly lastMessage?: Message;
  readonly unread: number;
  /** Key of the last message that was read; the unread marker stands after it. 0: none. */
  readonly readUpTo: number;
  readonly draft: string;
}

/** A page of a conversation, oldest first. */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** There is more before, here or in the server's archive. */
  readonly hasOlder: boolean;
  /** What came before is in the server's archive alone, which can't be asked now. */
  readonly olderElsewhere?: true;
  /** There is more after it, here. Absent: the page ends with the newest message. */
  readonly hasNewer?: boolean;
}

/** What a search found, newest first. */
export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** There is more before the last one. */
  readonly hasMore: boolean;
}

export interface SearchHit {
  readonly message: Message;
  /** A piece of its text, in parts: those that match what was searched for, and what stands between them. */
  readonly excerpt: readonly { readonly text: string; readonly match: boolean }[];
}

export type ExportFormat = 'text' | 'html' | 'json';

/** How far a conversation is written into a file. */
export interface ExportProgress {
  /** Messages written so far, … */
  readonly written: number;
  /** … of so many. */
  readonly of: number;
}

/** How far the reading of the server's archive is (XEP-0313); absent while nothing is read. */
export interface ArchiveProgress {
  /** Messages read so far in this run. */
  readonly read: number;
  /** All that there are to read, where the server tells (XEP-0059). */
  readonly total?: number;
}

/** A line of the XML console, secrets already removed. */
export interface ConsoleStanza {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly xml: string;
}

export type Theme = 'system' | 'light' | 'dark' | 'high-contrast';

/** What this app sends by itself, each with its switch; to contacts only, or to the own server. */
export interface AutomaticSending {
  /** XEP-0184 */
  readonly receipts: boolean;
  /** XEP-0085 */
  readonly typing: boolean;
  /** XEP-0333 displayed */
  readonly readMarkers: boolean;
  /** XEP-0490: how far one has read, to the own server and one's other devices. */
  readonly readSync: boolean;
  /** XEP-0092 */
  readonly version: boolean;
  /** XEP-0319 */
  readonly idleTime: boolean;
  /** XEP-0118: what the user listens to, to those whom the user chose; nothing before the preview was seen. */
  readonly tune: boolean;
}

export interface Settings {
  readonly theme: Theme;
  readonly startAtLogin: boolean;
  readonly closeToTray: boolean;
  readonly notifications: boolean;
  /** Sender and text, or only "New message". */
  readonly notificationContent: 'full' | 'hidden';
  readonly spellChecking: boolean;
  /** BCP 47, chosen by the user; a dictionary is only fetched for these. */
  readonly spellCheckingLanguages: readonly string[];
  /** Minutes without input until "away"; 0: never. */
  readonly awayAfterMinutes: number;
  readonly sending: AutomaticSending;
  readonly tune: TuneSettings;
  /** Pictures of contacts are asked for and shown. */
  readonly showPictures: boolean;
  /** The XML console is in the navigation. */
  readonly developerConsole: boolean;
  /** Width of the contact list in CSS pixels. */
  readonly listWidth: number;
}

/** What the window must know of the computer to say true things. */
export interface Surroundings {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly appVersion: string;
  readonly trayAvailable: boolean;
  readonly spellCheckingLanguagesAvailable: readonly string[];
  /** True where turning spell checking on fetches a dictionary from the internet. */
  readonly spellCheckingDownloads: boolean;
  /** BCP 47 of the system. */
  readonly locale: string;
}

/** A parsed `xmpp:` URI (RFC 5122, XEP-0147) that waits for the user's word. */
export interface XmppUriRequest {
  readonly action: 'open' | 'message' | 'subscribe' | 'remove';
  readonly jid: string;
  readonly body: string;
  readonly name: string;
}

/** About files that were kept beside those in use: told until the user has dismissed it, over restarts. */
export const keptNoticeKinds = [
  /** The history could not be opened with the key that is there; a new one was begun beside it. */
  'history-set-aside',
  /** The history was damaged; what could be read is in a new file beside it. */
  'history-damaged',
  /** Settings and the list of accounts could not be read; the presets are in use. */
  'profile-set-aside',
] as const;

export const noticeKinds = [
  ...keptNoticeKinds,
  /** There is a history, and the keychain does not give its key this time: what comes is in memory until Candor ends. */
  'history-locked',
  /** The history could not be opened this time (no room, locked, …): what comes is in memory until Candor ends. */
  'history-unavailable',
  /** A newer Candor wrote the history; the file stays as it is, and what comes is in memory until Candor ends. */
  'history-too-new',
] as const;

/** Something the user has to be told, about files of the profile that could not be read. */
export interface Notice {
  readonly kind: (typeof noticeKinds)[number];
  /** Name, in the profile folder, of the file that was kept. */
  readonly file: string;
  /** Of a damaged history: messages that were saved, and those known to be lost. */
  readonly saved?: { readonly messages: number; readonly lost: number };
  /** Who may see mood, picture and the like was chosen there and is not known any more: nobody, until it is chosen anew. */
  readonly audiencesLost?: boolean;
}

/** Whether what comes and what is written can be stored. */
export type StorageState =
  | { readonly state: 'ok' }
  /** Nothing is acknowledged meanwhile; it is tried again by itself. */
  | { readonly state: 'failing'; readonly why: 'disk-full' | 'failed' };

/** Everything the window needs to draw itself; events with a higher `seq` follow it. */
export interface Snapshot {
  readonly seq: number;
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly secretStorage: SecretStorage;
  readonly storage: StorageState;
  readonly nowPlaying: NowPlaying;
  readonly accounts: readonly AccountSnapshot[];
  /** Conversation that was open when the window was last closed. */
  readonly lastView?: { readonly account: string; readonly with: string };
  /** Where an earlier window of this run was; absent: there was none. */
  readonly place?: Place;
  /** Absent: none. */
  readonly notices?: readonly Notice[];
}

export interface AccountSnapshot {
  readonly account: Account;
  readonly contacts: readonly Contact[];
  readonly conversations: readonly Conversation[];
  readonly subscriptionRequests: readonly SubscriptionRequest[];
  readonly blocked: readonly string[];
  readonly personal: PersonalState;
  /** Of contacts who listen to something. */
  readonly tunes: readonly ContactTune[];
  /** Notices of the service that were not read; absent: none. */
  readonly unreadNotices?: number;
  /** The XML console watches and keeps lines; absent: it does not. */
  readonly consoleWatches?: true;
}
