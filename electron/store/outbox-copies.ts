/**
 * With "keep nothing" the history is in memory alone, but what the user wrote must not be lost before the
 * server has it: until then such messages are in the file as well, and no longer. Reactions are not among
 * it: they are put to what others said, which must not be on the disk.
 */
import { insertRow, type Row } from './copies';
import type { Database } from './database';
import { OWED } from './outbox-table';

export class OutboxCopies {
  readonly #memory: Database;

  constructor(memory: Database) {
    this.#memory = memory;
  }

  /** Takes what an earlier run left in the file into memory; returns the positions with their conversations. */
  restore(file: Database, account: string): readonly { readonly key: number; readonly peer: string }[] {
    const rows = file.all<Row>(`select * from messages where key in (${OWED}) order by key`, [account]);
    this.#memory.transaction(() => {
      for (const row of rows) insertRow(this.#memory, 'messages', row);
    });
    return rows.map(({ key, peer }) => ({ key: Number(key), peer: String(peer) }));
  }

  /** Brings the file in step with what is under way; whether something was taken out of it. */
  update(file: Database, account: string): boolean {
    return file.transaction(() => {
      const rows = this.#memory.all<Row>(`select * from messages where key in (${OWED})`, [account]);
      const keys = rows.map(({ key }) => Number(key));
      const gone = file.run(
        `delete from messages where key in (${OWED}) and key not in (select value from json_each(?2))`,
        [account, JSON.stringify(keys)],
      );
      for (const row of rows) insertRow(file, 'messages', row);
      return gone > 0;
    });
  }
}
