/** What the user wrote, in table `messages`, on its way: how far it got (XEP-0198), and what still has to go out. */
import type { Failure } from '../contract/errors';
import type { DeliveryState, Message } from '../contract/messages';
import type { Database } from './database';
import { selectMessages, toMessage, type MessageRow } from './message-row';

/** In place of the number of a stanza: its session is over. */
const OVER = -1;

/** SQL: keys of what the server may not have. The account is parameter 1. */
const UNDER_WAY = `
  select key from messages where account = ?1 and state = 'waiting'
  union all
  select key from messages where account = ?1 and sent_count is not null and state = 'sent'`;

// What another report may no longer change: a late receipt does not take "read" back. What was sent
// and never acknowledged waits again.
const lowerStates: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  waiting: ['failed', 'sent'],
  sent: ['waiting'],
  acknowledged: ['waiting', 'sent'],
  delivered: ['waiting', 'sent', 'acknowledged', 'failed'],
  read: ['waiting', 'sent', 'acknowledged', 'delivered', 'failed'],
  failed: ['waiting', 'sent', 'acknowledged'],
};

/** SQL: keys of those, and of the messages of which the server may not have the correction or retraction. The account is parameter 1. */
export const OWED = `${UNDER_WAY}
  union
  select key from messages where account = ?1 and mark_pending = 1`;

/** SQL: the row of `messages` is none of those. */
export const NOT_OWED = `mark_pending = 0 and state <> 'waiting' and (state <> 'sent' or sent_count is null)`;

export class OutboxTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** What still has to be sent, in order. */
  waiting(account: string): Message[] {
    return this.#db
      .all<MessageRow>(`${selectMessages} where m.account = ? and m.state = 'waiting' order by m.key`, [account])
      .map(toMessage);
  }

  /** What is about to be written to the stream: number of its stanza in the session (XEP-0198). */
  noteSending(account: string, key: number, count: number): void {
    this.#db.run(
      `update messages set state = 'sent', sent_count = ? where key = ? and account = ? and state = 'waiting'`,
      [count, key, account],
    );
  }

  /** What went out in a session and was never acknowledged, in order, with the numbers of the stanzas; without one: in a session that is over. */
  unacknowledged(account: string): { readonly key: number; readonly count: number | undefined }[] {
    return this.#db
      .all<{ key: number; count: number }>(
        `select key, sent_count as count from messages where account = ? and sent_count is not null and state = 'sent' order by key`,
        [account],
      )
      .map(({ key, count }) => ({ key, count: count === OVER ? undefined : count }));
  }

  /** A new session began: numbers of the one before mean nothing in it. */
  forgetCounts(account: string): void {
    this.#db.run(`update messages set sent_count = ? where account = ? and sent_count is not null and state = 'sent'`, [
      OVER,
      account,
    ]);
  }

  /** Moves a message on; undefined if it is unknown or further already. */
  setState(account: string, key: number, state: DeliveryState, failure?: Failure): Message | undefined {
    const from = lowerStates[state].map((one) => `'${one}'`).join(', ');
    const changed = this.#db.run(
      `update messages set state = ?, failure_code = ?, failure_detail = ?, sent_count = null where key = ? and account = ? and state in (${from})`,
      [state, failure?.code ?? null, failure?.detail ?? null, key, account],
    );
    if (changed === 0) return undefined;
    const row = this.#db.one<MessageRow>(`${selectMessages} where m.key = ?`, [key]);
    return row === undefined ? undefined : toMessage(row);
  }

  /** Own messages up to a position that were sent and not yet reported read. */
  unreadByPeer(account: string, peer: string, upTo: number): Message[] {
    return this.#db
      .all<MessageRow>(
        `${selectMessages} where m.account = ? and m.peer = ? and m.key <= ? and m.direction = 'out'
           and m.state in ('sent', 'acknowledged', 'delivered') order by m.key desc limit 500`,
        [account, peer, upTo],
      )
      .map(toMessage)
      .reverse();
  }

  /** The state of the own message that follows after a position; undefined if there is none. */
  nextOwnState(account: string, peer: string, after: number): DeliveryState | undefined {
    return this.#db.one<{ state: DeliveryState }>(
      `select state from messages where account = ? and peer = ? and key > ? and direction = 'out' order by key limit 1`,
      [account, peer, after],
    )?.state;
  }

  /** Takes away what the server may not have; of one conversation, or of all. Positions of what went. */
  remove(account: string, peer?: string): number[] {
    const gone = this.#db.all<{ key: number }>(
      `select key from messages where key in (${UNDER_WAY}) and (?2 is null or peer = ?2) order by key`,
      [account, peer ?? null],
    );
    const keys = gone.map(({ key }) => key);
    const among = 'in (select value from json_each(?))';
    this.#db.run(`delete from reactions where account = ? and message ${among}`, [account, JSON.stringify(keys)]);
    this.#db.run(`delete from messages where key ${among}`, [JSON.stringify(keys)]);
    return keys;
  }
}
