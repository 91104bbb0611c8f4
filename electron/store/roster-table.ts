/** Table `roster`, and the version of it that the server gave (XEP-0237). */
import type { Contact, Subscription } from '../contract/contacts';
import type { Database } from './database';

/** A contact without what presence says. */
export type RosterEntry = Omit<Contact, 'resources'>;

type Packed = [string, string, string[], Subscription, number, number];

export class RosterTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All contacts: one query that gives one text, so that 10,000 rows do not cross from native code one by one. */
  load(account: string): RosterEntry[] {
    const row = this.#db.one<{ packed: string }>(
      `select json_group_array(json_array(jid, name, json(groups), subscription, pending_out, approved)) as packed
       from roster where account = ?`,
      [account],
    );
    const packed = JSON.parse(row?.packed ?? '[]') as Packed[];
    return packed.map(([jid, name, groups, subscription, pendingOut, approved]) => ({
      jid,
      name,
      groups,
      subscription,
      pendingOut: pendingOut === 1,
      approved: approved === 1,
    }));
  }

  /** Empty where none is known; then the server sends everything. */
  version(account: string): string {
    return (
      this.#db.one<{ roster_version: string }>('select roster_version from accounts where account = ?', [account])
        ?.roster_version ?? ''
    );
  }

  /** The whole roster as received. Contacts and version belong together: one transaction. */
  replace(account: string, entries: readonly RosterEntry[], version: string): void {
    this.#db.transaction(() => {
      this.#db.run('delete from roster where account = ?', [account]);
      this.#insert(account, entries);
      this.#setVersion(account, version);
    });
  }

  /** One push. */
  change(account: string, changed: readonly RosterEntry[], removed: readonly string[], version: string): void {
    this.#db.transaction(() => {
      for (const jid of removed) this.#db.run('delete from roster where account = ? and jid = ?', [account, jid]);
      this.#insert(account, changed);
      this.#setVersion(account, version);
    });
  }

  removeAccount(account: string): void {
    this.#db.run('delete from roster where account = ?', [account]);
  }

  #insert(account: string, entries: readonly RosterEntry[]): void {
    if (entries.length === 0) return;
    const packed = entries.map((e) => [
      e.jid,
      e.name,
      e.groups,
      e.subscription,
      e.pendingOut ? 1 : 0,
      e.approved ? 1 : 0,
    ]);
    this.#db.run(
      `insert or replace into roster (account, jid, name, groups, subscription, pending_out, approved)
       select ?, value ->> 0, value ->> 1, value -> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(?)`,
      [account, JSON.stringify(packed)],
    );
  }

  #setVersion(account: string, version: string): void {
    this.#db.run('update accounts set roster_version = ? where account = ?', [version, account]);
  }
}
