/**
 * Records of the privacy screens: policy packs, probes, findings, the ledger, a message's path, notices of
 * the service and the password. All are JSON. Facts are data (`facts.ts`); plain words come from policy
 * packs alone, which carry their own.
 */
import type { Fact, FactKey } from './facts';
import type { HistoryPolicy } from './account';
import type { Settings } from './settings';
import type { SecretStorage } from './storage';

// Probes

/** Each answers one question about the live service or this app; one file each in `features/privacy/probes`. */
export const probeNames = [
  'registration',
  'contact-list',
  'vcard',
  'private-storage',
  'personal-nodes',
  'own-address',
  'connection',
  'archive',
  'offline-messages',
  'components',
  'room-nicknames',
  'service-info',
  'software',
  'uptime',
  'sent-by-itself',
  'window-requests',
  'notices',
] as const;
export type ProbeName = (typeof probeNames)[number];

/** Why something could not be found out; never replaced by a preset. */
export type UnknownWhy =
  | 'offline'
  /** Nobody answered in time. */
  | 'timeout'
  /** The service answered with an error; `detail` is its condition (RFC 6120 §8.3.3). */
  | 'refused'
  /** The service does not offer what would tell. */
  | 'not-offered'
  /** The answer made no sense. */
  | 'nonsense'
  /** The answer was larger than what is read. */
  | 'too-large'
  /** The answer led to another place, which was not asked. */
  | 'elsewhere'
  | 'cancelled'
  /** It was so once, and nobody kept it. */
  | 'not-kept'
  /** Something failed here; it is in the log. */
  | 'failed';

/** A question that has no answer yet. */
export interface UnknownFact {
  /** What would have been known. */
  readonly what: FactKey;
  readonly why: UnknownWhy;
  readonly detail?: string;
}

/** What a probe asked, in the words of the protocol; for "Details" alone. */
export interface Asked {
  /** JID or URL that was asked; empty: this computer. */
  readonly of: string;
  /** Namespace, or what was looked at here. */
  readonly what: string;
}

export interface ProbeReport {
  /** "provider-file" is only asked for by its own command. */
  readonly probe: ProbeName | 'provider-file';
  /** When the last answer came, milliseconds since the epoch. */
  readonly at: number;
  readonly asked: readonly Asked[];
  readonly facts: readonly Fact[];
  readonly unknown: readonly UnknownFact[];
}

// Policy packs

/** Comparisons of what a policy says with what was seen; each looks at the facts of one probe. */
export const checkNames = [
  /** Registration asks for name and password alone. */
  'registration-asks-no-more',
  /** The vCard is shown to everybody. */
  'vcard-is-public',
  /** What is published goes to contacts, unless the user opened it. */
  'nodes-for-contacts',
  /** Messages are not kept once they were delivered. */
  'messages-not-kept',
  /** Messages wait for somebody who is away. */
  'messages-wait',
  /** The connection is encrypted. */
  'connection-encrypted',
  /** The addresses that the policy names are those that the service names. */
  'contact-addresses-match',
] as const;
export type CheckName = (typeof checkNames)[number];

/** Places of the window where something of a clause can be changed. */
export const controlNames = [
  'sending-switches',
  'send-nothing',
  'contacts-export',
  'contact-list',
  'vcard',
  'private-storage',
  'personal-nodes',
  'password',
  'archive-preference',
  'archive',
  'offline-messages',
  'rooms',
  'room-nicknames',
  'export',
  'this-app',
  'notices',
  'contact-addresses',
  'blocking',
] as const;
export type ControlName = (typeof controlNames)[number];

export interface PolicyClause {
  /** Our own id: number of the section and a word, e.g. "3.vcard". */
  readonly id: string;
  /** Plain text; absent in a pack that knows of no policy. */
  readonly says?: string;
  readonly means: string;
  /** Why nobody outside the service can check this; absent where it can be. */
  readonly notCheckable?: string;
  readonly probes: readonly ProbeName[];
  readonly checks: readonly CheckName[];
  readonly controls: readonly ControlName[];
}

export interface PolicySection {
  /** As the source counts, e.g. "3"; empty in a pack that follows no source. */
  readonly number: string;
  readonly title: string;
  readonly clauses: readonly PolicyClause[];
}

export interface PolicyPack {
  /** Version of this shape. */
  readonly format: 1;
  /** Lower-case letters, digits, dots and hyphens; unique among the packs that are there. */
  readonly id: string;
  /** Domains of the services it speaks of; none: of any without a pack of its own. */
  readonly services: readonly string[];
  readonly title: string;
  readonly source?: {
    /** https */
    readonly url: string;
    /** Hash of the text that was read, lower-case hex. */
    readonly sha256?: string;
  };
  /** "YYYY-MM-DD" */
  readonly readOn: string;
  /** "YYYY-MM-DD", or null where the source bears no date. */
  readonly effectiveOn: string | null;
  /** Where the policy sends questions: mail addresses, JIDs or URLs. */
  readonly contacts: readonly string[];
  readonly sections: readonly PolicySection[];
}

export interface PackSummary {
  readonly id: string;
  readonly title: string;
  /** "added": by the user, from a file. */
  readonly origin: 'built-in' | 'added' | 'neutral';
  /** SHA-256 of the pack, lower-case hex. */
  readonly hash: string;
  readonly readOn: string;
  readonly effectiveOn: string | null;
}

/** A clause that is not as it was when the user last read it. */
export interface PackChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly clause: string;
  /** Title of its section. */
  readonly section: string;
  readonly before?: Pick<PolicyClause, 'says' | 'means'>;
  readonly after?: Pick<PolicyClause, 'says' | 'means'>;
}

export interface PolicyPage {
  /** Packs that speak of the account's service, built-in ones first; without any, the neutral one. */
  readonly packs: readonly PackSummary[];
  /** The one that was asked for, else the first. */
  readonly shown: PackSummary;
  readonly pack: PolicyPack;
  /** When the user last marked a version of it as read. */
  readonly lastRead?: { readonly at: number; readonly hash: string };
  /** Since then; none where nothing was read yet. */
  readonly changes: readonly PackChange[];
  /** Whole days until it takes effect, 0 on that day; absent from the next day on, or where it bears no date. */
  readonly daysUntilEffect?: number;
}

// Findings

export type Verdict = 'differs' | 'agrees' | 'not-checkable' | 'could-not-find-out';

/** A clause of the policy beside what was seen. */
export interface Finding {
  readonly clause: string;
  /** Absent: nothing of the clause can be checked. */
  readonly check?: CheckName;
  readonly verdict: Verdict;
  /** What it rests on. */
  readonly facts: readonly Fact[];
  /** Of "could-not-find-out". */
  readonly unknown?: UnknownFact;
}

// This app

/** Kinds of the ledger, gathered as the window has switches for them. */
export type SentKind =
  'receipts' | 'typing' | 'readMarkers' | 'readSync' | 'version' | 'idleTime' | 'tune' | 'notes' | 'hosts';
export const sentKinds = [
  'receipts',
  'typing',
  'readMarkers',
  'readSync',
  'version',
  'idleTime',
  'tune',
  'notes',
  'hosts',
] as const satisfies readonly SentKind[];

export interface SentEntry {
  readonly key: number;
  readonly at: number;
  readonly kind: SentKind;
  /** The ledger's own word, e.g. "tune-cleared". */
  readonly what: string;
  /** Bare JID or several after "people: ", "contacts", "groups: …", "nobody", or "host:port". */
  readonly to: string;
  /** E.g. "XEP-0184"; empty for hosts. For "Details" alone. */
  readonly xep: string;
}

/** Newest first. */
export interface SentPage {
  readonly entries: readonly SentEntry[];
  /** There are more before the last one. */
  readonly hasMore: boolean;
}

/** Counted by the lock on the window's session since Candor started. */
export interface WindowRequests {
  /** The page's own files. */
  readonly allowed: number;
  /** Anything else, stopped before it left. */
  readonly blocked: number;
  /** Cookies that the window's session holds now. */
  readonly cookies: number;
}

export interface ThisApp {
  readonly at: number;
  readonly secretStorage: SecretStorage;
  readonly passwordRemembered: boolean;
  /** Where the key of the history is; "none": nothing is kept on the disk. */
  readonly historyKey: 'keychain' | 'memory';
  readonly historyPolicy: HistoryPolicy;
  /** Messages of the account on this computer. */
  readonly storedMessages: number;
  readonly sending: Settings['sending'];
  /** Everything that Candor sends by itself is off. */
  readonly sendsNothing: boolean;
  /** `privacy.sendNothing` with `on: false` brings an earlier choice back. */
  readonly canSendAgain: boolean;
  /** Of the last seven days, of this account. */
  readonly sent: Readonly<Record<SentKind, number>>;
  /** "host:port" contacted for this account in the last seven days, latest first. */
  readonly hosts: readonly { readonly host: string; readonly count: number; readonly lastAt: number }[];
  readonly requests: WindowRequests;
}

// The path of a message

export type PathPlace =
  'this-computer' | 'connection' | 'own-service' | 'service-link' | 'other-service' | 'their-devices';

export interface PathHop {
  readonly place: PathPlace;
  /** Host, domain or bare JID. */
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly unknown: readonly UnknownFact[];
}

export interface MessagePath {
  readonly with: string;
  /** From here to there; of an incoming message from there to here. */
  readonly direction: 'in' | 'out';
  readonly hops: readonly PathHop[];
  /** Of the message or, without one, of what would be written now. */
  readonly endToEnd: Fact<'end-to-end'>;
}

/** The quiet line before writing to somebody who is offline. */
export type WaitingNote = Fact<'waits-at-service'> | Fact<'may-wait-at-service'>;

// Notices of the service

export interface ServiceNotice {
  readonly key: number;
  readonly at: number;
  /** Domain of the service, always the account's own. */
  readonly from: string;
  /** "motd": message of the day, told at sign-in. */
  readonly kind: 'notice' | 'policy-change' | 'motd';
  /** Plain text, bounded; empty if none. */
  readonly subject: string;
  readonly body: string;
  readonly read: boolean;
  /** Of a policy change: the pack that speaks of the service, if there is one. */
  readonly pack?: string;
}

// The password

export interface PasswordStrength {
  /** 0 (guessed at once) … 4. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** Guesses it would take, as a power of ten. */
  readonly guessesLog10: number;
  /** Seconds to guess it from a stolen, slowly hashed copy; from a plain-text copy it takes none. */
  readonly secondsOffline: number;
  /** Why it is weak; keys of the window's catalogue. Empty where it is not. */
  readonly warnings: readonly PasswordWarning[];
}
export const passwordWarnings = [
  'common-word',
  'common-password',
  'name',
  'repeated',
  'sequence',
  'keyboard-row',
  'date',
  'contains-address',
  'too-short',
] as const;
export type PasswordWarning = (typeof passwordWarnings)[number];

export type PasswordState =
  | { readonly state: 'settled' }
  /** A new one was sent and nobody knows which of the two holds; both are kept. */
  | { readonly state: 'in-doubt'; readonly since: number };

/** What became of a change. */
export type PasswordChanged =
  /** The new one has signed in. */
  | { readonly outcome: 'changed' }
  /** The service refused; the old one holds. `detail` is the condition (RFC 6120 §8.3.3). */
  | { readonly outcome: 'refused'; readonly detail: string }
  /** The answer was lost: the next sign-in tells. */
  | { readonly outcome: 'in-doubt' };
