/**
 * Tables `archives` and `archive_gaps`: how much of the server's archive (XEP-0313) is here.
 * Everything up to `newestId` is stored, except for what lies in a gap.
 */
import type { Database } from './database';

/** A stretch of the archive that is not stored. */
export interface ArchiveGap {
  readonly key: number;
  /** Archive id of the last message before it; undefined: it reaches back to the archive's beginning. */
  readonly olderId: string | undefined;
  /** Archive id of the first message after it; undefined: nothing after it was read yet. */
  readonly newerId: string | undefined;
  /** Position in the store below which its messages belong. */
  readonly ceiling: number;
}

interface GapRow {
  readonly key: number;
  readonly older_id: string | null;
  readonly newer_id: string | null;
  readonly ceiling: number;
}

export class ArchivesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Archive id of the newest message that is stored. */
  newestId(account: string): string | undefined {
    const row = this.#db.one<{ newest_id: string | null }>('select newest_id from archives where account = ?', [
      account,
    ]);
    return row?.newest_id ?? undefined;
  }

  setNewestId(account: string, id: string): void {
    this.#db.run('insert or replace into archives (account, newest_id) values (?, ?)', [account, id]);
  }

  /** Newest first. */
  gaps(account: string): ArchiveGap[] {
    return this.#db
      .all<GapRow>(
        'select key, older_id, newer_id, ceiling from archive_gaps where account = ? order by ceiling desc',
        [account],
      )
      .map((row) => ({
        key: row.key,
        olderId: row.older_id ?? undefined,
        newerId: row.newer_id ?? undefined,
        ceiling: row.ceiling,
      }));
  }

  openGap(account: string, { olderId, newerId, ceiling }: Omit<ArchiveGap, 'key'>): void {
    this.#db.run('insert into archive_gaps (account, older_id, newer_id, ceiling) values (?, ?, ?, ?)', [
      account,
      olderId ?? null,
      newerId ?? null,
      ceiling,
    ]);
  }

  /** Its newer end was filled down to here. */
  narrowGap(key: number, newerId: string, ceiling: number): void {
    this.#db.run('update archive_gaps set newer_id = ?, ceiling = ? where key = ?', [newerId, ceiling, key]);
  }

  /** Nothing after it was read yet, and it reaches up to here now. */
  raiseGap(key: number, ceiling: number): void {
    this.#db.run('update archive_gaps set ceiling = ? where key = ?', [ceiling, key]);
  }

  closeGap(key: number): void {
    this.#db.run('delete from archive_gaps where key = ?', [key]);
  }

  /** Everything that is known of an account's archive. */
  forget(account: string): void {
    this.#db.run('delete from archives where account = ?', [account]);
    this.#db.run('delete from archive_gaps where account = ?', [account]);
  }
}
