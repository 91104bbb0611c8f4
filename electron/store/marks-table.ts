/**
 * What is said of a message after it: reactions (table `reactions`), retraction and correction (columns
 * of `messages`). What is said by the user is pending until the server has it.
 */
import type { Database } from './database';

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
        `insert into reactions (account, message, sender, emojis, place, pending_id) values (?, ?, ?, ?, ?, ?)
         on conflict (account, message, sender) do update set
           emojis = excluded.emojis, place = excluded.place, pending_id = excluded.pending_id
         where excluded.place > reactions.place`,
        [account, key, sender, JSON.stringify(emojis), place, pendingId ?? null],
      ) > 0
    );
  }

  /** The message was taken back: its text is gone, also where others quote it. False where it was gone already. */
  retract(account: string, key: number, pendingId?: string): boolean {
    const changed = this.#db.run(
      `update messages set retracted = 1, body = '', body_cut = 0, retraction_id = ?, correction_pending = 0
       where key = ? and account = ? and retracted = 0`,
      [pendingId ?? null, key, account],
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

  setCorrectionPending(account: string, key: number): void {
    this.#db.run('update messages set correction_pending = 1 where key = ? and account = ?', [key, account]);
  }

  /** In the order of the messages that are meant; of messages that did not go out yet nothing needs to be said. */
  pending(account: string): PendingMark[] {
    return this.#db
      .all<PendingRow>(
        `select 'correction' as kind, m.key, m.peer, m.id as target, m.correction_id as id, m.body as content
           from messages m where m.account = ?1 and m.correction_pending = 1 and m.state not in ('waiting', 'failed')
         union all
         select 'retraction', m.key, m.peer, m.id, m.retraction_id, '' from messages m
           where m.account = ?1 and m.retraction_id is not null
         union all
         select 'reactions', m.key, m.peer, m.id, r.pending_id, r.emojis
           from reactions r join messages m on m.key = r.message and m.account = r.account
           where r.account = ?1 and r.pending_id is not null
         order by 2`,
        [account],
      )
      .map(toPendingMark);
  }

  /** Nothing of a conversation is to be said any more. */
  forgetPending(account: string, peer: string): void {
    this.#db.run(
      `update messages set correction_pending = 0, retraction_id = null
       where account = ? and peer = ? and (correction_pending = 1 or retraction_id is not null)`,
      [account, peer],
    );
    this.#db.run(
      `update reactions set pending_id = null where account = ?1 and pending_id is not null
         and (select m.peer from messages m where m.key = reactions.message) = ?2`,
      [account, peer],
    );
  }

  /** The server has what this stanza said. */
  acknowledged(account: string, id: string): void {
    this.#db.run(
      'update messages set correction_pending = 0 where account = ? and correction_pending = 1 and correction_id = ?',
      [account, id],
    );
    this.#db.run('update messages set retraction_id = null where account = ? and retraction_id = ?', [account, id]);
    this.#db.run('update reactions set pending_id = null where account = ? and pending_id = ?', [account, id]);
  }
}

function toPendingMark({ kind, key, peer, target, id, content }: PendingRow): PendingMark {
  const mark = { key, with: peer, target, id };
  if (kind === 'correction') return { ...mark, kind, body: content };
  // Written by `react` alone.
  return kind === 'reactions' ? { ...mark, kind, emojis: JSON.parse(content) as readonly string[] } : { ...mark, kind };
}
