/** Messages of the user on their way out: stored first, sent in order, tried again when there is a stream. */
import { randomUUID } from 'node:crypto';
import type { Message } from '../../contract/models';
import { ConnectionError } from '../../xmpp/errors';
import { bareJid, resourceOf, type BareJid } from '../../xmpp/jid';
import { attr, type Element } from '../../xmpp/xml';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import type { ChatStates } from './chat-states';

export class Outbound {
  readonly #services: AccountServices;
  readonly #chatStates: ChatStates;
  #sending = false;

  constructor(services: AccountServices, chatStates: ChatStates) {
    this.#services = services;
    this.#chatStates = chatStates;
  }

  /** Stored when it returns; it goes out at once, or when there is a stream again. */
  send(to: BareJid, body: string): Message {
    const { account, store, clock, jid } = this.#services;
    const history = store.history(account);
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

  /** Replaces the text of the last own message (XEP-0308); one that is still here is changed before it goes. */
  async correct(to: BareJid, key: number, body: string): Promise<Message> {
    const { account, store, clock, modules } = this.#services;
    const history = store.history(account);
    const original = history.messages.get(account, key);
    if (original?.with !== to || original.direction !== 'out' || original.id === '')
      throw new FeatureError('invalid-argument', 'key');
    if (history.messages.newestKey(account, to, 'out') !== key) throw new FeatureError('invalid-argument', 'key');
    const id = randomUUID();
    if (original.state !== 'waiting' && original.state !== 'failed') {
      const chatState = this.#chatStates.withMessage(to);
      await modules.messages.send({
        to,
        type: 'chat',
        id,
        originId: id,
        body,
        replaces: original.id,
        ...(chatState === undefined ? {} : { chatState }),
      });
    }
    const place = history.messages.reserve();
    const corrected = history.messages.correct(account, key, { body, at: clock.now(), id, place });
    if (corrected === undefined) throw new FeatureError('unexpected');
    this.#tellChange(corrected);
    return corrected;
  }

  /** Under its old id: where it did arrive, it is the same message. */
  retry(to: BareJid, key: number): Message {
    const { account, store } = this.#services;
    const { messages } = store.history(account);
    const known = messages.get(account, key);
    const waiting =
      known?.with === to && known.direction === 'out' && known.state === 'failed'
        ? messages.setState(account, key, 'waiting')
        : undefined;
    if (waiting === undefined) throw new FeatureError('invalid-argument', 'key');
    this.#tellChange(waiting);
    void this.sendWaiting();
    return waiting;
  }

  /** Sends what waits, oldest first. One run at a time, so that nothing overtakes. */
  async sendWaiting(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#services.jid() !== undefined) {
        const waiting = this.#waiting();
        if (waiting.length === 0) return;
        for (const message of waiting) if (!(await this.#sendOne(message))) return;
      }
    } catch (error) {
      this.#services.log.error('messages', `sending stopped: ${reasonOf(error)}`);
    } finally {
      this.#sending = false;
    }
  }

  acknowledged(stanza: Element): void {
    const message = this.#rowOf(stanza);
    if (message !== undefined) this.#settle(message.key, 'acknowledged');
  }

  unacknowledged(stanza: Element): void {
    const message = this.#rowOf(stanza);
    if (message?.state === 'sent') this.#settle(message.key, 'waiting');
  }

  /** The message that a stanza carried; undefined for other stanzas, receipts and typing among them. */
  #rowOf(stanza: Element): Message | undefined {
    const id = attr(stanza, 'id');
    const to = bareJid(attr(stanza, 'to'));
    if (!stanza.is('message') || id === undefined || to === undefined) return undefined;
    const { account, store } = this.#services;
    return store.history(account).messages.findById(account, to, 'out', id);
  }

  #waiting(): readonly Message[] {
    const { store, account } = this.#services;
    return store.history(account).messages.waiting(account);
  }

  /** Whether the stream is still there. */
  async #sendOne(queued: Message): Promise<boolean> {
    const { account, store, modules } = this.#services;
    // It may have been corrected while others went out before it.
    const message = store.history(account).messages.get(account, queued.key);
    if (message?.state !== 'waiting') return true;
    const to = message.with as BareJid;
    const chatState = this.#chatStates.withMessage(to);
    try {
      await modules.messages.send({
        to,
        type: 'chat',
        id: message.id,
        originId: message.id,
        body: message.body,
        requestReceipt: true,
        markable: true,
        ...(chatState === undefined ? {} : { chatState }),
      });
    } catch (error) {
      if (error instanceof ConnectionError) return false;
      this.#settle(message.key, 'failed');
      this.#services.log.error('messages', `could not be sent: ${reasonOf(error)}`);
      return true;
    }
    this.#settle(message.key, 'sent');
    return true;
  }

  #settle(key: number, state: 'waiting' | 'sent' | 'acknowledged' | 'failed'): void {
    const { account, store } = this.#services;
    const failure = state === 'failed' ? ({ code: 'unexpected' } as const) : undefined;
    this.#tellChange(store.history(account).messages.setState(account, key, state, failure));
  }

  #tellChange(message: Message | undefined): void {
    const changes = new Changes();
    changes.change(message);
    changes.tell(this.#services);
  }
}
