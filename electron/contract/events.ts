/**
 * What happened in main, told to the window. Past-tense facts that carry the changed records;
 * never an order to the user interface. `seq` grows by one with each event, so that a window
 * that took a snapshot can drop what the snapshot already holds.
 */
import type { InventoryRow } from './inventory';
import type { LeavingProgress } from './leaving';
import type { Account } from './account';
import type { ConsoleStanza } from './console';
import type { Contact, SubscriptionRequest } from './contacts';
import type { ChatState, Conversation, ExportProgress, Message } from './messages';
import type { Resource } from './presence';
import type { Settings } from './settings';
import type { Surroundings } from './snapshot';
import type { Notice, StorageState } from './storage';
import type { XmppUriRequest } from './xmpp-uri';

import type { ContactTune, NowPlaying, PersonalState } from './personal';
import type { ContactPicture } from './profile';
import type { PasswordState, ProbeReport } from './privacy';

export interface EventMap {
  accountChanged: { readonly account: Account };
  accountRemoved: { readonly jid: string };
  /** The whole roster, after a full fetch. */
  rosterReceived: { readonly account: string; readonly contacts: readonly Contact[] };
  contactsChanged: {
    readonly account: string;
    readonly changed: readonly Contact[];
    readonly removed: readonly string[];
  };
  /** Batched: at most one event every animation frame or so. */
  presenceChanged: {
    readonly account: string;
    readonly changed: readonly { readonly jid: string; readonly resources: readonly Resource[] }[];
  };
  subscriptionRequestsChanged: { readonly account: string; readonly requests: readonly SubscriptionRequest[] };
  blockListChanged: { readonly account: string; readonly blocked: readonly string[] };
  messagesAdded: { readonly account: string; readonly messages: readonly Message[] };
  messagesChanged: { readonly account: string; readonly messages: readonly Message[] };
  /** They are not on this computer any more. */
  messagesRemoved: { readonly account: string; readonly with: string; readonly keys: readonly number[] };
  /** How far a conversation is written into a file; without `progress` it is no longer. */
  exportProgressed: { readonly account: string; readonly with: string; readonly progress?: ExportProgress };
  /** A conversation without message and draft is none any more. */
  conversationsChanged: { readonly account: string; readonly conversations: readonly Conversation[] };
  chatStateChanged: { readonly account: string; readonly with: string; readonly state: ChatState };
  /** What the account tells of itself, or who may see it. */
  personalChanged: { readonly account: string; readonly personal: PersonalState };
  /** Contacts began to listen to something, or no longer do. */
  tunesChanged: { readonly account: string; readonly changed: readonly ContactTune[] };
  /** Contacts have another picture here, or none any more. Batched. */
  picturesChanged: { readonly account: string; readonly changed: readonly ContactPicture[] };
  /** Rows of an account's inventory, in no order; `progress` is absent once nothing is read any more. */
  inventoryChanged: {
    readonly account: string;
    readonly changed: readonly InventoryRow[];
    readonly removed: readonly string[];
    readonly progress?: { readonly done: number; readonly of: number };
  };
  /** An export or import goes on; without progress it ended. */
  leavingProgressed: { readonly account: string; readonly progress?: LeavingProgress };
  nowPlayingChanged: { readonly nowPlaying: NowPlaying };
  /** The tray was asked to share what plays before the user has seen what that sends. */
  sharingRequested: Readonly<Record<string, never>>;
  /** A probe of the privacy screens has looked; also what could not be found out. */
  probeReported: { readonly account: string; readonly report: ProbeReport };
  /** Policy packs were added or taken away. */
  packsChanged: Readonly<Record<string, never>>;
  /** Notices of the account's own service came in or were read. */
  serviceNoticesChanged: { readonly account: string; readonly unread: number };
  passwordStateChanged: { readonly account: string; readonly password: PasswordState };
  /**
   * The keychain failed as a password that works was to be kept: it is known only until Candor ends ('remember'),
   * or an older one may still be in the keychain ('forget').
   */
  passwordNotKeptAsChosen: { readonly account: string; readonly wanted: 'remember' | 'forget' };
  settingsChanged: { readonly settings: Settings };
  surroundingsChanged: { readonly surroundings: Surroundings };
  storageStateChanged: { readonly storage: StorageState };
  /** Another one, after those that the snapshot held. */
  noticeRaised: { readonly notice: Notice };
  stanzaSeen: { readonly account: string; readonly stanza: ConsoleStanza };
  /** A notification, a tray entry or a second start asked for this conversation. */
  conversationRequested: { readonly account: string; readonly with: string };
  xmppUriReceived: { readonly uri: XmppUriRequest };
  /** The window's close button was used and needs an answer: `commands['window.answerClose']`. */
  closeQuestionRaised: { readonly reason: 'first-close' | 'no-tray' };
}

export type EventName = keyof EventMap;

export type SequencedEvent = {
  [N in EventName]: { readonly seq: number; readonly name: N; readonly payload: EventMap[N] };
}[EventName];
