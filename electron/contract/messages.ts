/** Messages, the conversations that they make, and what is read, found or written of these. */
import type { Failure } from './errors';

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
  readonly failure?: Failure;
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
