/** Messages that come in, also as copies of what other sessions of the account sent or got. */
import type { NewMessage } from '../../store/messages-table';
import type { History } from '../../store/store';
import type { BareJid, FullJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import type { Contacts } from '../contacts/contacts';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import type { ChatStates } from './chat-states';
import { mayReplace, peerOf, storedType, toStore } from './identity';

/** Messages that came in one rush are stored in one transaction; more than this are not kept back. */
const MAX_BATCH = 250;

/** When storing failed (a full disk), it is tried again after this time (milliseconds), … */
const RETRY_DELAY = 5000;
/** … for as many messages as are kept in memory meanwhile. */
const MAX_QUEUE = 20_000;

interface Receipt {
  readonly peer: BareJid;
  readonly to: BareJid | FullJid;
  readonly type: 'chat' | 'normal';
  readonly id: string;
}

export class Inbound {
  /** The own server gives ids that nobody else can (XEP-0359); told by the server's features once a stream. */
  stanzaIdsTrusted = false;
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  readonly #chatStates: ChatStates;
  #queue: ParsedMessage[] = [];
  #cancelBatch: (() => void) | undefined;

  constructor(services: AccountServices, contacts: Contacts, chatStates: ChatStates) {
    this.#services = services;
    this.#contacts = contacts;
    this.#chatStates = chatStates;
    services.modules.messages.onMessage((message) => this.#take(message));
  }

  /** Stores what is queued, in order; then tells the window, then answers. */
  flush(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
    const batch = this.#queue;
    this.#queue = [];
    if (batch.length === 0) return;
    const { store, account, log, clock } = this.#services;
    const history = store.history(account);
    const changes = new Changes();
    const receipts: Receipt[] = [];
    try {
      history.transaction(() => {
        for (const message of batch) receipts.push(...this.#store(history, message, changes));
      });
    } catch (error) {
      // Nothing of it is stored, so nothing is shown or acknowledged yet.
      log.error('messages', `${String(batch.length)} could not be stored: ${reasonOf(error)}`);
      this.#queue = [...batch, ...this.#queue].slice(0, MAX_QUEUE);
      this.#cancelBatch = clock.after(RETRY_DELAY, () => this.flush());
      return;
    }
    for (const message of batch) this.#showChatState(message);
    changes.tell(this.#services);
    void this.#answer(receipts);
  }

  get holdsUnstored(): boolean {
    return this.#queue.length > 0;
  }

  #take(message: ParsedMessage): void {
    // Rooms are not joined; whatever claims to come from one is not a chat between two.
    if (message.type === 'groupchat') return;
    this.#queue.push(message);
    if (this.#queue.length === MAX_BATCH) this.flush();
    else this.#cancelBatch ??= this.#services.clock.after(0, () => this.flush());
  }

  /** Returns the receipts to send once all is stored. */
  #store(history: History, message: ParsedMessage, changes: Changes): readonly Receipt[] {
    const peer = peerOf(message);
    if (peer === undefined) return [];
    if (message.error !== undefined) {
      this.#bounce(history, peer, message, changes);
      return [];
    }
    this.#applyReports(history, peer, message, changes);
    const type = storedType(message);
    if (message.body === undefined || type === undefined) return [];
    this.#storeText(history, peer, type, { ...message, body: message.body }, changes);
    return this.#receiptFor(peer, message);
  }

  #storeText(
    history: History,
    peer: BareJid,
    type: NewMessage['type'],
    message: ParsedMessage & { readonly body: string },
    changes: Changes,
  ): void {
    const { account, clock } = this.#services;
    const now = clock.now();
    if (message.replaces !== undefined) {
      const original = history.messages.findById(account, peer, message.direction, message.replaces);
      const originalType = original === undefined ? undefined : history.messages.typeOf(account, original.key);
      if (
        original !== undefined &&
        originalType !== undefined &&
        mayReplace(original, originalType, message, account)
      ) {
        const correctionId = message.id ?? message.body;
        changes.change(history.messages.correct(account, original.key, message.body, now, correctionId));
        return;
      }
    }
    const row = toStore(message, peer, type, { account, now, stanzaIdsTrusted: this.stanzaIdsTrusted });
    if (history.messages.has(account, row)) return;
    if (this.#isOwnEcho(history, peer, message, changes)) return;
    const stored = history.messages.add(account, row);
    history.conversations.noteMessage(account, peer, stored.key, stored.direction);
    changes.add(stored);
  }

  /** A note to oneself comes back from the server as a message that came in. */
  #isOwnEcho(history: History, peer: BareJid, { id, direction }: ParsedMessage, changes: Changes): boolean {
    const { account } = this.#services;
    if (peer !== account || direction !== 'in' || id === undefined) return false;
    const own = history.messages.findById(account, peer, 'out', id);
    if (own === undefined) return false;
    changes.change(history.messages.setState(account, own.key, 'delivered'));
    return true;
  }

  /** A message of ours came back. */
  #bounce(history: History, peer: BareJid, { id, error, direction }: ParsedMessage, changes: Changes): void {
    if (direction !== 'in' || id === undefined || error === undefined) return;
    const { account } = this.#services;
    const own = history.messages.findById(account, peer, 'out', id);
    if (own === undefined) return;
    const failure = { code: 'refused-by-server', detail: error.condition } as const;
    changes.change(history.messages.setState(account, own.key, 'failed', failure));
  }

  /** Receipts (XEP-0184) and displayed markers (XEP-0333): each counts for messages between these two only. */
  #applyReports(history: History, peer: BareJid, message: ParsedMessage, changes: Changes): void {
    const { account } = this.#services;
    if (message.direction === 'out') {
      // Another session of ours says that it was read there.
      const read = message.displayed && history.messages.findById(account, peer, 'in', message.displayed);
      if (read && history.conversations.markRead(account, peer, read.key)) changes.touch(peer);
      return;
    }
    for (const id of message.receivedIds) {
      const own = history.messages.findById(account, peer, 'out', id);
      if (own !== undefined) changes.change(history.messages.setState(account, own.key, 'delivered'));
    }
    const seen = message.displayed && history.messages.findById(account, peer, 'out', message.displayed);
    if (!seen) return;
    for (const own of history.messages.unreadByPeer(account, peer, seen.key))
      changes.change(history.messages.setState(account, own.key, 'read'));
  }

  /** Only the session that a message was sent to answers, only contacts get an answer, and only if the user wants it. */
  #receiptFor(peer: BareJid, message: ParsedMessage): readonly Receipt[] {
    const { account, settings } = this.#services;
    const { id, type, direction, carbon, receiptRequested, from } = message;
    if (!receiptRequested || id === undefined || direction !== 'in' || carbon || peer === account) return [];
    if (type !== 'chat' && type !== 'normal') return [];
    return settings().sending.receipts && this.#contacts.maySeeUs(peer) ? [{ peer, to: from, type, id }] : [];
  }

  async #answer(receipts: readonly Receipt[]): Promise<void> {
    const { modules, ledger, log } = this.#services;
    for (const { peer, to, type, id } of receipts) {
      try {
        await modules.messages.send({ to, type, receivedIds: [id], hints: ['store'] });
        ledger.note('receipt', peer);
      } catch (error) {
        log.debug('messages', `receipt: ${reasonOf(error)}`);
      }
    }
  }

  #showChatState(message: ParsedMessage): void {
    const peer = peerOf(message);
    const live = message.delay === undefined && message.error === undefined;
    if (peer === undefined || message.direction === 'out' || peer === this.#services.account || !live) return;
    this.#chatStates.heard(peer, message.chatState, message.body !== undefined);
  }
}
