/** Table `messages`. Positions (`key`) grow in order of arrival and are what everything is ordered by. */
import type { Database } from './database';
import type { DeliveryState, Message, MessagePage, RepliedTo } from '../contract/messages';
import { selectMessages, toMessage, type MessageRow } from './message-row';
import { OWED } from './outbox-table';
import { removedUpTo } from './removals-table';

/** A page that may not end with the newest message. */
type StoredPage = MessagePage & { readonly hasNewer: boolean };

/** Messages a page. */
export const PAGE_SIZE = 60;
/** Messages a page that is drawn while somebody scrolls: few enough for one frame. */
export const SCROLLED_PAGE_SIZE = 20;

/** A message to store. */
export interface NewMessage {
  /** A free position (`freeBelow`); absent: after everything that is there. */
  readonly key?: number;
  readonly with: string;
  readonly direction: 'in' | 'out';
  /** RFC 6121 §5.2.2. A correction may not change it. */
  readonly type: 'chat' | 'normal' | 'headline';
  readonly resource: string;
  readonly id: string;
  /** XEP-0359, as the sender set it. */
  readonly originId?: string | undefined;
  /** XEP-0359, as the own server set it. */
  readonly stanzaId?: string | undefined;
  readonly body: string;
  /** The end of the text is missing: it was too long. */
  readonly bodyCut?: true;
  /** The sender asks not to style it (XEP-0393). */
  readonly unstyled?: boolean;
  readonly at: number;
  /** When it came here; retention counts from it, since a sender's clock proves nothing. */
  readonly arrived: number;
  readonly state: DeliveryState;
  readonly delayed: boolean;
  readonly carbon: boolean;
  readonly untrustedCorrection: boolean;
  /** The sender asks to be told when it was read (XEP-0333). */
  readonly markable: boolean;
  /** The message it answers (XEP-0461). */
  readonly replyTo?: RepliedTo;
}

/** What makes two stanzas one message. */
export type Identity = Pick<
  NewMessage,
  'with' | 'direction' | 'resource' | 'id' | 'originId' | 'stanzaId' | 'body' | 'at'
>;

/** A new text for a message. */
export interface Correction {
  readonly body: string;
  /** Its end is missing: it was too long. */
  readonly bodyCut?: true;
  /** Not to be styled (XEP-0393), whatever held for the text before. */
  readonly unstyled?: boolean;
  /** When it was written. */
  readonly at: number;
  /** Stanza id of the correction. */
  readonly id: string;
  /** Where the correction itself stands in the conversation: of several, the last one counts. */
  readonly place: number;
}

// A stanza id alone is not unique for ever (RFC 6120 §8.1.3): some clients count from 1 at each
// start. Same id, sender and text within a day is one message.
const SAME_ID_WINDOW = 24 * 60 * 60 * 1000;

export class MessagesTable {
  readonly #db: Database;
  readonly #nextKey: () => number;

  constructor(db: Database, nextKey: () => number) {
    this.#db = db;
    this.#nextKey = nextKey;
  }

  /** Takes a position after everything that is there; what comes later stands after it. */
  reserve(): number {
    return this.#nextKey();
  }

  /** The nearest free position below another. */
  freeBelow(position: number): number {
    let key = position - 1;
    while (this.#db.one('select 1 as taken from messages where key = ?', [key]) !== undefined) key -= 1;
    return key;
  }

  add(account: string, message: NewMessage): Message {
    const key = message.key ?? this.#nextKey();
    this.#db.run(
      `insert into messages (key, account, peer, direction, type, resource, id, origin_id, stanza_id, body, body_cut,
         at, arrived, state, delayed, carbon, untrusted_correction, markable, unstyled, reply_key, reply_direction,
         reply_text)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        key,
        account,
        message.with,
        message.direction,
        message.type,
        message.resource,
        message.id,
        message.originId ?? null,
        message.stanzaId ?? null,
        message.body,
        message.bodyCut === true ? 1 : 0,
        message.at,
        message.arrived,
        message.state,
        message.delayed ? 1 : 0,
        message.carbon ? 1 : 0,
        message.untrustedCorrection ? 1 : 0,
        message.markable ? 1 : 0,
        message.unstyled === true ? 1 : 0,
        message.replyTo?.key ?? null,
        message.replyTo?.direction ?? null,
        message.replyTo?.text ?? null,
      ],
    );
    return {
      key,
      with: message.with,
      direction: message.direction,
      resource: message.resource,
      id: message.id,
      body: message.body,
      at: message.at,
      state: message.state,
      delayed: message.delayed,
      carbon: message.carbon,
      ...(message.bodyCut === true ? { bodyCut: true } : {}),
      ...(message.untrustedCorrection ? { untrustedCorrection: true } : {}),
      ...(message.unstyled === true ? { unstyled: true } : {}),
      ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    };
  }

  get(account: string, key: number): Message | undefined {
    const row = this.#db.one<MessageRow>(`${selectMessages} where m.key = ? and m.account = ?`, [key, account]);
    return row === undefined ? undefined : toMessage(row);
  }

  /** The newest page, or the one that ends before a position. */
  page(account: string, peer: string, before = Number.MAX_SAFE_INTEGER, size = PAGE_SIZE): MessagePage {
    const rows = this.#db.all<MessageRow>(
      `${selectMessages} where m.account = ?1 and m.peer = ?2 and m.key < ?3 and m.key > ${removedUpTo('?1', '?2')}
       order by m.key desc limit ?4`,
      [account, peer, before, size + 1],
    );
    const hasOlder = rows.length > size;
    return { messages: rows.slice(0, size).reverse().map(toMessage), hasOlder };
  }

  /** What comes after a position, oldest first. */
  pageAfter(account: string, peer: string, after: number, size = PAGE_SIZE): StoredPage {
    const rows = this.#db.all<MessageRow>(
      `${selectMessages} where m.account = ?1 and m.peer = ?2 and m.key > max(?3, ${removedUpTo('?1', '?2')})
       order by m.key limit ?4`,
      [account, peer, after, size + 1],
    );
    const messages = rows.slice(0, size).map(toMessage);
    return { messages, hasOlder: true, hasNewer: rows.length > size };
  }

  /** A page with this position in its middle. */
  pageAround(account: string, peer: string, key: number): StoredPage {
    const { messages, hasOlder } = this.page(account, peer, key);
    const newer = this.pageAfter(account, peer, key - 1);
    return { messages: [...messages, ...newer.messages], hasOlder, hasNewer: newer.hasNewer };
  }

  /**
   * Position of this message, if it is stored already. Two different ids by the own server mean two messages,
   * but for one that its sender sent again, not knowing that it had arrived. What was written without a stream
   * has no resource yet.
   */
  find(account: string, one: Identity): number | undefined {
    const notAnother = 'm.stanza_id is null or ?4 is null or m.stanza_id = ?4';
    const sameText = '(m.body = ?8 or m.corrected_at is not null or m.retracted = 1)';
    const stanzaId = one.stanzaId ?? null;
    const found = this.#db.one<{ key: number }>(
      `select m.key from messages m where m.account = ?1 and m.peer = ?2 and m.direction = ?3 and m.stanza_id = ?4
       union all
       select m.key from messages m where m.account = ?1 and m.peer = ?2 and m.direction = ?3
         and m.origin_id in (?5, iif(?3 = 'out', ?6, null)) and (${sameText} or (${notAnother}))
       union all
       select m.key from messages m where m.account = ?1 and m.peer = ?2 and m.direction = ?3
         and m.id = ?6 and ?6 <> '' and m.resource in (?7, '') and ${sameText}
         and abs(m.at - ?9) < ${String(SAME_ID_WINDOW)} and (${notAnother})
       limit 1`,
      [account, one.with, one.direction, stanzaId, one.originId ?? null, one.id, one.resource, one.body, one.at],
    );
    return found?.key;
  }

  hasIncomingBetween(account: string, low: number, high: number): boolean {
    const found = this.#db.one(
      `select key from messages where key > ? and key < ? and account = ? and direction = 'in' limit 1`,
      [low, high, account],
    );
    return found !== undefined;
  }

  /** Position of the first message that others said, in any conversation, from a position on. */
  firstIncomingFrom(account: string, low: number): number | undefined {
    const row = this.#db.one<{ key: number }>(
      `select key from messages not indexed where key >= ? and account = ? and direction = 'in' order by key limit 1`,
      [low, account],
    );
    return row?.key;
  }

  /** The own server's id of a message that came without it, or went out; whether it was not known. */
  learnStanzaId(account: string, key: number, stanzaId: string): boolean {
    const changed = this.#db.run(
      'update messages set stanza_id = ? where key = ? and account = ? and stanza_id is null',
      [stanzaId, key, account],
    );
    return changed > 0;
  }

  /** The message that stands furthest back in a conversation: its position, and its id in the archive where it is known. */
  oldest(account: string, peer: string): { readonly key: number; readonly stanzaId: string | undefined } | undefined {
    const row = this.#db.one<{ key: number; stanza_id: string | null }>(
      'select key, stanza_id from messages where account = ? and peer = ? order by key limit 1',
      [account, peer],
    );
    return row === undefined ? undefined : { key: row.key, stanzaId: row.stanza_id ?? undefined };
  }

  /** Position of the message furthest back in all conversations. */
  lowestKey(account: string): number | undefined {
    // In the order of positions the first one is near; an index by account would have to be sorted as a whole.
    const row = this.#db.one<{ key: number }>(
      'select key from messages not indexed where account = ? order by key limit 1',
      [account],
    );
    return row?.key;
  }

  /** The own server's id of the newest message that has one, up to a position. */
  newestStanzaId(account: string, peer: string, upTo: number): string | undefined {
    const row = this.#db.one<{ stanza_id: string }>(
      `select stanza_id from messages where account = ? and peer = ? and key <= ? and stanza_id is not null
       order by key desc limit 1`,
      [account, peer, upTo],
    );
    return row?.stanza_id;
  }

  /** The last message below a position, in whatever conversation, of which the own server's id is known. */
  lastArchived(account: string, below: number): { readonly key: number; readonly stanzaId: string } | undefined {
    const row = this.#db.one<{ key: number; stanza_id: string }>(
      `select key, stanza_id from messages not indexed where account = ? and key < ? and stanza_id is not null
       order by key desc limit 1`,
      [account, below],
    );
    return row === undefined ? undefined : { key: row.key, stanzaId: row.stanza_id };
  }

  /** Position of the message with an id of the own server, in whatever conversation. */
  keyOfStanzaId(account: string, stanzaId: string): number | undefined {
    const row = this.#db.one<{ key: number }>('select key from messages where account = ? and stanza_id = ?', [
      account,
      stanzaId,
    ]);
    return row?.key;
  }

  /** Gives a message another place, which is free. */
  move(account: string, key: number, place: number): void {
    this.#db.run('update messages set key = ? where key = ? and account = ?', [place, key, account]);
    this.#db.run('update messages set reply_key = ? where reply_key = ? and account = ?', [place, key, account]);
    this.#db.run('update reactions set message = ? where message = ? and account = ?', [place, key, account]);
  }

  /** Takes one message away; whether it was there. */
  remove(account: string, key: number): boolean {
    this.#db.run('delete from reactions where account = ? and message = ?', [account, key]);
    return this.#db.run('delete from messages where key = ? and account = ?', [key, account]) > 0;
  }

  /** The newest message of one direction with this stanza id. */
  findById(account: string, peer: string, direction: 'in' | 'out', id: string): Message | undefined {
    if (id === '') return undefined;
    const row = this.#db.one<MessageRow>(
      `${selectMessages} where m.account = ? and m.peer = ? and m.id = ? and m.direction = ? order by m.key desc limit 1`,
      [account, peer, id, direction],
    );
    return row === undefined ? undefined : toMessage(row);
  }

  /** RFC 6121 §5.2.2 of a stored message. */
  typeOf(account: string, key: number): NewMessage['type'] | undefined {
    return this.#db.one<{ type: NewMessage['type'] }>('select type from messages where key = ? and account = ?', [
      key,
      account,
    ])?.type;
  }

  /** The newest incoming message between two positions (after, up to) whose sender wants to know that it was read. */
  newestMarkable(account: string, peer: string, after: number, upTo: number): Message | undefined {
    const row = this.#db.one<MessageRow>(
      `${selectMessages} where m.account = ? and m.peer = ? and m.key > ? and m.key <= ? and m.direction = 'in'
         and m.markable = 1 order by m.key desc limit 1`,
      [account, peer, after, upTo],
    );
    return row === undefined ? undefined : toMessage(row);
  }

  /** Position of the newest message of one direction; 0 if there is none. */
  newestKey(account: string, peer: string, direction: 'in' | 'out'): number {
    return (
      this.#db.one<{ key: number }>(
        `select key from messages where account = ? and peer = ? and direction = ? order by key desc limit 1`,
        [account, peer, direction],
      )?.key ?? 0
    );
  }

  /** Puts a new text in place (XEP-0308). Undefined where this correction, or a later one, is in place already. */
  correct(account: string, key: number, correction: Correction): Message | undefined {
    const { body, bodyCut = false, unstyled = false, at, id, place } = correction;
    const changed = this.#db.run(
      `update messages set body = ?1, corrected_at = ?2, correction_id = ?3, corrected_place = ?4, body_cut = ?7,
         unstyled = ?8, mark_failure = null
       where key = ?5 and account = ?6 and retracted = 0
         and (correction_id is null or correction_id <> ?3) and coalesce(corrected_place, 0) < ?4`,
      [body, at, id, place, key, account, bodyCut ? 1 : 0, unstyled ? 1 : 0],
    );
    return changed === 0 ? undefined : this.get(account, key);
  }

  /** Positions of the newest of an account, so many at most, and of all that the server may not have, or not what was said of it. */
  carried(account: string, most: number): number[] {
    const newest = this.#db.all<{ key: number }>(
      `select key from messages not indexed where account = ? order by key desc limit ?`,
      [account, most],
    );
    const owed = this.#db.all<{ key: number }>(
      `${OWED} union select message from reactions where account = ?1 and mark_pending = 1`,
      [account],
    );
    return [...new Set([...newest, ...owed].map(({ key }) => key))];
  }

  /** How many a conversation has. */
  countWith(account: string, peer: string): number {
    return (
      this.#db.one<{ count: number }>(
        `select count(*) as count from messages where account = ?1 and peer = ?2 and key > ${removedUpTo('?1', '?2')}`,
        [account, peer],
      )?.count ?? 0
    );
  }

  /** All of an account. */
  count(account: string): number {
    return (
      this.#db.one<{ count: number }>('select count(*) as count from messages where account = ?', [account])?.count ?? 0
    );
  }
}
