/** Contacts, and those who want to be some (RFC 6121 §§2, 3). */
import type { Resource } from './presence';

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
