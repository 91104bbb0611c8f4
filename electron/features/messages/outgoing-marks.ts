/** What the user says of messages that went out or came: corrections, retractions, reactions. Told until the server has it. */
import { randomUUID } from 'node:crypto';
import type { Message } from '../../contract/messages';
import type { PendingMark } from '../../store/marks-table';
import type { History } from '../../store/store';
import { ConnectionError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import type { OutgoingMessage } from '../../xmpp/rfc6121-message/stanza';
import { attr, type Element } from '../../xmpp/xml';
import { isEmoji, MAX_REACTIONS } from '../../xmpp/xep-0444-reactions/stanza';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import { replyPayload } from './reply-payload';

export class OutgoingMarks {
  readonly #services: AccountServices;
  /** Ids of the stanzas that went out in this session. */
  readonly #sent = new Set<string>();

  constructor(services: AccountServices) {
    this.#services = services;
  }

  /** Replaces the text of the last own message (XEP-0308); one that is still here is changed before it goes. */
  correct(to: BareJid, key: number, body: string): Message {
    const { messages, marks } = this.#history;
    const original = this.#own(to, key);
    if (messages.newestKey(this.#account, to, 'out') !== key) throw new FeatureError('invalid-argument', 'key');
    const correction = { body, at: this.#services.clock.now(), id: randomUUID(), place: messages.reserve() };
    return this.#change(key, () => {
      if (wentOut(original)) marks.setCorrectionPending(this.#account, key, correction.id);
      messages.correct(this.#account, key, correction);
    });
  }

  /** Asks all who have an own message to forget it (XEP-0424). */
  retract(to: BareJid, key: number): Message {
    if (!wentOut(this.#own(to, key))) throw new FeatureError('invalid-argument', 'key');
    return this.#change(key, () => this.#history.marks.retract(this.#account, key, randomUUID()));
  }

  /** Sets all of the user's reactions to a message (XEP-0444). */
  react(to: BareJid, key: number, emojis: readonly string[]): Message {
    const { messages, marks } = this.#history;
    const message = messages.get(this.#account, key);
    const distinct = [...new Set(emojis)];
    if (message?.with !== to || message.id === '' || message.retracted === true || !wentOut(message))
      throw new FeatureError('invalid-argument', 'key');
    if (distinct.length > MAX_REACTIONS || !distinct.every(isEmoji))
      throw new FeatureError('invalid-argument', 'emojis');
    const reactions = { sender: this.#account, emojis: distinct, place: messages.reserve(), pendingId: randomUUID() };
    return this.#change(key, () => marks.react(this.#account, key, reactions));
  }

  /** What came back of what the user said of a message is to go out again; false where nothing did. */
  retry(key: number): boolean {
    const ids = this.#history.marks.retry(this.#account, key);
    for (const id of ids) this.#sent.delete(id);
    return ids.length > 0;
  }

  /** Tells what the server may not have. False: the stream is gone. */
  async send(): Promise<boolean> {
    const { modules, log } = this.#services;
    for (const mark of this.#history.marks.pending(this.#account)) {
      if (this.#sent.has(mark.id)) continue;
      try {
        await modules.messages.send(this.#stanzaOf(mark));
        this.#sent.add(mark.id);
      } catch (error) {
        if (error instanceof ConnectionError) return false;
        log.error('messages', `${mark.kind} could not be sent: ${reasonOf(error)}`);
        this.#settled(mark.id);
      }
    }
    return true;
  }

  /** Of what went out before, nobody knows what became. */
  sessionBegan(): void {
    this.#sent.clear();
  }

  acknowledged(stanza: Element): void {
    const id = attr(stanza, 'id');
    if (id !== undefined && this.#sent.delete(id)) this.#settled(id);
  }

  #settled(id: string): void {
    this.#history.marks.acknowledged(this.#account, id);
    this.#services.store.outboxChanged(this.#account);
  }

  #own(to: BareJid, key: number): Message {
    const message = this.#history.messages.get(this.#account, key);
    if (message?.with !== to || message.direction !== 'out' || message.id === '' || message.retracted === true)
      throw new FeatureError('invalid-argument', 'key');
    return message;
  }

  #change(key: number, act: () => void): Message {
    const { marks, messages } = this.#history;
    const changes = new Changes();
    const changed = this.#history.transaction(() => {
      act();
      for (const reply of marks.repliesTo(this.#account, key)) changes.change(messages.get(this.#account, reply));
      return messages.get(this.#account, key);
    });
    if (changed === undefined) throw new FeatureError('unexpected');
    changes.change(changed);
    changes.tell(this.#services);
    return changed;
  }

  #stanzaOf(mark: PendingMark): OutgoingMessage {
    const envelope = { to: mark.with as BareJid, type: 'chat', id: mark.id, originId: mark.id } as const;
    if (mark.kind === 'retraction') return { ...envelope, retracts: mark.target };
    if (mark.kind === 'reactions') return { ...envelope, reactions: { to: mark.target, emojis: mark.emojis } };
    const { messages } = this.#history;
    const corrected = messages.get(this.#account, mark.key);
    const reply = corrected === undefined ? {} : replyPayload(corrected, messages, this.#account);
    return { ...envelope, body: mark.body, replaces: mark.target, ...reply };
  }

  get #account(): BareJid {
    return this.#services.account;
  }

  get #history(): History {
    return this.#services.store.history(this.#account);
  }
}

/** What never left this computer is nobody else's business yet. */
function wentOut({ direction, state }: Message): boolean {
  return direction === 'in' || (state !== 'waiting' && state !== 'failed');
}
