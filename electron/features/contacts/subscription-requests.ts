/** Who asks to see our presence: one entry a person, few enough to show. */
import type { SubscriptionRequest } from '../../contract/contacts';
import type { BareJid } from '../../xmpp/jid';

/** Requests beyond are not shown now. The server keeps them and tells again at the next sign-in. */
export const MAX_REQUESTS = 200;
const MAX_TEXT = 500;

export class SubscriptionRequests {
  readonly #requests = new Map<BareJid, SubscriptionRequest>();

  /** Whether the list changed. */
  add(from: BareJid, text: string, at: number): boolean {
    const known = this.#requests.get(from);
    const bounded = text.slice(0, MAX_TEXT);
    if (known === undefined ? this.#requests.size >= MAX_REQUESTS : known.text === bounded) return false;
    this.#requests.set(from, { from, text: bounded, at: known?.at ?? at });
    return true;
  }

  /** Whether there was one. */
  remove(from: BareJid): boolean {
    return this.#requests.delete(from);
  }

  list(): readonly SubscriptionRequest[] {
    return [...this.#requests.values()];
  }
}
