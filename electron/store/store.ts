/**
 * The store: an encrypted file, and beside it a database in memory with the same tables for
 * accounts whose user chose to keep nothing. Where there is no keychain everything is in memory.
 */
import type { HistoryPolicy } from '../contract/models';
import { AccountsTable } from './accounts-table';
import { ArchivesTable } from './archives-table';
import { ConversationsTable } from './conversations-table';
import { Database, type SqlValue } from './database';
import { EarlyReportsTable } from './early-reports-table';
import { LedgerTable } from './ledger-table';
import { ManagedSessionsTable } from './managed-sessions-table';
import { MessagesTable } from './messages-table';
import { FIRST_KEY, KEY_SPACING, migrate } from './migrations';
import { RosterTable } from './roster-table';

export const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

/** The tables that tell whom the user wrote to and what: where they are depends on the policy. */
export interface History {
  readonly messages: MessagesTable;
  readonly conversations: ConversationsTable;
  readonly earlyReports: EarlyReportsTable;
  readonly ledger: LedgerTable;
  /** All of it or nothing. */
  transaction<R>(work: () => R): R;
}

class Place implements History {
  readonly messages: MessagesTable;
  readonly conversations: ConversationsTable;
  readonly earlyReports: EarlyReportsTable;
  readonly ledger: LedgerTable;

  constructor(
    readonly db: Database,
    nextKey: () => number,
  ) {
    this.messages = new MessagesTable(db, nextKey);
    this.conversations = new ConversationsTable(db);
    this.earlyReports = new EarlyReportsTable(db);
    this.ledger = new LedgerTable(db);
  }

  transaction<R>(work: () => R): R {
    return this.db.transaction(work);
  }

  removeAccount(account: string): void {
    this.transaction(() => {
      this.messages.removeAccount(account);
      this.conversations.removeAccount(account);
      this.earlyReports.removeAccount(account);
      this.ledger.removeAccount(account);
    });
  }
}

/** With the rows that count up by themselves, whose numbers mean nothing in another database. */
const movedTables = {
  messages: 'kept',
  reactions: 'kept',
  conversations: 'kept',
  early_reports: 'counted',
  ledger: 'counted',
} as const;

export class Store {
  readonly kind: 'file' | 'memory';
  readonly roster: RosterTable;
  /** Ids of the server's archive say nothing of what was written: they are kept with every policy. */
  readonly archives: ArchivesTable;
  readonly managedSessions: ManagedSessionsTable;
  readonly #accounts: AccountsTable;
  readonly #main: Place;
  /** Same as `#main` when the whole store is in memory. */
  readonly #memory: Place;
  #lastKey: number;

  private constructor(kind: 'file' | 'memory', main: Database, memory: Database) {
    this.kind = kind;
    // One counter for both databases, so that a message keeps its position when its account's policy moves it.
    const nextKey = (): number => (this.#lastKey += KEY_SPACING);
    this.#main = new Place(main, nextKey);
    this.#memory = main === memory ? this.#main : new Place(memory, nextKey);
    this.#accounts = new AccountsTable(main);
    this.roster = new RosterTable(main);
    this.archives = new ArchivesTable(main);
    this.managedSessions = new ManagedSessionsTable(main);
    this.#lastKey =
      main.one<{ seq: number }>(`select seq from sqlite_sequence where name = 'messages'`)?.seq ?? FIRST_KEY;
  }

  static inMemory(): Store {
    const db = Database.inMemory();
    migrate(db);
    return new Store('memory', db, db);
  }

  /** Throws `StoreError` where the file cannot be read with this key; the file is then as it was. */
  static encrypted(file: string, key: string): Store {
    const main = Database.encrypted(file, key);
    try {
      migrate(main);
      const memory = Database.inMemory();
      migrate(memory);
      return new Store('file', main, memory);
    } catch (error) {
      main.close();
      throw error;
    }
  }

  /** Bytes the file has when its log is empty; 0 in memory. */
  get expectedFileSize(): number {
    return this.kind === 'memory' ? 0 : this.#main.db.size;
  }

  /** The policy known for an account, also of one that the profile has lost. */
  policy(account: string): HistoryPolicy | undefined {
    return this.#accounts.policy(account);
  }

  history(account: string): History {
    return this.#place(this.#accounts.policy(account));
  }

  /** Takes effect before it returns: what may not stay is gone from the file and from its log. */
  setPolicy(account: string, policy: HistoryPolicy, now: number): void {
    if (this.#accounts.policy(account) === policy) {
      if (policy === 'keep-30-days' && this.#pruneMessages(account, now) > 0) this.#main.db.truncateLog();
      return;
    }
    const from = this.#place(this.#accounts.policy(account));
    const to = this.#place(policy);
    // "Keep nothing" leaves what is on screen in memory until Candor ends; a message that still
    // waits to be sent must not be lost by it either.
    if (from !== to) copyAccount(account, from.db, to.db);
    this.#accounts.setPolicy(account, policy);
    if (from !== to) from.removeAccount(account);
    if (policy === 'keep-nothing') this.#forgetViewOf(account);
    if (policy === 'keep-30-days') this.#pruneMessages(account, now);
    if (policy !== 'keep') this.#main.db.truncateLog();
  }

  /** Enforces retention, also in the log of a run that ended badly; returns the accounts that lost messages. */
  prune(now: number): string[] {
    const pruned = this.#accounts.withPolicy('keep-30-days').filter((account) => this.#pruneMessages(account, now) > 0);
    for (const place of new Set([this.#main, this.#memory])) {
      place.ledger.prune(now);
      place.earlyReports.removeArrivedBefore(now - THIRTY_DAYS);
    }
    this.#main.db.truncateLog();
    return pruned;
  }

  /** The account and everything of it. */
  removeAccount(account: string): void {
    this.#main.transaction(() => {
      this.#main.removeAccount(account);
      this.roster.removeAccount(account);
      this.archives.removeAccount(account);
      this.managedSessions.remove(account);
      this.#accounts.remove(account);
      this.#forgetViewOf(account);
    });
    if (this.#memory !== this.#main) this.#memory.removeAccount(account);
    this.#main.db.truncateLog();
  }

  /** The conversation to return to at the next start. */
  get lastView(): { readonly account: string; readonly with: string } | undefined {
    const row = this.#main.db.one<{ account: string; peer: string }>(
      'select account, peer from last_view where id = 1',
    );
    return row === undefined ? undefined : { account: row.account, with: row.peer };
  }

  setLastView(view: { readonly account: string; readonly with: string } | undefined): void {
    if (view === undefined) this.#main.db.run('delete from last_view');
    // Whom one wrote to last is history too.
    else if (this.#accounts.policy(view.account) !== 'keep-nothing')
      this.#main.db.run('insert or replace into last_view (id, account, peer) values (1, ?, ?)', [
        view.account,
        view.with,
      ]);
  }

  close(): void {
    this.#main.db.truncateLog();
    this.#main.db.close();
    if (this.#memory !== this.#main) this.#memory.db.close();
  }

  #place(policy: HistoryPolicy | undefined): Place {
    return policy === 'keep-nothing' ? this.#memory : this.#main;
  }

  #pruneMessages(account: string, now: number): number {
    return this.#main.transaction(() => {
      const removed = this.#main.messages.removeArrivedBefore(account, now - THIRTY_DAYS);
      if (removed > 0) this.#main.conversations.recount(account);
      return removed;
    });
  }

  #forgetViewOf(account: string): void {
    this.#main.db.run('delete from last_view where account = ?', [account]);
  }
}

function copyAccount(account: string, from: Database, to: Database): void {
  to.transaction(() => {
    for (const [table, numbers] of Object.entries(movedTables)) {
      for (const row of from.all<Record<string, SqlValue>>(`select * from ${table} where account = ?`, [account])) {
        const entries = Object.entries(row).filter(([column]) => numbers === 'kept' || column !== 'key');
        const columns = entries.map(([column]) => column).join(', ');
        const marks = entries.map(() => '?').join(', ');
        to.run(
          `insert or replace into ${table} (${columns}) values (${marks})`,
          entries.map(([, value]) => value),
        );
      }
    }
  });
}
