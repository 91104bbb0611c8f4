/**
 * The store: an encrypted file, and beside it a database in memory with the same tables for
 * accounts whose user chose to keep nothing. Where there is no keychain everything is in memory.
 */
import type { HistoryPolicy } from '../contract/models';
import { AccountsTable } from './accounts-table';
import { ArchivesTable } from './archives-table';
import { AudiencesTable } from './audiences-table';
import { ConversationsTable } from './conversations-table';
import { copyAccount } from './copies';
import { Database, type DatabaseWatcher } from './database';
import { EarlyReportsTable } from './early-reports-table';
import { LedgerTable } from './ledger-table';
import { ManagedSessionsTable } from './managed-sessions-table';
import { MarksTable } from './marks-table';
import { MessagesTable } from './messages-table';
import { FIRST_KEY, KEY_SPACING, migrate, SCHEMA_VERSION, schemaVersion } from './migrations';
import { saveDamaged, saveInto, type Saved } from './rescue';
import { OutboxCopies } from './outbox-copies';
import { PicturesTable } from './pictures-table';
import { RosterTable } from './roster-table';
import { SearchTable } from './search-table';
import { ServiceNoticesTable } from './service-notices-table';
import { removeCopies, setCopyAside } from './store-files';

export const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

/** The tables that tell whom the user wrote to and what: where they are depends on the policy. */
export interface History {
  readonly messages: MessagesTable;
  readonly conversations: ConversationsTable;
  readonly marks: MarksTable;
  readonly earlyReports: EarlyReportsTable;
  readonly ledger: LedgerTable;
  readonly search: SearchTable;
  readonly notices: ServiceNoticesTable;
  readonly pictures: PicturesTable;
  /** All of it or nothing. */
  transaction<R>(work: () => R): R;
  /** The same for what the end of the power, though not that of the process, may take away. */
  lightly<R>(work: () => R): R;
}

class Place implements History {
  readonly messages: MessagesTable;
  readonly conversations: ConversationsTable;
  readonly marks: MarksTable;
  readonly earlyReports: EarlyReportsTable;
  readonly ledger: LedgerTable;
  readonly search: SearchTable;
  readonly notices: ServiceNoticesTable;
  readonly pictures: PicturesTable;

  constructor(
    readonly db: Database,
    nextKey: () => number,
  ) {
    this.messages = new MessagesTable(db, nextKey);
    this.conversations = new ConversationsTable(db);
    this.marks = new MarksTable(db);
    this.earlyReports = new EarlyReportsTable(db);
    this.ledger = new LedgerTable(db);
    this.pictures = new PicturesTable(db);
    this.search = new SearchTable(db);
    this.notices = new ServiceNoticesTable(db);
  }

  transaction<R>(work: () => R): R {
    return this.db.transaction(work);
  }

  lightly<R>(work: () => R): R {
    return this.db.lightly(work);
  }

  removeAccount(account: string): void {
    this.search.removingMany(() => {
      this.messages.removeAccount(account);
      this.conversations.removeAccount(account);
      this.earlyReports.removeAccount(account);
      this.ledger.removeAccount(account);
      this.pictures.removeAccount(account);
      this.notices.removeAccount(account);
    });
  }
}

/** The database that outlives the run, with the tables that no policy moves. */
class MainPlace extends Place {
  readonly accounts: AccountsTable;
  readonly roster: RosterTable;
  readonly archives: ArchivesTable;
  readonly audiences: AudiencesTable;
  readonly managedSessions: ManagedSessionsTable;

  constructor(db: Database, nextKey: () => number) {
    super(db, nextKey);
    this.accounts = new AccountsTable(db);
    this.roster = new RosterTable(db);
    this.archives = new ArchivesTable(db);
    this.audiences = new AudiencesTable(db);
    this.managedSessions = new ManagedSessionsTable(db);
  }

  /** The highest position that was given out and means something: to a message, or to a conversation that was deleted. */
  get lastKey(): number {
    const given = this.db.one<{ seq: number }>(`select seq from sqlite_sequence where name = 'messages'`)?.seq;
    const deleted = this.db.one<{ seq: number | null }>('select max(deleted_up_to) as seq from conversations')?.seq;
    return Math.max(given ?? FIRST_KEY, deleted ?? FIRST_KEY);
  }
}

export class Store {
  readonly kind: 'file' | 'memory';
  #file: string | undefined;
  // One counter for both databases, so that a message keeps its position when its account's policy moves it.
  readonly #nextKey = (): number => (this.#lastKey += KEY_SPACING);
  #main: MainPlace;
  /** Same as `#main` when the whole store is in memory. */
  readonly #memory: Place;
  #lastKey: number;
  /** Undefined where everything is in memory. */
  readonly #outbox: OutboxCopies | undefined;

  private constructor(main: Database, memory: Database, file?: string) {
    this.kind = file === undefined ? 'memory' : 'file';
    this.#file = file;
    this.#main = new MainPlace(main, this.#nextKey);
    this.#memory = main === memory ? this.#main : new Place(memory, this.#nextKey);
    this.#lastKey = this.#main.lastKey;
    this.#outbox = main === memory ? undefined : new OutboxCopies(memory);
    for (const account of this.#accounts.withPolicy('keep-nothing')) {
      const restored = this.#outbox?.restore(main, account) ?? [];
      for (const { key, peer } of restored) this.#memory.conversations.noteMessage(account, peer, key, 'out');
    }
  }

  static inMemory(): Store {
    const db = Database.inMemory();
    migrate(db);
    return new Store(db, db);
  }

  /**
   * Throws `StoreError` where the file cannot be read with this key; the file is then as it was. One
   * that an older version wrote is copied aside before its shape is changed.
   */
  static encrypted(file: string, key: string): Store {
    const main = Database.encrypted(file, key);
    try {
      const version = schemaVersion(main);
      if (version > 0 && version < SCHEMA_VERSION) {
        main.checkAtOnce();
        setCopyAside(file, SCHEMA_VERSION, (target) => main.copyTo(target));
      }
      migrate(main);
      const memory = Database.inMemory();
      migrate(memory);
      return new Store(main, memory, file);
    } catch (error) {
      main.abandon();
      throw error;
    }
  }

  /** The roster as the server gave it last. */
  get roster(): RosterTable {
    return this.#main.roster;
  }

  /** Ids of the server's archive say nothing of what was written: they are kept with every policy. */
  get archives(): ArchivesTable {
    return this.#main.archives;
  }

  /** A choice, not a history: kept with every policy. */
  get audiences(): AudiencesTable {
    return this.#main.audiences;
  }

  get managedSessions(): ManagedSessionsTable {
    return this.#main.managedSessions;
  }

  get #accounts(): AccountsTable {
    return this.#main.accounts;
  }

  /** Told of everything that could not be read from the file or stored in it. */
  set watcher(watcher: DatabaseWatcher | undefined) {
    this.#main.db.watcher = watcher;
  }

  /** The file was found to be as it was written; true in memory. */
  get checked(): boolean {
    return this.#main.db.checked;
  }

  /** Checks the whole file, with other work in between. Rejects with `StoreError` 'damaged'. */
  check(): Promise<void> {
    return this.#main.db.check();
  }

  /** Throws `StoreError` as long as not much can be stored. */
  tryToWrite(): void {
    this.#main.db.tryToWrite();
  }

  /**
   * The file is damaged: what can be read of it is saved into another one, which is used from here
   * on. The damaged one stays as it is. Throws `StoreError` where that cannot be done; all is then as before.
   */
  moveTo(file: string, key: string): Saved {
    const old = this.#main.db;
    const from = this.#file;
    const saved =
      from === undefined || old.hasWholeLog
        ? old.withDamageHidden(() => saveInto(file, key, () => old))
        : saveDamaged({ from, into: file, key });
    const db = Database.encrypted(file, key);
    db.watcher = old.watcher;
    old.abandon();
    this.#main = new MainPlace(db, this.#nextKey);
    this.#file = file;
    this.#lastKey = Math.max(this.#lastKey, this.#main.lastKey);
    return saved;
  }

  /** Notes how much of a session is stored (XEP-0198). The messages themselves are safe already. */
  noteHandled(account: string, handled: number): void {
    this.#main.db.lightly(() => this.managedSessions.setHandled(account, handled));
  }

  /**
   * What the user wrote changed its state: with "keep nothing" it is in the file as well as long as the server
   * may not have it.
   */
  outboxChanged(account: string): void {
    if (this.#outbox === undefined || this.#accounts.policy(account) !== 'keep-nothing') return;
    if (this.#outbox.update(this.#main.db, account)) this.#leaveNoTrace();
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
      if (policy === 'keep-30-days' && this.#pruneMessages(account, now) > 0) this.#leaveNoTrace();
      return;
    }
    const from = this.#place(this.#accounts.policy(account));
    const to = this.#place(policy);
    // "Keep nothing" leaves what is on screen in memory until Candor ends; a message that still
    // waits to be sent must not be lost by it either.
    if (from !== to) copyAccount(account, from.db, to.db);
    this.#accounts.setPolicy(account, policy);
    if (from !== to) from.removeAccount(account);
    if (policy === 'keep-nothing') {
      this.#forgetViewOf(account);
      this.outboxChanged(account);
    }
    if (policy === 'keep-30-days') this.#pruneMessages(account, now);
    if (policy !== 'keep') this.#leaveNoTrace();
  }

  /** Enforces retention, also in the log of a run that ended badly; returns the accounts that lost messages. */
  prune(now: number): string[] {
    const pruned = this.#accounts.withPolicy('keep-30-days').filter((account) => this.#pruneMessages(account, now) > 0);
    for (const place of new Set([this.#main, this.#memory])) {
      place.ledger.prune(now);
      place.earlyReports.removeArrivedBefore(now - THIRTY_DAYS);
    }
    if (pruned.length > 0) this.#leaveNoTrace();
    else this.#main.db.truncateLog();
    return pruned;
  }

  /**
   * A conversation with its draft; returns positions of the messages that went. What the server's archive has of
   * it is not asked for again, and is known when it comes by the way.
   */
  removeConversation(account: string, peer: string): number[] {
    const place = this.#place(this.#accounts.policy(account));
    const { messages, conversations, search } = place;
    const remove = (): number[] => messages.removeConversation(account, peer);
    const keys = place.transaction(() => {
      conversations.remove(account, peer, messages.reserve());
      return messages.hasManyWith(account, peer) ? search.removingMany(remove) : remove();
    });
    if (this.lastView?.account === account && this.lastView.with === peer) this.#forgetViewOf(account);
    this.outboxChanged(account);
    this.#leaveNoTrace();
    return keys;
  }

  /** The account and everything of it. */
  removeAccount(account: string): void {
    this.#main.transaction(() => {
      this.#main.removeAccount(account);
      this.roster.removeAccount(account);
      this.archives.forget(account);
      this.audiences.removeAccount(account);
      this.managedSessions.remove(account);
      this.#accounts.remove(account);
      this.#forgetViewOf(account);
    });
    if (this.#memory !== this.#main) this.#memory.removeAccount(account);
    this.#leaveNoTrace();
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

  /** Uses the file no more and leaves it as it is. */
  abandon(): void {
    this.#main.db.abandon();
    if (this.#memory !== this.#main) this.#memory.db.close();
  }

  close(): void {
    this.#main.db.close();
    if (this.#memory !== this.#main) this.#memory.db.close();
  }

  /** What was deleted is not in the log, nor in a copy from before a change of the file's shape. */
  #leaveNoTrace(): void {
    this.#main.db.truncateLog();
    if (this.#file !== undefined) removeCopies(this.#file);
  }

  #place(policy: HistoryPolicy | undefined): Place {
    return policy === 'keep-nothing' ? this.#memory : this.#main;
  }

  #pruneMessages(account: string, now: number): number {
    return this.#main.transaction(() => {
      const { messages, search } = this.#main;
      const remove = (): number => messages.removeArrivedBefore(account, now - THIRTY_DAYS);
      const removed = messages.hasManyArrivedBefore(account, now - THIRTY_DAYS)
        ? search.removingMany(remove)
        : remove();
      if (removed > 0) this.#main.conversations.recount(account);
      return removed;
    });
  }

  #forgetViewOf(account: string): void {
    this.#main.db.run('delete from last_view where account = ?', [account]);
  }
}
