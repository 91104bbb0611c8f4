/** Which pages of a store a message is read from, as SQLite itself tells: what a damaged page may cost, and what it may not. */
import { Database } from '../../../electron/store/database';

export interface NeededPages {
  /** Those of the schema, and those that lead to the messages: none is found without them. */
  readonly byAll: ReadonlySet<number>;
  /** The page of each of the newest messages, the newest first; they have to be short, so that each is on one page. */
  readonly byNewest: readonly number[];
}

/** For a whole store that nobody uses; its log is written back. */
export function neededPages(store: string, key: string, newest: number): NeededPages {
  const db = Database.encrypted(store, key);
  try {
    const pages = db.all<{ table: string; type: string; page: number; cells: number }>(
      `select name as "table", pagetype as type, pageno as page, ncell as cells from dbstat
       where name in ('sqlite_schema', 'messages') order by path desc`,
    );
    const isLeaf = ({ table, type }: { table: string; type: string }): boolean =>
      table === 'messages' && type === 'leaf';
    const byNewest = pages.filter(isLeaf).flatMap(({ page, cells }) => Array.from({ length: cells }, () => page));
    const leading = pages.filter((page) => !isLeaf(page) && page.type !== 'overflow');
    return { byAll: new Set(leading.map(({ page }) => page)), byNewest: byNewest.slice(0, newest) };
  } finally {
    db.close();
  }
}

/** How many of the newest messages may be lost with this page. */
export function atStake({ byAll, byNewest }: NeededPages, damaged: number | undefined): number {
  if (damaged === undefined) return 0;
  return byAll.has(damaged) ? byNewest.length : byNewest.filter((page) => page === damaged).length;
}
