/** Who is typing (XEP-0085), both ways. */
import type { ChatState } from '../../contract/messages';
import { NS_CHAT_STATES } from '../../xmpp/ns';
import type { BareJid } from '../../xmpp/jid';
import type { Contacts } from '../contacts/contacts';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';

/** "Typing" is believed for so long without another word (milliseconds); a client may have crashed. */
const COMPOSING_LASTS = 60_000;

/** Shown states end on their own; what a flood of peers claims must not pile up. */
const MAX_SHOWN = 500;

export class ChatStates {
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  /** Whether someone's messages carry chat states; absent: no message came yet. */
  readonly #supported = new Map<BareJid, boolean>();
  readonly #lastSent = new Map<BareJid, ChatState>();
  readonly #composing = new Map<BareJid, () => void>();

  constructor(services: AccountServices, contacts: Contacts) {
    this.#services = services;
    this.#contacts = contacts;
  }

  /** A live message came in, with or without a state. */
  heard(from: BareJid, state: ChatState | undefined, hasBody: boolean): void {
    if (this.#contacts.maySeeUs(from) && (state !== undefined || hasBody))
      this.#supported.set(from, state !== undefined);
    if (state !== undefined) this.#show(from, state);
    else if (hasBody && this.#composing.has(from)) this.#show(from, 'active');
  }

  /** Someone's last client went offline: they are not typing any more. */
  gone(from: BareJid): void {
    if (this.#composing.has(from)) this.#show(from, 'gone');
  }

  /** The state a message with text may carry: the first one asks whether the other side knows chat states (§5.1). */
  withMessage(to: BareJid): ChatState | undefined {
    if (!this.#mayTell(to) || this.#supported.get(to) === false) return undefined;
    this.#lastSent.set(to, 'active');
    return 'active';
  }

  /** The user types or stopped. Sent alone only to contacts of whom it is known that they understand it. */
  async tell(to: BareJid, state: ChatState): Promise<void> {
    const before = this.#lastSent.get(to) ?? 'active';
    if (before === state || !this.#mayTell(to)) return;
    // Before the first "typing" there is nothing to take back.
    if (before !== 'composing' && before !== 'paused' && state !== 'composing') return;
    this.#lastSent.set(to, state);
    const understands = await this.#understands(to);
    // Meanwhile the user may have gone on, or the connection may be gone.
    if (this.#lastSent.get(to) !== state) return;
    if (!understands || !this.#mayTell(to)) {
      this.#lastSent.delete(to);
      return;
    }
    try {
      await this.#services.modules.messages.send({ to, type: 'chat', chatState: state, hints: ['no-store'] });
      this.#services.ledger.note('typing', to);
    } catch (error) {
      this.#lastSent.delete(to);
      this.#services.log.debug('messages', `typing: ${reasonOf(error)}`);
    }
  }

  /** Without a stream nothing that was said holds any more. */
  wentOffline(): void {
    this.#lastSent.clear();
    for (const peer of [...this.#composing.keys()]) this.#show(peer, 'gone');
  }

  #mayTell(to: BareJid): boolean {
    const { jid, settings } = this.#services;
    return jid() !== undefined && settings().sending.typing && this.#contacts.maySeeUs(to);
  }

  async #understands(to: BareJid): Promise<boolean> {
    const shown = this.#supported.get(to);
    if (shown !== undefined) return shown;
    for (const { jid, caps } of this.#contacts.capsOf(to)) {
      try {
        if ((await this.#services.modules.caps.featuresOf(jid, caps)).has(NS_CHAT_STATES)) return true;
      } catch (error) {
        this.#services.log.debug('messages', `capabilities: ${reasonOf(error)}`);
      }
    }
    return false;
  }

  #show(from: BareJid, state: ChatState): void {
    this.#composing.get(from)?.();
    this.#composing.delete(from);
    if (state === 'composing') {
      if (this.#composing.size >= MAX_SHOWN) return;
      this.#composing.set(
        from,
        this.#services.clock.after(COMPOSING_LASTS, () => this.#show(from, 'paused')),
      );
    }
    this.#services.hub.emit('chatStateChanged', { account: this.#services.account, with: from, state });
  }
}
