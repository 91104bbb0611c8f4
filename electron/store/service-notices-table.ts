/** Table `service_notices`: what the account's own service told its users, apart from all conversations. */
import type { Database } from './database';

export interface StoredNotice {
  readonly key: number;
  readonly at: number;
  readonly subject: string;
  readonly body: string;
  readonly read: boolean;
  /** How often the same text has come; the message of the day comes at each sign-in. */
  readonly times: number;
}

export interface NewNotice {
  readonly at: number;
  /** Says which text it is. */
  readonly trace: string;
  /** Says which delivery it is, so that one that comes twice counts once. */
  readonly delivery: string;
  readonly subject: string;
  readonly body: string;
  /** It was never news on this computer. */
  readonly read: boolean;
}

interface Row {
  readonly key: number;
  readonly at: number;
  readonly subject: string;
  readonly body: string;
  readonly is_read: number;
  readonly times: number;
}

/** Notices that are kept of an account. */
const KEPT = 500;

export class ServiceNoticesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A text that is here already is not news again. Returns whether it is new. */
  add(account: string, { at, trace, delivery, subject, body, read }: NewNotice): boolean {
    const known = this.#db.one<{ key: number; delivery: string }>(
      'select key, delivery from service_notices where account = ? and trace = ?',
      [account, trace],
    );
    if (known !== undefined) {
      if (known.delivery !== delivery)
        this.#db.run('update service_notices set at = max(at, ?), delivery = ?, times = times + 1 where key = ?', [
          at,
          delivery,
          known.key,
        ]);
      return false;
    }
    this.#db.run(
      `insert into service_notices (account, at, trace, delivery, subject, body, is_read, times)
       values (?, ?, ?, ?, ?, ?, ?, 1)`,
      [account, at, trace, delivery, subject, body, read ? 1 : 0],
    );
    this.#db.run(
      `delete from service_notices where account = ? and key not in
         (select key from service_notices where account = ? order by key desc limit ?)`,
      [account, account, KEPT],
    );
    return true;
  }

  /** Newest first. */
  list(account: string): StoredNotice[] {
    return this.#db
      .all<Row>('select * from service_notices where account = ? order by key desc', [account])
      .map(({ key, at, subject, body, is_read, times }) => ({ key, at, subject, body, read: is_read === 1, times }));
  }

  unread(account: string): number {
    return (
      this.#db.one<{ count: number }>(
        'select count(*) as count from service_notices where account = ? and is_read = 0',
        [account],
      )?.count ?? 0
    );
  }

  /** Up to a position. Returns how many were not read before. */
  markRead(account: string, upTo: number): number {
    return this.#db.run('update service_notices set is_read = 1 where account = ? and key <= ? and is_read = 0', [
      account,
      upTo,
    ]);
  }

  removeAccount(account: string): void {
    this.#db.run('delete from service_notices where account = ?', [account]);
  }
}
