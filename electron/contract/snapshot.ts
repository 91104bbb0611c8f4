/**
 * What the window begins with. As all records of the contract these are JSON: no classes, no dates, no functions.
 * Times are milliseconds since the epoch (UTC); JIDs are strings already normalized by main
 * (`BareJid` and `FullJid` of `electron/xmpp/jid.ts`).
 */
import type { Account } from './account';
import type { Contact, SubscriptionRequest } from './contacts';
import type { Conversation } from './messages';
import type { ContactTune, NowPlaying, PersonalState } from './personal';
import type { Place } from './place';
import type { Settings } from './settings';
import type { Notice, SecretStorage, StorageState } from './storage';

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
