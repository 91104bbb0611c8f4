/**
 * Table `message_words`: which words stand in which message (FTS5). Triggers keep it in step with
 * `messages`; it holds no text of its own, and what is deleted there is overwritten here too.
 */
import type { Message } from '../contract/messages';
import type { Database, SqlValue } from './database';
import { messageColumns, selectMessages, toMessage, type MessageRow } from './message-row';
import { removedUpTo } from './removals-table';
import { findsBeginnings, holdsAll, wantedOf, type Wanted } from './search-words';

export interface SearchFilter {
  /** Letters and digits only (`wordsOf`); every one must occur. */
  readonly words: readonly string[];
  /** Bare JID of the other side. */
  readonly with?: string | undefined;
  /** Written at this time or later. */
  readonly from?: number | undefined;
  /** Written before this time. */
  readonly until?: number | undefined;
  /** Only what stands before this position. */
  readonly before?: number | undefined;
}

/** The index holds the beginnings of words of this length, which costs nothing to look up. */
const INDEXED_PREFIX = 3;
/** Messages that are looked at in one go, and at most, to see whether they hold more than the beginnings. */
const CANDIDATES = 250;
const MOST_CANDIDATES = 500;
const DAY = 24 * 60 * 60 * 1000;
/** Messages are found by the day, the 30 days and the 900 days in which they were written, as the schema has it. */
const STRETCHES = [
  { letter: 'y', days: 900 },
  { letter: 'm', days: 30 },
  { letter: 'd', days: 1 },
] as const;

export class SearchTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** While `remove` removes many messages, their words are only marked as gone, until `renew` leaves them out. */
  markingWords(remove: () => void): void {
    this.#db.transaction(() => {
      this.#command('secure-delete', 0);
      remove();
      this.#command('secure-delete', 1);
    });
  }

  /** Writes about so many pages of the index anew, without what is marked. `goesOn`: after a piece before. Whether there is more. */
  renew(pages: number, goesOn: boolean): boolean {
    const before = this.#changes;
    // A negative number begins with all there is (FTS5, "merge").
    this.#command('merge', goesOn ? pages : -pages);
    return this.#changes - before > 1;
  }

  get #changes(): number {
    return this.#db.one<{ changes: number }>('select total_changes() as changes')?.changes ?? 0;
  }

  #command(name: 'secure-delete' | 'merge', value: number): void {
    // The driver binds numbers as floating point, which is not taken here.
    this.#db.exec(`insert into message_words (message_words, rank) values ('${name}', ${String(value)})`);
  }

  /** Newest first, at most `limit`. Without a word nothing is found. */
  find(account: string, filter: SearchFilter, limit: number): Message[] {
    if (filter.words.length === 0) return [];
    const { keys, before } = this.#findAmongNewest(account, filter, limit);
    if (before === undefined || keys.length === limit) return this.#messages(keys);
    return [...this.#messages(keys), ...this.#query(account, { ...filter, before }, limit - keys.length)];
  }

  /**
   * A beginning that is longer than those in the index is put together from all words that have it, with every
   * message of each, which takes long where they are common. Then it is among the newest messages that have the
   * indexed beginnings, and few of them have to be read. `before`: only what is older was not looked at.
   */
  #findAmongNewest(account: string, filter: SearchFilter, limit: number): Found {
    const wanted = wantedOf(filter.words);
    if (!wanted.some(({ folded, begins }) => begins && folded.length > INDEXED_PREFIX))
      return { keys: [], before: filter.before ?? Number.MAX_SAFE_INTEGER };
    const keys: number[] = [];
    let { before } = filter;
    for (let seen = 0; seen < MOST_CANDIDATES; seen += CANDIDATES) {
      const match = matchOf(account, filter, wanted.map(indexedTerm));
      const candidates = this.#select<{ key: number; body: string }>(
        'm.key, m.body',
        match,
        { ...filter, before },
        account,
        CANDIDATES,
      );
      for (const { key, body } of candidates) {
        if (holdsAll(body, wanted)) keys.push(key);
        if (keys.length === limit) return { keys, before };
      }
      before = candidates.at(-1)?.key;
      if (candidates.length < CANDIDATES) return { keys, before: undefined };
    }
    return { keys, before };
  }

  #query(account: string, filter: SearchFilter, limit: number): Message[] {
    const match = matchOf(account, filter, filter.words.map(term));
    return this.#select<MessageRow>(messageColumns('m'), match, filter, account, limit).map(toMessage);
  }

  #messages(keys: readonly number[]): Message[] {
    return this.#db
      .all<MessageRow>(`${selectMessages} where m.key in (select value from json_each(?)) order by m.key desc`, [
        JSON.stringify(keys),
      ])
      .map(toMessage);
  }

  #select<R>(what: string, match: string, filter: Omit<SearchFilter, 'words'>, account: string, limit: number): R[] {
    const { with: peer, from, until, before } = filter;
    const conditions = ['message_words match ?', 'm.account = ?', `m.key > ${removedUpTo('m.account', 'm.peer')}`];
    const values: SqlValue[] = [match, account];
    const add = (condition: string, value: SqlValue | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    add('m.peer = ?', peer);
    add('m.at >= ?', from);
    add('m.at < ?', until);
    add('message_words.rowid < ?', before);
    return this.#db.all<R>(
      `select ${what} from message_words join messages m on m.key = message_words.rowid
       where ${conditions.join(' and ')} order by message_words.rowid desc limit ?`,
      [...values, limit],
    );
  }
}

interface Found {
  /** Newest first. */
  readonly keys: readonly number[];
  readonly before: number | undefined;
}

/** A word that is looked for, in FTS5's language. */
function term(word: string): string {
  return `"${word}"${findsBeginnings(word) ? '*' : ''}`;
}

/** Found in the index as it is, with more than is looked for. */
function indexedTerm({ folded, begins }: Wanted): string {
  const characters = [...folded];
  return begins ? `"${characters.slice(0, INDEXED_PREFIX).join('')}"*` : `"${folded}"`;
}

/** In FTS5's language. Account, person and time narrow it down before a message is read. */
function matchOf(account: string, filter: Omit<SearchFilter, 'words'>, terms: readonly string[]): string {
  const { with: peer, from, until } = filter;
  const text = terms.join(' AND ');
  const who = peer === undefined ? `a${hex(account)}` : `p${hex(`${account}\n${peer}`)}`;
  return [`body : (${text})`, `facets : ${who}`, ...stretches(from, until)].join(' AND ');
}

/** As few stretches as cover the days between two times. */
function stretches(from: number | undefined, until: number | undefined): string[] {
  if (from === undefined && until === undefined) return [];
  const last = Math.floor((until ?? Date.now()) / DAY);
  const names: string[] = [];
  for (let day = Math.floor((from ?? 0) / DAY); day <= last;) {
    const fits = STRETCHES.find(({ days }) => day % days === 0 && day + days - 1 <= last) ?? STRETCHES[2];
    names.push(`${fits.letter}${String(day / fits.days)}`);
    day += fits.days;
  }
  // Nothing was written between the two.
  return [`facets : (${names.length === 0 ? 'd' : names.join(' OR ')})`];
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
