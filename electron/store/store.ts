/**
 * The store: an encrypted file, and beside it a database in memory with the same tables for
 * accounts whose user chose to keep nothing. Where there is no keychain everything is in memory.
 */
import type { HistoryPolicy } from '../contract/account';
import type { AccountsTable } from './accounts-table';
import type { ArchivesTable } from './archives-table';
import type { AudiencesTable } from './audiences-table';
import { copyAccount } from './copies';
import { Database, type DatabaseWatcher } from './database';
import type { ManagedSessionsTable } from './managed-sessions-table';
import { KEY_SPACING, migrate, SCHEMA_VERSION, schemaVersion } from './migrations';
import { saveDamaged, saveInto, type Saved, type Target } from './rescue';
import { OutboxCopies } from './outbox-copies';
import { MainPlace, Place, type History } from './places';
import type { RosterTable } from './roster-table';
import { removeCopies, setCopyAside } from './store-files';
import type { Swept } from './sweep';

export type { History } from './places';

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;
/** What was kept so far stays in memory until Candor ends: so many of the newest messages of an account. */
const CARRIED_MESSAGES = 500;

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
  moveTo(target: Target): Saved {
    const { into: file, key } = target;
    const old = this.#main.db;
    const from = this.#file;
    const saved =
      from === undefined || old.hasWholeLog
        ? old.withDamageHidden(() => saveInto(target, () => old))
        : saveDamaged(from, target);
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

  /** Nothing that may not stay is shown any more when it returns; `sweep` takes it out of the file. */
  setPolicy(account: string, policy: HistoryPolicy, now: number): void {
    const before = this.#accounts.policy(account);
    if (before !== policy) this.#changePolicy(account, policy, { before, now });
    // Mostly there is no more than a piece of it, and then nothing of it is ever shown.
    if (policy === 'keep-30-days') this.#sweepPiece(now);
  }

  #changePolicy(
    account: string,
    policy: HistoryPolicy,
    { before, now }: { readonly before: HistoryPolicy | undefined; readonly now: number },
  ): void {
    // Kept again before all was gone: nothing of the past may get mixed up with it.
    while ([...this.#places].some(({ removals }) => removals.hasAll(account))) this.sweep(now);
    if (before === 'keep-nothing') this.#moveToFile(account, policy);
    else if (policy === 'keep-nothing') this.#moveToMemory(account);
    else this.#accounts.setPolicy(account, policy);
    if (policy !== 'keep') this.#leaveNoTrace();
  }

  #moveToFile(account: string, policy: HistoryPolicy): void {
    if (this.#memory === this.#main) {
      this.#accounts.setPolicy(account, policy);
      return;
    }
    copyAccount(account, this.#memory.db, this.#main.db);
    this.#accounts.setPolicy(account, policy);
    this.#memory.forgetOutgoing(account);
    this.#memory.removeAccount(account);
  }

  /** What is on screen stays in memory until Candor ends; a message that still waits to be sent must not be lost by it either. */
  #moveToMemory(account: string): void {
    if (this.#memory !== this.#main) {
      const { messages } = this.#main;
      copyAccount(account, this.#main.db, this.#memory.db, messages.carried(account, CARRIED_MESSAGES));
      this.#memory.conversations.recount(account);
    }
    this.#main.transaction(() => {
      this.#accounts.setPolicy(account, 'keep-nothing');
      if (this.#memory !== this.#main) this.#main.removeAccount(account);
      this.#forgetViewOf(account);
    });
    this.outboxChanged(account);
  }

  /** Takes away what is small and too old, whatever the policy; also what a run that ended badly left in the log. */
  removeOld(now: number): void {
    for (const place of this.#places) {
      place.ledger.prune(now);
      place.earlyReports.removeArrivedBefore(now - THIRTY_DAYS);
    }
    this.#main.db.truncateLog();
  }

  /**
   * Takes a piece of what may not stay out of the file: what is too old, and what was deleted. To be called until it
   * returns undefined, with other work in between; then nothing of it is left, in the log neither.
   */
  sweep(now: number): Swept | undefined {
    const swept = this.#sweepPiece(now);
    if (swept === undefined) this.#main.db.truncateLog();
    return swept;
  }

  #sweepPiece(now: number): Swept | undefined {
    for (const place of this.#places) {
      const forgetful = place === this.#main ? this.#accounts.withPolicy('keep-30-days') : [];
      const swept = place.sweep.next({ forgetful, arrivedBefore: now - THIRTY_DAYS });
      if (swept === undefined) continue;
      if (this.#file !== undefined) removeCopies(this.#file);
      return swept;
    }
    return undefined;
  }

  /**
   * A conversation with its draft; nothing of it is shown any more, and `sweep` takes it out of the file. Returns the
   * positions of messages that went at once, since they were not sent yet. What the server's archive has of it is not
   * asked for again, and is known when it comes by the way.
   */
  removeConversation(account: string, peer: string): number[] {
    const place = this.#place(this.#accounts.policy(account));
    const unsent = place.transaction(() => {
      const upTo = place.messages.reserve();
      place.conversations.remove(account, peer, upTo);
      place.removals.add({ account, peer, upTo });
      return place.forgetOutgoing(account, peer);
    });
    if (this.lastView?.account === account && this.lastView.with === peer) this.#forgetViewOf(account);
    this.outboxChanged(account);
    return unsent;
  }

  /** The account and everything of it. */
  removeAccount(account: string): void {
    this.#main.transaction(() => {
      this.#main.forgetOutgoing(account);
      this.#main.removeAccount(account);
      this.roster.removeAccount(account);
      this.archives.forget(account);
      this.audiences.removeAccount(account);
      this.managedSessions.remove(account);
      this.#accounts.remove(account);
      this.#forgetViewOf(account);
    });
    if (this.#memory !== this.#main) {
      this.#memory.forgetOutgoing(account);
      this.#memory.removeAccount(account);
    }
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

  get #places(): ReadonlySet<Place> {
    return new Set([this.#main, this.#memory]);
  }

  #place(policy: HistoryPolicy | undefined): Place {
    return policy === 'keep-nothing' ? this.#memory : this.#main;
  }

  #forgetViewOf(account: string): void {
    this.#main.db.run('delete from last_view where account = ?', [account]);
  }
}
