/** The one place that touches libsql: statements are kept prepared, transactions nest, errors are typed. */
import Libsql from 'libsql';
import { asStoreError, StoreError } from './errors';

export type SqlValue = string | number | null;

type Statement = Libsql.Statement<SqlValue[][]>;

/** libsql's own types leave these out. */
type EncryptedOptions = Libsql.Options & { encryptionCipher?: string; encryptionKey?: string };

export class Database {
  readonly #db: Libsql.Database;
  readonly #statements = new Map<string, Statement>();
  #depth = 0;
  #closed = false;

  private constructor(db: Libsql.Database) {
    this.#db = db;
  }

  /** In memory only; gone with the process. */
  static inMemory(): Database {
    return Database.#guard(() => new Database(new Libsql(':memory:')));
  }

  /**
   * Opens or creates an encrypted file (AES-256-CBC) with a write-ahead log, each commit synced
   * and deleted content overwritten. Throws `StoreError` 'unreadable' where the key does not fit.
   */
  static encrypted(file: string, key: string): Database {
    return Database.#guard(() => {
      const options: EncryptedOptions = { encryptionCipher: 'aes256cbc', encryptionKey: key };
      const db = new Libsql(file, options);
      try {
        // The first statement that reads a page is what notices a wrong key.
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        db.pragma('secure_delete = ON');
        db.prepare('select count(*) from sqlite_schema').get([]);
      } catch (error) {
        db.close();
        throw error;
      }
      return new Database(db);
    });
  }

  /** Runs statements that take no values. */
  exec(sql: string): void {
    Database.#guard(() => this.#db.exec(sql));
  }

  /** How many rows were changed. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    return Database.#guard(() => this.#prepare(sql).run([...values]).changes);
  }

  all<Row>(sql: string, values: readonly SqlValue[] = []): Row[] {
    return Database.#guard(() => this.#prepare(sql).all([...values]) as Row[]);
  }

  one<Row>(sql: string, values: readonly SqlValue[] = []): Row | undefined {
    return Database.#guard(() => this.#prepare(sql).get([...values]) as Row | undefined);
  }

  /** All of it or nothing; inside another transaction it becomes part of that one. */
  transaction<R>(work: () => R): R {
    if (this.#depth > 0) return work();
    this.exec('begin immediate');
    this.#depth += 1;
    try {
      const result = work();
      this.exec('commit');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Bytes of all pages. */
  get size(): number {
    const pages = this.one<{ page_count: number }>('pragma page_count')?.page_count ?? 0;
    return pages * (this.one<{ page_size: number }>('pragma page_size')?.page_size ?? 0);
  }

  /** Writes the log back and empties it, so that nothing deleted remains in it. */
  truncateLog(): void {
    this.all('pragma wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Finalized statements let go of the file before it is closed.
    this.#statements.clear();
    Database.#guard(() => this.#db.close());
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

  #rollBack(): void {
    try {
      this.exec('rollback');
    } catch {
      // SQLite has rolled back by itself after a full disk or an I/O error; the first error says it.
    }
  }

  static #guard<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      throw asStoreError(error);
    }
  }
}
