/**
 * Takes away what may not stay, piece by piece: what is older than thirty days where that is the rule, and what was
 * deleted (`removals`). Each piece is one transaction of a bounded size, after which everything that counts or finds
 * messages is right; the end of the process between two of them costs nothing.
 *
 * To overwrite the words of one message in the index takes a millisecond. Where many messages go, their words are only
 * marked as gone (`removed_words`), and left out when the index is written anew afterwards, a few pages at a time.
 */
import type { ConversationsTable } from './conversations-table';
import type { Database, SqlValue } from './database';
import { NOT_OWED } from './outbox-table';
import type { Removal, RemovalsTable } from './removals-table';
import type { SearchTable } from './search-table';

/** Messages a piece, … */
export const SWEPT_MESSAGES = 250;
/** … or as many where each word is overwritten at once: where no more than so many have to go. */
const OVERWRITTEN_MESSAGES = 25;
const MOST_OVERWRITTEN = 2000;
/** Pages of the index that are written anew in a piece. */
const SWEPT_PAGES = 16;
/** With so many messages whose words are only marked, the index is written anew before others go. */
const MOST_MARKED = 50_000;

/** What one piece took out of an account's history. */
export interface Swept {
  readonly account: string;
  /** Positions by conversation; empty where the account has its history elsewhere now, or words alone went. */
  readonly removed: ReadonlyMap<string, readonly number[]>;
}

export interface SweepRules {
  /** Accounts that keep nothing that arrived before `arrivedBefore`. */
  readonly forgetful: readonly string[];
  readonly arrivedBefore: number;
}

interface Going {
  readonly key: number;
  readonly peer: string;
  readonly direction: 'in' | 'out';
}

export interface SweepParts {
  readonly conversations: ConversationsTable;
  readonly removals: RemovalsTable;
  readonly search: SearchTable;
}

export class Sweep {
  readonly #db: Database;
  readonly #parts: SweepParts;
  /** The index is being written anew. */
  #renewing = false;

  constructor(db: Database, parts: SweepParts) {
    this.#db = db;
    this.#parts = parts;
  }

  /** The next piece; undefined where nothing is left to do. */
  next(rules: SweepRules): Swept | undefined {
    return this.#db.transaction(() => {
      const renews = this.#renewing || this.#marked >= MOST_MARKED;
      return (renews ? undefined : this.#removeSome(rules)) ?? this.#renewSome();
    });
  }

  #removeSome({ forgetful, arrivedBefore }: SweepRules): Swept | undefined {
    const removal = this.#parts.removals.first();
    if (removal !== undefined) return this.#removeDeleted(removal);
    for (const account of forgetful) {
      // What the server may not have is not history yet.
      const going = this.#going(`account = ? and arrived < ? and ${NOT_OWED}`, [account, arrivedBefore]);
      if (going.length === 0) continue;
      this.#remove(account, going, this.#parts.conversations.unreadAmong(account, going));
      return { account, removed: byPeer(going) };
    }
    return undefined;
  }

  #removeDeleted(removal: Removal): Swept {
    const { account, peer, upTo } = removal;
    const all = peer === '';
    // What the server may not have outlives a change of the policy.
    const going = all
      ? this.#going(`account = ? and key <= ? and ${NOT_OWED}`, [account, upTo])
      : this.#going('account = ? and key <= ? and peer = ?', [account, upTo, peer]);
    if (going.length === 0) this.#parts.removals.done(removal);
    // None of them was counted any more.
    else this.#remove(account, going, new Map());
    return { account, removed: all ? new Map() : byPeer(going) };
  }

  /** A piece of those for which `condition` holds. */
  #going(condition: string, values: readonly SqlValue[]): Going[] {
    const wanted = this.#overwrites(condition, values) ? OVERWRITTEN_MESSAGES : SWEPT_MESSAGES;
    return this.#db.all<Going>(`select key, peer, direction from messages where ${condition} limit ${String(wanted)}`, [
      ...values,
    ]);
  }

  #overwrites(condition: string, values: readonly SqlValue[]): boolean {
    if (this.#marked > 0) return false;
    const more = this.#db.one(
      `select 1 as found from messages where ${condition} limit 1 offset ${String(MOST_OVERWRITTEN)}`,
      values,
    );
    return more === undefined;
  }

  /** `unread`: how many of each conversation were counted as not read. */
  #remove(account: string, going: readonly Going[], unread: ReadonlyMap<string, number>): void {
    const { conversations, search } = this.#parts;
    const keys = JSON.stringify(going.map(({ key }) => key));
    const remove = (): void => {
      this.#db.run('delete from reactions where account = ? and message in (select value from json_each(?))', [
        account,
        keys,
      ]);
      this.#db.run('delete from messages where key in (select value from json_each(?))', [keys]);
    };
    if (this.#marked === 0 && going.length <= OVERWRITTEN_MESSAGES) remove();
    else {
      search.markingWords(remove);
      this.#marked += going.length;
    }
    for (const peer of new Set(going.map((one) => one.peer)))
      conversations.noteRemoved(account, peer, unread.get(peer) ?? 0);
  }

  /** The words of removed messages leave the index. */
  #renewSome(): Swept | undefined {
    if (this.#marked === 0) return undefined;
    this.#renewing = this.#parts.search.renew(SWEPT_PAGES, this.#renewing);
    if (!this.#renewing) this.#marked = 0;
    return { account: '', removed: new Map() };
  }

  get #marked(): number {
    return this.#db.one<{ messages: number }>('select messages from removed_words')?.messages ?? 0;
  }

  set #marked(messages: number) {
    this.#db.run('update removed_words set messages = ?', [messages]);
  }
}

function byPeer(going: readonly Going[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { key, peer } of going) found.set(peer, [...(found.get(peer) ?? []), key]);
  return found;
}
