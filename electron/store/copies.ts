/** Rows that are in two databases, or move from one to the other. */
import type { Database, SqlValue } from './database';

export type Row = Readonly<Record<string, SqlValue>>;

/** Tables of an account's history: rows that count up by themselves get a new number, which means nothing elsewhere. */
const movedTables = {
  messages: 'kept',
  reactions: 'kept',
  conversations: 'kept',
  early_reports: 'counted',
  ledger: 'counted',
  service_notices: 'counted',
  pictures: 'counted',
  picture_owners: 'kept',
} as const;

/** `messages`: only those with these keys, and what was put to them. */
export function copyAccount(account: string, from: Database, to: Database, messages?: readonly number[]): void {
  const chosen = messages === undefined ? undefined : JSON.stringify(messages);
  to.transaction(() => {
    for (const [table, numbers] of Object.entries(movedTables)) {
      for (const row of rowsOf(from, table, account, chosen)) {
        const entries = Object.entries(row).filter(([column]) => numbers === 'kept' || column !== 'key');
        insertRow(to, table, Object.fromEntries(entries));
      }
    }
  });
}

function rowsOf(from: Database, table: string, account: string, chosen: string | undefined): Row[] {
  const key = { messages: 'key', reactions: 'message' }[table];
  if (chosen === undefined || key === undefined)
    return from.all<Row>(`select * from ${table} where account = ?`, [account]);
  const among = `${key} in (select value from json_each(?))`;
  return from.all<Row>(`select * from ${table} where account = ? and ${among}`, [account, chosen]);
}

export function insertRow(db: Database, table: string, row: Row): void {
  const columns = Object.keys(row);
  db.run(
    `insert or replace into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    Object.values(row),
  );
}
