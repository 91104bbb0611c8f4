/** Messages that come in, also as copies of what other sessions of the account sent or got. */
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import { reasonOf } from '../errors';
import { stanzaIdBy } from '../../xmpp/xep-0359-ids/stanza';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import type { ChatStates } from './chat-states';
import { Correlation } from './correlation';
import { peerOf } from './identity';
import type { Receipts } from './receipts';

/** Messages that came in one rush are stored in one transaction; more than this are not kept back. */
const MAX_BATCH = 250;

/** When storing failed (a full disk), it is tried again after this time (milliseconds), … */
const RETRY_DELAY = 5000;
/** … for as many messages as are kept in memory meanwhile; the server has to give the others again. */
const MAX_QUEUE = 20_000;

export class Inbound {
  /** The own server gives ids that nobody else can (XEP-0359); told by the server's features once a stream. */
  stanzaIdsTrusted = false;
  readonly #services: AccountServices;
  readonly #receipts: Receipts;
  readonly #chatStates: ChatStates;
  readonly #storedLive: (first: string, last: string) => void;
  readonly #missing: () => void;
  #queue: ParsedMessage[] = [];
  /** More came than is kept. */
  #dropped = false;
  #cancelBatch: (() => void) | undefined;

  constructor(
    services: AccountServices,
    {
      receipts,
      chatStates,
      storedLive,
      missing,
    }: {
      readonly receipts: Receipts;
      readonly chatStates: ChatStates;
      /** Messages with these ids of the own archive, first and last, came live and are stored. */
      readonly storedLive: (first: string, last: string) => void;
      /** After what is stored by now, some that came live are not. */
      readonly missing: () => void;
    },
  ) {
    this.#storedLive = storedLive;
    this.#missing = missing;
    this.#services = services;
    this.#receipts = receipts;
    this.#chatStates = chatStates;
    services.modules.messages.onMessage((message) => this.#take(message));
  }

  /** Stores what is queued, in order, and `along` with it; then tells the window, then answers. */
  flush(along?: () => void): void {
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
    const batch = this.#queue;
    this.#queue = [];
    if (batch.length === 0) {
      along?.();
      return;
    }
    const { store, account, log, clock } = this.#services;
    const history = store.history(account);
    const changes = new Changes();
    try {
      history.transaction(() => {
        const correlation = new Correlation({ account, history, changes, now: clock.now() });
        const arrival = { by: 'stream', stanzaIdsTrusted: this.stanzaIdsTrusted } as const;
        for (const message of batch) correlation.store(message, arrival);
        along?.();
      });
    } catch (error) {
      // Nothing of it is stored, so nothing is shown or acknowledged yet.
      log.error('messages', `${String(batch.length)} could not be stored: ${reasonOf(error)}`);
      const all = [...batch, ...this.#queue];
      this.#dropped ||= all.length > MAX_QUEUE;
      this.#queue = all.slice(0, MAX_QUEUE);
      this.#cancelBatch = clock.after(RETRY_DELAY, () => this.flush());
      return;
    }
    this.#noteArchive(batch);
    for (const message of batch) this.#showChatState(message);
    changes.tell(this.#services);
    void this.#receipts.answer(batch);
  }

  /** Nothing is stored any more: what could not be, the server still has. */
  end(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
    this.#queue = [];
  }

  /** Something that came is not stored, and so must not be acknowledged. */
  get holdsUnstored(): boolean {
    return this.#queue.length > 0 || this.#dropped;
  }

  /** The server gives again what it was not told is stored. */
  comesAgain(): void {
    this.#dropped = false;
  }

  #take(message: ParsedMessage): void {
    // Rooms are not joined; whatever claims to come from one is not a chat between two.
    if (message.type === 'groupchat') return;
    this.#queue.push(message);
    if (this.#queue.length === MAX_BATCH) this.flush();
    else this.#cancelBatch ??= this.#services.clock.after(0, () => this.flush());
  }

  /** Where it can't be noted how far the archive is known, more of it is read the next time. */
  #noteArchive(batch: readonly ParsedMessage[]): void {
    try {
      this.#tellArchive(batch);
    } catch (error) {
      this.#services.log.warn('messages', `not noted what of the archive is here: ${reasonOf(error)}`);
    }
  }

  #tellArchive(batch: readonly ParsedMessage[]): void {
    if (this.#dropped) this.#missing();
    if (!this.stanzaIdsTrusted) return;
    // What the server kept and gives late (XEP-0203) says nothing of what the archive has before it.
    const ids = batch
      .filter(({ delay }) => delay === undefined)
      .map(({ stanzaIds }) => stanzaIdBy(stanzaIds, this.#services.account))
      .filter((id) => id !== undefined);
    const [first] = ids;
    const last = ids.at(-1);
    if (first !== undefined && last !== undefined) this.#storedLive(first, last);
  }

  #showChatState(message: ParsedMessage): void {
    const peer = peerOf(message);
    const live = message.delay === undefined && message.error === undefined;
    if (peer === undefined || message.direction === 'out' || peer === this.#services.account || !live) return;
    this.#chatStates.heard(peer, message.chatState, message.body !== undefined);
  }
}
