/** The one place that touches libsql: statements are kept prepared, transactions nest, errors are typed. */
import { rmSync, statSync, writeFileSync } from 'node:fs';
import Libsql from 'libsql';
import { asStoreError, StoreError } from './errors';
import { PageGuard } from './page-guard';
import { removeStore } from './store-files';
import { readLog, trimLog } from './wal';

export type SqlValue = string | number | null;

type Statement = Libsql.Statement<SqlValue[][]>;

/** libsql's own types leave these out. */
type EncryptedOptions = Libsql.Options & { encryptionCipher?: string; encryptionKey?: string };

/** The log is written back when it is larger than this (bytes). */
const LOG_LIMIT = 4 * 1024 * 1024;
/** A file of so many pages is checked before it is used, in a few milliseconds. */
const CHECKED_AT_ONCE = 512;

/** A disk counts as full as long as it has not so much room (bytes). */
const ROOM = 256 * 1024;

/** Told of everything that could not be read or stored. */
export type DatabaseWatcher = (error: StoreError) => void;

export class Database {
  readonly #db: Libsql.Database;
  readonly #pages: PageGuard | undefined;
  readonly #statements = new Map<string, Statement>();
  watcher: DatabaseWatcher | undefined;
  #depth = 0;
  #closed = false;
  #checked: boolean;

  private constructor(db: Libsql.Database, pages?: PageGuard) {
    // The words of a row that another one replaces leave the index with it.
    db.pragma('recursive_triggers = ON');
    this.#db = db;
    this.#pages = pages;
    this.#checked = pages === undefined;
  }

  /** In memory only; gone with the process. */
  static inMemory(): Database {
    return guard(() => new Database(new Libsql(':memory:')));
  }

  /**
   * Opens or creates an encrypted file (AES-256-CBC) with a write-ahead log, each commit synced
   * and deleted content overwritten. Throws `StoreError` 'unreadable' where the key does not fit,
   * 'damaged' where it is known by then; the rest of a large file is for `check`.
   */
  static encrypted(file: string, key: string): Database {
    return guard(() => {
      const isNew = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
      const db = Database.#openFile(key, PageGuard.open(file));
      try {
        // A transaction that was under way when the last run ended.
        const log = trimLog(`${file}-wal`);
        // With no log to complete it, the file must hold all of its pages.
        if (!isNew && log === 0 && db.size > statSync(file).size) throw new StoreError('damaged');
        const pages = db.#pagesOrThrow();
        if (isNew) pages.seal();
        if (pages.sealed && pages.pageCount <= CHECKED_AT_ONCE) db.checkAtOnce();
        return db;
      } catch (error) {
        // Not closed, which would write its log back.
        db.abandon();
        throw error;
      }
    });
  }

  /** Opens a file to save what can be read of it: content that is not as it was written cannot be read at all. Never written to. */
  static damaged(file: string, key: string): Database {
    return guard(() => {
      const pages = PageGuard.ofDamaged(file);
      try {
        const db = Database.#openFile(key, pages);
        db.hideDamage();
        return db;
      } catch (error) {
        if (pages.isCopy) removeStore(pages.file);
        throw error;
      }
    });
  }

  static #openFile(key: string, pages: PageGuard): Database {
    const options: EncryptedOptions = { encryptionCipher: 'aes256cbc', encryptionKey: key };
    let db: Libsql.Database | undefined;
    try {
      db = new Libsql(pages.file, options);
      opened.add(db);
      // The first statement that reads a page is what notices a wrong key.
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('secure_delete = ON');
      db.pragma('wal_autocheckpoint = 0');
      db.prepare('select count(*) from sqlite_schema').get([]);
      return new Database(db, pages);
    } catch (error) {
      // Closed, it would write the log into a file that it cannot read.
      if (db === undefined) pages.close();
      throw error;
    }
  }

  /** The file was found to be as it was written. */
  get checked(): boolean {
    return this.#checked;
  }

  /** Checks the whole file. Throws `StoreError` 'damaged'. */
  checkAtOnce(): void {
    const pages = this.#pages;
    if (this.#checked || pages === undefined) return;
    if (!pages.sealed) this.#checkStructure();
    else if (pages.damagedPages().length > 0) throw new StoreError('damaged');
    this.#checked = true;
  }

  /** Checks the whole file, with other work in between. Rejects with `StoreError` 'damaged' and tells the watcher. */
  async check(): Promise<void> {
    const pages = this.#pages;
    if (this.#checked || pages === undefined) return;
    try {
      if (pages.sealed) await pages.check(() => this.#closed);
      else this.#checkStructure();
      this.#checked = true;
    } catch (error) {
      throw this.#tell(error);
    }
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    this.#run(() => this.#db.exec(sql));
  }

  /** How many rows were changed. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    // What meets another program's lock stays under way in the driver, and nothing could be committed any more. In a
    // transaction only its beginning meets the lock.
    return this.transaction(() => this.#use(sql, (statement) => statement.run([...values])).changes);
  }

  all<Row>(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.#use(sql, (statement) => statement.all([...values]) as Row[]);
  }

  one<Row>(sql: string, values: readonly SqlValue[] = []): Row | undefined {
    return this.#use(sql, (statement) => statement.get([...values]) as Row | undefined);
  }

  /** Row after row, up to the first that cannot be read; whether that was all of them. */
  readable<Row>(sql: string, take: (row: Row) => void): boolean {
    try {
      for (const row of this.#prepare(sql).iterate([])) take(row as Row);
      return true;
    } catch (error) {
      this.#statements.delete(sql);
      const reason = asStoreError(error);
      if (!(reason instanceof StoreError)) throw error;
      return false;
    }
  }

  /** All of it or nothing; inside another transaction it becomes part of that one. */
  transaction<R>(work: () => R): R {
    if (this.#depth > 0) return work();
    this.exec('begin immediate');
    this.#depth += 1;
    let result: R;
    try {
      result = work();
      this.exec('commit');
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#depth -= 1;
    }
    this.#keepLogShort();
    return result;
  }

  /**
   * A transaction that does not wait for the disk: the end of this process cannot take it away, that of the
   * power can, together with nothing else. For what can be found out again, such as how far a message got.
   */
  lightly<R>(work: () => R): R {
    if (this.#depth > 0 || this.#pages === undefined) return this.transaction(work);
    this.exec('pragma synchronous = NORMAL');
    try {
      return this.transaction(work);
    } finally {
      this.exec('pragma synchronous = FULL');
    }
  }

  /** Stores something that changes nothing: throws `StoreError` as long as not much can be stored. */
  tryToWrite(): void {
    this.#run(() => {
      if (this.#pages !== undefined) tryRoom(`${this.#pages.file}-room`);
    });
    const version = this.one<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
    this.transaction(() => this.exec(`pragma user_version = ${String(version)}`));
  }

  /** Bytes of all pages. */
  get size(): number {
    const pages = this.one<{ page_count: number }>('pragma page_count')?.page_count ?? 0;
    return pages * (this.one<{ page_size: number }>('pragma page_size')?.page_size ?? 0);
  }

  /** Writes the log back and empties it, so that nothing deleted remains in it. */
  truncateLog(): void {
    const pages = this.#pages;
    if (pages === undefined) return;
    this.#run(() => pages.prepareWriteBack());
    const { busy } = this.one<{ busy: number }>('pragma wal_checkpoint(TRUNCATE)') ?? { busy: 1 };
    if (busy !== 0) throw new StoreError('failed');
    pages.wroteBack();
  }

  /** Copies the file; everything committed is in the copy. */
  copyTo(target: string): void {
    this.truncateLog();
    this.#run(() => this.#pagesOrThrow().copyTo(target));
  }

  /** Whether its log is as it was written. */
  get hasWholeLog(): boolean {
    try {
      readLog(`${this.#pagesOrThrow().file}-wal`);
      return true;
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'damaged') return false;
      throw error;
    }
  }

  /** While `work` runs, whatever stands on a damaged page fails to be read, in place of giving something else. The file stays as it is. */
  withDamageHidden<R>(work: () => R): R {
    this.hideDamage();
    try {
      return work();
    } finally {
      this.#rollBack();
      this.#depth -= 1;
      this.exec('pragma cache_spill = on');
    }
  }

  /** For good; see `withDamageHidden`. */
  hideDamage(): void {
    const damaged = this.#pagesOrThrow().damagedPages();
    // At once, so that another program's lock is met here and not by what follows.
    this.exec('begin immediate');
    this.#depth += 1;
    // Nothing of it may get into the log.
    this.exec('pragma cache_spill = off');
    // Without its first page nothing at all could be read; what is wrong there SQLite notices itself.
    for (const page of damaged.filter((one) => one !== 1))
      this.run('update sqlite_dbpage set data = zeroblob(4096) where pgno = ?', [page]);
  }

  close(): void {
    if (this.#closed) return;
    try {
      this.truncateLog();
    } catch {
      // SQLite itself would write the log back without the digests; as it is, the next start does it.
      this.abandon();
      return;
    }
    this.abandon();
    guard(() => this.#db.close());
    opened.delete(this.#db);
    this.#pages?.close();
  }

  /** Uses it no more and leaves file and log as they are, as if the process had ended here. */
  abandon(): void {
    this.#closed = true;
    // Finalized statements let go of the file before it is closed.
    this.#statements.clear();
    if (this.#pages?.isCopy === true) this.#removeCopy(this.#pages);
  }

  #removeCopy(pages: PageGuard): void {
    guard(() => this.#db.close());
    opened.delete(this.#db);
    pages.close();
    removeStore(pages.file);
  }

  #pagesOrThrow(): PageGuard {
    if (this.#pages === undefined) throw new StoreError('failed');
    return this.#pages;
  }

  /** For a file that has no digests yet: what SQLite itself can tell. */
  #checkStructure(): void {
    const [first] = this.all<{ integrity_check: string }>('pragma integrity_check(1)');
    if (first?.integrity_check !== 'ok') throw new StoreError('damaged');
    this.truncateLog();
    this.#run(() => this.#pagesOrThrow().seal());
  }

  #prepare(sql: string): Statement {
    // A command that comes while Candor ends is refused like any other failure to store.
    if (this.#closed) throw new StoreError('failed');
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare<SqlValue[][]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #use<R>(sql: string, work: (statement: Statement) => R): R {
    return this.#run(() => {
      try {
        return work(this.#prepare(sql));
      } catch (error) {
        // The driver does not reset a statement that failed; it would fail again, whatever it is asked for.
        this.#statements.delete(sql);
        throw error;
      }
    });
  }

  #run<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      if (this.#depth === 0) this.#trim();
      throw this.#tell(error);
    }
  }

  #tell(error: unknown): unknown {
    const reason = asStoreError(error);
    if (reason instanceof StoreError && !this.#closed) this.watcher?.(reason);
    return reason;
  }

  #keepLogShort(): void {
    if (this.#pages === undefined) return;
    try {
      if ((statSync(`${this.#pages.file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) this.truncateLog();
    } catch (error) {
      // What was to be stored is stored, in the log; it is written back another time.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#db.exec('rollback');
    } catch {
      // SQLite has rolled back by itself after a full disk or an I/O error; the first error says it.
    }
    this.#trim();
  }

  /** What a failed transaction wrote of itself would look like damage at the next start. */
  #trim(): void {
    if (this.#pages === undefined || this.#closed) return;
    try {
      trimLog(`${this.#pages.file}-wal`);
    } catch {
      // Then it is looked at once more before it is written back.
    }
  }
}

/** Kept from the garbage collector, which would close them, and SQLite then write their logs back. */
const opened = new Set<Libsql.Database>();

function tryRoom(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(ROOM), { mode: 0o600 });
  } finally {
    rmSync(file, { force: true });
  }
}

function guard<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}
