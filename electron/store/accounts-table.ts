/** Table `accounts`: the user's choice about history, beside the history itself. */
import type { HistoryPolicy } from '../contract/account';
import type { Database } from './database';

export class AccountsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Undefined: this account was never here, or it was signed out. */
  policy(account: string): HistoryPolicy | undefined {
    return this.#db.one<{ history_policy: HistoryPolicy }>('select history_policy from accounts where account = ?', [
      account,
    ])?.history_policy;
  }

  setPolicy(account: string, policy: HistoryPolicy): void {
    this.#db.run(
      `insert into accounts (account, history_policy) values (?, ?)
       on conflict (account) do update set history_policy = excluded.history_policy`,
      [account, policy],
    );
  }

  /** Accounts with this policy. */
  withPolicy(policy: HistoryPolicy): string[] {
    return this.#db
      .all<{ account: string }>('select account from accounts where history_policy = ?', [policy])
      .map((row) => row.account);
  }

  remove(account: string): void {
    this.#db.run('delete from accounts where account = ?', [account]);
  }
}
