/** Messages of the user on their way out: stored first, sent in order, tried again when there is a stream. */
import { randomUUID } from 'node:crypto';
import type { Message } from '../../contract/messages';
import { ConnectionError } from '../../xmpp/errors';
import { bareJid, resourceOf, type BareJid } from '../../xmpp/jid';
import { attr, type Element } from '../../xmpp/xml';
import { isCovered } from '../../xmpp/xep-0198-sm/managed-session';
import { StoreError } from '../../store/errors';
import type { MessagesTable } from '../../store/messages-table';
import type { OutboxTable } from '../../store/outbox-table';
import type { History } from '../../store/store';
import { FeatureError, reasonOf } from '../errors';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import type { ChatStates } from './chat-states';
import { repliedTo } from './identity';
import { replyPayload } from './reply-payload';
import { OutgoingMarks } from './outgoing-marks';

/** So many can be put back. */
const MOST_DISCARDED = 20;

export class Outbound {
  readonly #services: AccountServices;
  readonly #chatStates: ChatStates;
  #sending = false;
  /** Handed to the session just now. */
  #underway: Message | undefined;
  #held = false;
  /** What was taken off in this run and may be put back, by its position. */
  readonly #discarded = new Map<number, Message>();

  readonly marks: OutgoingMarks;
  readonly #acknowledged: Gathered<Element>;

  constructor(services: AccountServices, chatStates: ChatStates) {
    this.#acknowledged = new Gathered(services.clock, 0, (stanzas) => this.#storeAcknowledged(stanzas));
    this.marks = new OutgoingMarks(services);
    this.#services = services;
    this.#chatStates = chatStates;
  }

  /** Stored when it returns; it goes out at once, or when there is a stream again. */
  send(to: BareJid, body: string, replyKey?: number): Message {
    const { account, store, clock, jid } = this.#services;
    const history = store.history(account);
    const answered = replyKey === undefined ? undefined : history.messages.get(account, replyKey);
    if (replyKey !== undefined && (answered?.with !== to || answered.id === ''))
      throw new FeatureError('invalid-argument', 'replyTo');
    const now = clock.now();
    const id = randomUUID();
    const changes = new Changes();
    const message = history.transaction(() => {
      const stored = history.messages.add(account, {
        with: to,
        direction: 'out',
        type: 'chat',
        resource: resourceOf(jid() ?? ''),
        id,
        originId: id,
        body,
        at: now,
        arrived: now,
        state: 'waiting',
        delayed: false,
        carbon: false,
        untrustedCorrection: false,
        markable: false,
        ...(answered === undefined ? {} : { replyTo: repliedTo(answered) }),
      });
      history.conversations.noteMessage(account, to, stored.key, 'out');
      history.conversations.setDraft(account, to, '');
      return stored;
    });
    changes.add(message);
    changes.tell(this.#services);
    void this.sendWaiting();
    return message;
  }

  /** Takes a message that did not go out off this computer. */
  discard(to: BareJid, key: number): void {
    const { account, store } = this.#services;
    const history = store.history(account);
    const message = history.messages.get(account, key);
    if (
      message?.with !== to ||
      message.direction !== 'out' ||
      (message.state !== 'failed' && message.state !== 'waiting')
    )
      throw new FeatureError('invalid-argument', 'key');
    history.transaction(() => {
      history.messages.remove(account, key);
      history.conversations.recountOne(account, to);
    });
    this.#discarded.set(key, message);
    const [oldest] = this.#discarded.keys();
    if (this.#discarded.size > MOST_DISCARDED && oldest !== undefined) this.#discarded.delete(oldest);
    const changes = new Changes();
    changes.remove(message);
    changes.tell(this.#services);
  }

  /** Puts back what was discarded, under its old id: where it did arrive, it is the same message. */
  restore(to: BareJid, key: number): Message {
    const { account } = this.#services;
    const history = this.#history;
    const discarded = this.#discarded.get(key);
    if (discarded?.with !== to) throw new FeatureError('invalid-argument', 'key');
    const { state, failure, retracted } = discarded;
    const restored = history.transaction(() => {
      history.messages.add(account, {
        ...discarded,
        type: 'chat',
        originId: discarded.id,
        arrived: discarded.at,
        state: 'waiting',
        untrustedCorrection: false,
        markable: false,
      });
      if (state !== 'waiting') history.outbox.setState(account, key, state, failure);
      if (retracted === true) history.marks.retract(account, key);
      history.conversations.recountOne(account, to);
      return history.messages.get(account, key);
    });
    if (restored === undefined) throw new FeatureError('unexpected');
    this.#discarded.delete(key);
    const changes = new Changes();
    changes.add(restored);
    changes.tell(this.#services);
    void this.sendWaiting();
    return restored;
  }

  /**
   * A message that failed goes out again, and what came back of what was said of it. Under its old id: where it
   * did arrive, it is the same.
   */
  retry(to: BareJid, key: number): Message {
    const { account } = this.#services;
    const history = this.#history;
    const known = history.messages.get(account, key);
    if (known?.with !== to) throw new FeatureError('invalid-argument', 'key');
    const isFailed = known.direction === 'out' && known.state === 'failed' && known.retracted !== true;
    const again = history.transaction(() => {
      const marked = this.marks.retry(key);
      if (isFailed) history.outbox.setState(account, key, 'waiting');
      return marked || isFailed ? history.messages.get(account, key) : undefined;
    });
    if (again === undefined) throw new FeatureError('invalid-argument', 'key');
    this.#tellChange(again);
    void this.sendWaiting();
    return again;
  }

  /**
   * Sends what waits, oldest first, and then corrections that the server may not have. One run at a time,
   * so that nothing overtakes.
   */
  async sendWaiting(): Promise<void> {
    if (this.#sending || this.#held) return;
    this.#sending = true;
    try {
      while (this.#services.jid() !== undefined) {
        const waiting = this.#outbox.waiting(this.#services.account);
        for (const message of waiting) if (!(await this.#sendOne(message))) return;
        if (waiting.length > 0) continue;
        if (!(await this.marks.send())) return;
        if (this.#outbox.waiting(this.#services.account).length === 0) return;
      }
    } catch (error) {
      this.#services.log.error('messages', `sending stopped: ${reasonOf(error)}`);
    } finally {
      this.#sending = false;
    }
  }

  /**
   * A session ended, or an earlier run of the program did, and nobody knows whether the server has what was
   * sent last. Nothing goes out before `release`, so that nothing overtakes what may have to be sent again.
   */
  hold(): void {
    this.flush();
    this.marks.sessionBegan();
    const { account, store, log } = this.#services;
    try {
      this.#outbox.forgetCounts(account);
      store.outboxChanged(account);
    } catch (error) {
      // Where nothing can be written, the new session isn't remembered either: another run takes up the old one, whose counts these are.
      log.error('messages', `counts of the last session stand: ${reasonOf(error)}`);
    }
    this.#held = this.#outbox.unacknowledged(account).length > 0;
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /** Nothing more can be learned of it: what the archive did not have goes out again, under its old id. Throws where that can't be stored. */
  release(): void {
    this.flush();
    for (const { key } of this.#outbox.unacknowledged(this.#services.account)) this.#settle(key, 'waiting');
    this.#held = false;
  }

  /** The session of an earlier run goes on, and the server has so many of its stanzas (XEP-0198 §5). */
  recovered(handled: number): void {
    this.flush();
    for (const { key, count } of this.#outbox.unacknowledged(this.#services.account)) {
      // Of what went out in the session before this one, its count says nothing.
      if (count === undefined) this.#held = true;
      else this.#settle(key, isCovered(count, handled) ? 'acknowledged' : 'waiting');
    }
  }

  /** About to be written: from now on it may be with the server, whatever happens here. */
  sendingStanza(stanza: Element, count: number): void {
    const message = this.#underway;
    if (message === undefined || !stanza.is('message') || attr(stanza, 'id') !== message.id) return;
    const { account, store } = this.#services;
    this.#history.lightly(() => this.#outbox.noteSending(account, message.key, count));
    store.outboxChanged(account);
  }

  acknowledged(stanza: Element): void {
    if (stanza.is('message') && attr(stanza, 'id') !== undefined) this.#acknowledged.add(stanza);
  }

  /** What the server told in one go is stored in one go. */
  #storeAcknowledged(stanzas: readonly Element[]): void {
    const changes = new Changes();
    try {
      this.#history.lightly(() => {
        for (const stanza of stanzas) {
          const message = this.#rowOf(stanza);
          if (message === undefined) this.marks.acknowledged(stanza);
          else changes.change(this.#outbox.setState(this.#services.account, message.key, 'acknowledged'));
        }
      });
    } catch (error) {
      // It stays "sent", and is looked for in the archive at the next session.
      this.#services.log.error('messages', `acknowledgements could not be stored: ${reasonOf(error)}`);
      return;
    }
    changes.tell(this.#services);
  }

  /** Stores what the server has told. */
  flush(): void {
    this.#acknowledged.flush();
  }

  /** The message that a stanza carried; undefined for other stanzas, receipts and typing among them. */
  #rowOf(stanza: Element): Message | undefined {
    const id = attr(stanza, 'id');
    const to = bareJid(attr(stanza, 'to'));
    if (!stanza.is('message') || id === undefined || to === undefined) return undefined;
    const { account, store } = this.#services;
    return store.history(account).messages.findById(account, to, 'out', id);
  }

  get #history(): History {
    return this.#services.store.history(this.#services.account);
  }

  get #outbox(): OutboxTable {
    return this.#history.outbox;
  }

  get #messages(): MessagesTable {
    return this.#history.messages;
  }

  /** Whether the next one can follow. */
  async #sendOne(queued: Message): Promise<boolean> {
    const { account, modules } = this.#services;
    // It may have been corrected while others went out before it.
    const message = this.#messages.get(account, queued.key);
    if (message?.state !== 'waiting') return true;
    const to = message.with as BareJid;
    const chatState = this.#chatStates.withMessage(to);
    this.#underway = message;
    try {
      await modules.messages.send({
        to,
        type: 'chat',
        id: message.id,
        originId: message.id,
        body: message.body,
        requestReceipt: true,
        markable: true,
        ...replyPayload(message, this.#messages, account),
        ...(chatState === undefined ? {} : { chatState }),
      });
    } catch (error) {
      // Without a stream, or where nothing can be noted of it, it waits.
      if (error instanceof ConnectionError || error instanceof StoreError) return false;
      this.#settle(message.key, 'failed');
      this.#services.log.error('messages', `could not be sent: ${reasonOf(error)}`);
      return true;
    } finally {
      this.#underway = undefined;
    }
    // Noted already as `sendingStanza`, or even acknowledged.
    this.#tellChange(this.#messages.get(account, message.key));
    return true;
  }

  #settle(key: number, state: 'waiting' | 'acknowledged' | 'failed'): void {
    const failure = state === 'failed' ? ({ code: 'unexpected' } as const) : undefined;
    this.#tellChange(this.#outbox.setState(this.#services.account, key, state, failure));
  }

  #tellChange(message: Message | undefined): void {
    const changes = new Changes();
    changes.change(message);
    changes.tell(this.#services);
  }
}
