/**
 * One row a message. A message may come live, as a carbon, from the archive, late from the server's
 * store or again after a cut; what is said about it (corrections, receipts, markers, errors) may come
 * before it. All of them meet here.
 */
import type { Message } from '../../contract/messages';
import type { NewMessage } from '../../store/messages-table';
import type { History } from '../../store/store';
import type { BareJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import type { Changes } from './changes';
import { isServiceNotice, noticeOf } from './service-notice';
import { EarlyReports, type Report } from './early-reports';
import {
  correctable,
  mayReplace,
  ownStanzaId,
  peerOf,
  repliedTo,
  storedType,
  toStore,
  tracesOf,
  type Arrival,
} from './identity';

type Text = ParsedMessage & { readonly body: string };

export interface CorrelationOptions {
  readonly account: BareJid;
  readonly history: History;
  /** Gathers what changes, for the window. */
  readonly changes: Changes;
  readonly now: number;
}

/** Works within one transaction of the history. */
export class Correlation {
  readonly #account: BareJid;
  readonly #history: History;
  readonly #changes: Changes;
  readonly #now: number;
  readonly #early: EarlyReports;

  constructor({ account, history, changes, now }: CorrelationOptions) {
    this.#account = account;
    this.#history = history;
    this.#changes = changes;
    this.#now = now;
    this.#early = new EarlyReports(account, history.earlyReports, now);
  }

  /** Position of a message that is stored already. */
  find(message: ParsedMessage, arrival: Arrival): number | undefined {
    const peer = peerOf(message);
    const type = storedType(message);
    if (peer === undefined || type === undefined || message.body === undefined) return undefined;
    return this.#history.messages.find(
      this.#account,
      toStore({ ...message, body: message.body }, peer, type, arrival, { account: this.#account, now: this.#now }),
    );
  }

  /** Whether anything that others said, in any conversation, stands between these positions. */
  hasIncomingBetween(low: number, high: number): boolean {
    return this.#history.messages.hasIncomingBetween(this.#account, low, high);
  }

  /** A stored message belongs elsewhere; the place is free. */
  move(key: number, place: number): void {
    const { messages, conversations } = this.#history;
    const before = messages.get(this.#account, key);
    if (before === undefined) return;
    messages.move(this.#account, key, place);
    this.#early.moved(before.with, key, place);
    conversations.recountOne(this.#account, before.with);
    this.#changes.remove(before);
    this.#changes.change(messages.get(this.#account, place));
  }

  /** Stores a message, or what it says of another one. */
  store(message: ParsedMessage, arrival: Arrival): void {
    const peer = peerOf(message);
    if (peer === undefined) return;
    if (isServiceNotice(message, this.#account)) {
      const notice = noticeOf(message, this.#now, arrival.by === 'archive' && arrival.past);
      if (this.#history.notices.add(this.#account, notice)) this.#changes.hasNotice = true;
      return;
    }
    if (message.error !== undefined) {
      this.#bounce(peer, message);
      return;
    }
    this.#applyReports(peer, message, arrival);
    const type = storedType(message);
    if (message.body === undefined || type === undefined) return;
    this.#storeText(peer, type, { ...message, body: message.body }, arrival);
  }

  #storeText(peer: BareJid, type: NewMessage['type'], message: Text, arrival: Arrival): void {
    const original = message.replaces === undefined ? undefined : this.#byId(peer, message.direction, message.replaces);
    if (original !== undefined && this.#replace(original, message, arrival)) return;
    const row = toStore(message, peer, type, arrival, { account: this.#account, now: this.#now });
    const known = this.#history.messages.find(this.#account, row);
    if (known !== undefined) {
      this.#meetAgain(peer, known, message, arrival);
      return;
    }
    if (this.#isOwnEcho(peer, message) || this.#wasDeleted(peer, message, row.stanzaId)) return;
    const answered = message.replyTo === undefined ? undefined : this.#byEitherId(peer, message.replyTo.id);
    const stored = this.#history.messages.add(this.#account, {
      ...row,
      ...(answered === undefined ? {} : { replyTo: repliedTo(answered) }),
    });
    this.#note(peer, stored, arrival);
    this.#changes.add(stored);
    if (message.replyTo !== undefined && answered === undefined)
      this.#early.add(peer, message.replyTo.id, { kind: 'reply', key: stored.key });
    if (message.replaces !== undefined && original === undefined)
      this.#early.add(peer, message.replaces, { kind: 'correction', key: stored.key });
    this.#applyEarly(peer, stored, [message.id, message.originId, row.stanzaId]);
  }

  #note(peer: BareJid, { key, direction }: Message, arrival: Arrival): void {
    const { conversations } = this.#history;
    if (arrival.by === 'stream') conversations.noteMessage(this.#account, peer, key, direction);
    else conversations.noteInserted(this.#account, peer, key, arrival.past || direction === 'out');
  }

  /** The same message once more: what it tells beyond the first time is kept. */
  #meetAgain(peer: BareJid, key: number, message: ParsedMessage, arrival: Arrival): void {
    const { messages } = this.#history;
    const stanzaId = ownStanzaId(message, arrival, this.#account);
    if (stanzaId !== undefined && messages.learnStanzaId(this.#account, key, stanzaId)) {
      const stored = messages.get(this.#account, key);
      if (stored !== undefined) this.#applyEarly(peer, stored, [stanzaId]);
    }
    // The server has what it keeps in the archive, and what it copies to us.
    if (message.direction === 'out') this.#setState(key, 'acknowledged');
  }

  /** Whether the correction was taken in; else it is shown as a message of its own. */
  #replace(original: Message, message: Text, arrival: Arrival): boolean {
    const { messages } = this.#history;
    const type = messages.typeOf(this.#account, original.key);
    if (type === undefined || !mayReplace(original, type, message, this.#account)) return false;
    const corrected = messages.correct(this.#account, original.key, {
      body: message.body,
      ...(message.bodyCut === true && { bodyCut: true }),
      unstyled: message.unstyled === true,
      at: Math.min(message.delay?.at ?? this.#now, this.#now),
      id: message.id ?? message.body,
      place: arrival.by === 'archive' ? arrival.place : messages.reserve(),
    });
    this.#changes.change(corrected);
    return true;
  }

  /** It belongs to a conversation that the user deleted, and comes once more. */
  #wasDeleted(peer: BareJid, message: ParsedMessage, stanzaId: string | undefined): boolean {
    const deletion = this.#history.conversations.deletion(this.#account, peer);
    return deletion !== undefined && tracesOf(message, stanzaId).some((trace) => deletion.traces.has(trace));
  }

  /** A note to oneself comes back from the server as a message that came in. */
  #isOwnEcho(peer: BareJid, { id, direction }: ParsedMessage): boolean {
    if (peer !== this.#account || direction !== 'in' || id === undefined) return false;
    const own = this.#byId(peer, 'out', id);
    if (own === undefined) return false;
    this.#setState(own.key, 'delivered');
    return true;
  }

  /** A message of ours came back, or what we said of one. */
  #bounce(peer: BareJid, { id, error, direction }: ParsedMessage): void {
    if (direction !== 'in' || id === undefined || error === undefined) return;
    const { messages, outbox, marks } = this.#history;
    const own = this.#byId(peer, 'out', id);
    if (own === undefined) {
      const marked = marks.refused(this.#account, peer, id, error.condition);
      if (marked !== undefined) this.#changes.change(messages.get(this.#account, marked));
      return;
    }
    const failure = { code: 'refused-by-server', detail: error.condition } as const;
    this.#changes.change(outbox.setState(this.#account, own.key, 'failed', failure));
  }

  /** Each counts for messages between these two only, and is credited to its sender alone. */
  #applyReports(peer: BareJid, message: ParsedMessage, arrival: Arrival): void {
    const { direction, displayed, retracts, reactions, tombstone } = message;
    if (direction === 'in') for (const id of message.receivedIds) this.#report(peer, id, { kind: 'received' });
    // From another session of ours it says that it was read there.
    if (displayed !== undefined)
      this.#report(peer, displayed, { kind: direction === 'in' ? 'displayed' : 'read-here' });
    if (retracts !== undefined) this.#report(peer, retracts, { kind: 'retraction', direction });
    if (reactions !== undefined) {
      const sender = direction === 'in' ? peer : this.#account;
      const place = arrival.by === 'archive' ? arrival.place : this.#history.messages.reserve();
      this.#report(peer, reactions.to, { kind: 'reactions', sender, emojis: reactions.emojis, place });
    }
    if (tombstone !== undefined && message.id !== undefined)
      this.#report(peer, message.id, { kind: 'retraction', direction });
  }

  #report(peer: BareJid, id: string, report: Report): void {
    const target = this.#target(peer, id, report);
    if (target === undefined) this.#early.add(peer, id, report);
    else this.#apply(peer, target, report);
  }

  #target(peer: BareJid, id: string, report: Report): Message | undefined {
    switch (report.kind) {
      case 'received':
      case 'displayed':
        return this.#byId(peer, 'out', id);
      case 'read-here':
        return this.#byId(peer, 'in', id);
      case 'retraction':
        return this.#byId(peer, report.direction, id);
      case 'reactions':
        return this.#byEitherId(peer, id);
    }
  }

  #apply(peer: BareJid, target: Message, report: Report): void {
    const { messages, outbox, conversations, marks } = this.#history;
    switch (report.kind) {
      case 'received':
        if (target.direction === 'out') this.#setState(target.key, 'delivered');
        break;
      case 'displayed':
        if (target.direction === 'out')
          for (const own of outbox.unreadByPeer(this.#account, peer, target.key)) this.#setState(own.key, 'read');
        break;
      case 'read-here':
        if (target.direction === 'in' && conversations.markRead(this.#account, peer, target.key))
          this.#changes.touch(peer);
        break;
      case 'retraction':
        if (target.direction === report.direction && marks.retract(this.#account, target.key))
          this.#changed(target.key);
        break;
      case 'reactions':
        if (target.retracted !== true && marks.react(this.#account, target.key, report))
          this.#changes.change(messages.get(this.#account, target.key));
        break;
    }
  }

  /** A message, and those that repeat its beginning. */
  #changed(key: number): void {
    const { messages, marks } = this.#history;
    for (const one of [key, ...marks.repliesTo(this.#account, key)])
      this.#changes.change(messages.get(this.#account, one));
  }

  /** What was said about a message before it came. */
  #applyEarly(peer: BareJid, message: Message, ids: readonly (string | undefined)[]): void {
    // A marker further on speaks for all that stand before it.
    if (message.direction === 'out' && this.#history.outbox.nextOwnState(this.#account, peer, message.key) === 'read')
      this.#setState(message.key, 'read');
    for (const report of this.#early.take(peer, ids)) {
      if (report.kind === 'correction') this.#applyEarlyCorrection(message, report.key);
      else if (report.kind === 'reply') this.#setReplyTarget(report.key, message);
      else this.#apply(peer, message, report);
    }
  }

  #setReplyTarget(key: number, target: Message): void {
    const { messages, marks } = this.#history;
    marks.setReplyTarget(this.#account, key, repliedTo(target));
    this.#changes.change(messages.get(this.#account, key));
  }

  /** The correction stands as a message of its own until the one that it corrects is here. */
  #applyEarlyCorrection(original: Message, key: number): void {
    const { messages } = this.#history;
    const correction = messages.get(this.#account, key);
    const type = messages.typeOf(this.#account, original.key);
    const ownType = messages.typeOf(this.#account, key);
    if (correction === undefined || type === undefined || ownType === undefined) return;
    if (!mayReplace(original, type, correctable(correction, ownType, this.#account), this.#account)) return;
    const { body, bodyCut, unstyled = false, at, id } = correction;
    messages.remove(this.#account, key);
    this.#history.conversations.recountOne(this.#account, original.with);
    this.#changes.remove(correction);
    this.#changes.change(
      messages.correct(this.#account, original.key, {
        ...{ body, unstyled, at, id: id === '' ? body : id, place: key },
        ...(bodyCut === true && { bodyCut }),
      }),
    );
  }

  #byEitherId(peer: BareJid, id: string): Message | undefined {
    return this.#byId(peer, 'in', id) ?? this.#byId(peer, 'out', id);
  }

  #byId(peer: BareJid, direction: 'in' | 'out', id: string): Message | undefined {
    return this.#history.messages.findById(this.#account, peer, direction, id);
  }

  #setState(key: number, state: 'acknowledged' | 'delivered' | 'read'): void {
    this.#changes.change(this.#history.outbox.setState(this.#account, key, state));
  }
}
