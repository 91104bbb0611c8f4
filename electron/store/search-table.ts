/**
 * Table `message_words`: which words stand in which message (FTS5). Triggers keep it in step with
 * `messages`; it holds no text of its own, and what is deleted there is overwritten here too.
 */
import type { Message } from '../contract/models';
import type { Database, SqlValue } from './database';
import { messageColumns, toMessage, type MessageRow } from './message-row';

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

/** What FTS5's tokenizer "unicode61" takes for a part of a word. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Beginnings of words are found from this length on; so many words begin with one or two Latin letters that they say nothing. */
const SHORTEST_PREFIX = 3;
const DAY = 24 * 60 * 60 * 1000;
/** Messages are found by the day, the 30 days and the 900 days in which they were written, as the schema has it. */
const STRETCHES = [
  { letter: 'y', days: 900 },
  { letter: 'm', days: 30 },
  { letter: 'd', days: 1 },
] as const;

/** The words of a text, as they can be searched for. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** The words of a text and where each begins. */
export function wordPositions(text: string): { readonly word: string; readonly at: number }[] {
  return Array.from(text.matchAll(WORD), (match) => ({ word: match[0], at: match.index }));
}

/** Whether other words that begin so are found too. */
export function findsBeginnings(word: string): boolean {
  return word.length >= SHORTEST_PREFIX || /[^a-z\d]/iu.test(word);
}

export class SearchTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Around the removal of many messages: their words are not overwritten one by one, which takes a
   * millisecond a message, but left out when the index is written anew at the end.
   */
  removingMany<R>(remove: () => R): R {
    return this.#db.transaction(() => {
      this.#command('secure-delete', 0);
      const result = remove();
      this.#command('secure-delete', 1);
      const left = this.#db.one('select 1 as found from messages limit 1') !== undefined;
      this.#db.run('insert into message_words (message_words) values (?)', [left ? 'optimize' : 'delete-all']);
      return result;
    });
  }

  #command(name: 'secure-delete', value: 0 | 1): void {
    // The driver binds numbers as floating point, which is not taken here.
    this.#db.exec(`insert into message_words (message_words, rank) values ('${name}', ${String(value)})`);
  }

  /** Newest first, at most `limit`. Without a word nothing is found. */
  find(account: string, filter: SearchFilter, limit: number): Message[] {
    if (filter.words.length === 0) return [];
    const { with: peer, from, until, before } = filter;
    const conditions = ['message_words match ?', 'm.account = ?'];
    const values: SqlValue[] = [matchOf(account, filter), account];
    const add = (condition: string, value: SqlValue | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    add('m.peer = ?', peer);
    add('m.at >= ?', from);
    add('m.at < ?', until);
    add('message_words.rowid < ?', before);
    return this.#db
      .all<MessageRow>(
        `select ${messageColumns('m')} from message_words join messages m on m.key = message_words.rowid
         where ${conditions.join(' and ')} order by message_words.rowid desc limit ?`,
        [...values, limit],
      )
      .map(toMessage);
  }
}

/** In FTS5's language. Account, person and time narrow it down before a message is read. */
function matchOf(account: string, { words, with: peer, from, until }: SearchFilter): string {
  const text = words.map((word) => `"${word}"${findsBeginnings(word) ? '*' : ''}`).join(' AND ');
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
