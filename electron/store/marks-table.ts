/**
 * What is said of a message after it: reactions (table `reactions`), retraction and correction (columns
 * of `messages`). What is said by the user is pending until the server has it, and has failed where it
 * comes back; columns of both tables: `mark_id` (of the stanza), `mark_pending`, `mark_failure` (condition of
 * the error). Of a message the last correction or retraction counts, and the last reactions.
 */
import type { Database, SqlValue } from './database';

/** A correction, retraction or reaction of the user's own that the server may not have. */
export type PendingMark = {
  /** Position of the message that is meant. */
  readonly key: number;
  /** Bare JID of the other side. */
  readonly with: string;
  /** Id of the message that is meant. */
  readonly target: string;
  /** Id of the stanza that says it; the same each time. */
  readonly id: string;
} & (
  | { readonly kind: 'correction'; readonly body: string }
  | { readonly kind: 'retraction' }
  | { readonly kind: 'reactions'; readonly emojis: readonly string[] }
);

interface PendingRow {
  readonly key: number;
  readonly kind: 'correction' | 'retraction' | 'reactions';
  readonly peer: string;
  readonly target: string;
  readonly id: string;
  readonly content: string;
}

export class MarksTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * All reactions of one person to a message, in place of those before. False where later ones are there.
   * `pendingId`: they are the user's own, and still have to go out.
   */
  react(
    account: string,
    key: number,
    {
      sender,
      emojis,
      place,
      pendingId,
    }: {
      readonly sender: string;
      readonly emojis: readonly string[];
      readonly place: number;
      readonly pendingId?: string;
    },
  ): boolean {
    return (
      this.#db.run(
        `insert into reactions (account, message, sender, emojis, place, mark_id, mark_pending)
           values (?1, ?2, ?3, ?4, ?5, ?6, ?6 is not null)
         on conflict (account, message, sender) do update set
           emojis = excluded.emojis, place = excluded.place, mark_id = excluded.mark_id,
           mark_pending = excluded.mark_pending, mark_failure = null
         where excluded.place > reactions.place`,
        [account, key, sender, JSON.stringify(emojis), place, pendingId ?? null],
      ) > 0
    );
  }

  /**
   * The message was taken back: its text is gone, also where others quote it, and it does not go out once more.
   * False where it was gone already.
   */
  retract(account: string, key: number, pendingId?: string): boolean {
    const changed = this.#db.run(
      `update messages set retracted = 1, body = '', body_cut = 0, mark_id = ?3, mark_pending = ?3 is not null,
         mark_failure = null, state = iif(state = 'waiting', 'sent', state), sent_count = null
       where key = ?2 and account = ?1 and retracted = 0`,
      [account, key, pendingId ?? null],
    );
    if (changed === 0) return false;
    this.#db.run('delete from reactions where account = ? and message = ?', [account, key]);
    this.#db.run(`update messages set reply_text = '' where account = ? and reply_key = ?`, [account, key]);
    return true;
  }

  /** Keys of the messages that answer one. */
  repliesTo(account: string, key: number): number[] {
    return this.#db
      .all<{ key: number }>('select key from messages where account = ? and reply_key = ?', [account, key])
      .map((row) => row.key);
  }

  /** The message that another one answers is here. */
  setReplyTarget(
    account: string,
    key: number,
    target: { readonly key: number; readonly direction: 'in' | 'out'; readonly text: string },
  ): void {
    this.#db.run(
      'update messages set reply_key = ?, reply_direction = ?, reply_text = ? where key = ? and account = ?',
      [target.key, target.direction, target.text, key, account],
    );
  }

  setCorrectionPending(account: string, key: number, id: string): void {
    this.#db.run('update messages set mark_id = ?, mark_pending = 1 where key = ? and account = ?', [id, key, account]);
  }

  /** In the order of the messages that are meant; of messages that did not go out yet nothing needs to be said. */
  pending(account: string): PendingMark[] {
    return this.#db
      .all<PendingRow>(
        `select iif(m.retracted = 1, 'retraction', 'correction') as kind, m.key, m.peer, m.id as target, m.mark_id as id,
             m.body as content
           from messages m
           where m.account = ?1 and m.mark_pending = 1 and (m.retracted = 1 or m.state not in ('waiting', 'failed'))
         union all
         select 'reactions', m.key, m.peer, m.id, r.mark_id, r.emojis
           from reactions r join messages m on m.key = r.message and m.account = r.account
           where r.account = ?1 and r.mark_pending = 1
         order by 2`,
        [account],
      )
      .map(toPendingMark);
  }

  /** Nothing is to be said any more of a conversation, or of all. */
  forgetPending(account: string, peer?: string): void {
    this.#db.run(
      'update messages set mark_pending = 0 where account = ?1 and (?2 is null or peer = ?2) and mark_pending = 1',
      [account, peer ?? null],
    );
    this.#db.run(
      `update reactions set mark_pending = 0 where account = ?1 and mark_pending = 1
         and (?2 is null or (select m.peer from messages m where m.key = reactions.message) = ?2)`,
      [account, peer ?? null],
    );
  }

  /** The server has what this stanza said. */
  acknowledged(account: string, id: string): void {
    this.#set(account, id, 'mark_pending = 0');
  }

  /**
   * What this stanza said of a message came back from the other side, with an error of this condition. Position of the
   * message; undefined where that was not the last that the user said of it.
   */
  refused(account: string, peer: string, id: string, condition: string): number | undefined {
    const marked = this.#db.one<{ key: number }>(
      `select key from messages where account = ?1 and mark_id = ?2 and peer = ?3
       union all
       select m.key from reactions r join messages m on m.key = r.message and m.account = r.account
         where r.account = ?1 and r.mark_id = ?2 and m.peer = ?3`,
      [account, id, peer],
    );
    if (marked === undefined) return undefined;
    this.#set(account, id, 'mark_pending = 0, mark_failure = ?', condition);
    return marked.key;
  }

  /** What came back of what the user said of a message is pending again; ids of the stanzas. */
  retry(account: string, key: number): readonly string[] {
    const ids = this.#db
      .all<{ id: string }>(
        `select mark_id as id from messages where account = ?1 and key = ?2 and mark_failure is not null
         union all
         select mark_id from reactions where account = ?1 and message = ?2 and mark_failure is not null`,
        [account, key],
      )
      .map(({ id }) => id);
    for (const id of ids) this.#set(account, id, 'mark_pending = 1, mark_failure = null');
    return ids;
  }

  /** Of what the stanza with this id said; it is in one of the tables. `change`: SQL. */
  #set(account: string, id: string, change: string, ...values: readonly SqlValue[]): void {
    for (const table of ['messages', 'reactions'])
      this.#db.run(`update ${table} set ${change} where account = ? and mark_id = ?`, [...values, account, id]);
  }
}

function toPendingMark({ kind, key, peer, target, id, content }: PendingRow): PendingMark {
  const mark = { key, with: peer, target, id };
  if (kind === 'correction') return { ...mark, kind, body: content };
  // Written by `react` alone.
  return kind === 'reactions' ? { ...mark, kind, emojis: JSON.parse(content) as readonly string[] } : { ...mark, kind };
}
