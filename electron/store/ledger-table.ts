/** Table `ledger`: what this app sent by itself in the last seven days. */
import type { PersonalKind } from '../contract/personal';
import type { ProfileAudienceKind } from '../contract/profile';
import type { Database } from './database';

export const LEDGER_KEEPS = 7 * 24 * 60 * 60 * 1000;

/** What stands in a personal node. */
export type NodeKind = PersonalKind | ProfileAudienceKind;

export type LedgerKind =
  | ('receipt' | 'typing' | 'read-marker' | 'read-sync' | 'version' | 'idle-time' | 'host')
  // It was sent, taken away again, or its audience was set at the server.
  | NodeKind
  | `${NodeKind}-cleared`
  | `${NodeKind}-audience`;

export interface LedgerEntry {
  readonly at: number;
  readonly kind: LedgerKind;
  /** Bare JID or several after "people: ", "contacts" for what goes to everyone subscribed, "groups: …", "nobody", or "host:port". */
  readonly to: string;
  /** E.g. "XEP-0184"; empty for hosts. */
  readonly xep: string;
}

/** An entry and its position, for pages. */
export interface KeyedLedgerEntry extends LedgerEntry {
  readonly key: number;
}

interface LedgerRow {
  readonly key: number;
  readonly at: number;
  readonly kind: LedgerKind;
  readonly recipient: string;
  readonly xep: string;
}

export class LedgerTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add(account: string, entries: readonly LedgerEntry[]): void {
    this.#db.transaction(() => {
      for (const entry of entries)
        this.#db.run('insert into ledger (account, at, kind, recipient, xep) values (?, ?, ?, ?, ?)', [
          account,
          entry.at,
          entry.kind,
          entry.to,
          entry.xep,
        ]);
    });
  }

  /** Newest first. */
  list(account: string, limit = 1000): LedgerEntry[] {
    return this.#db
      .all<LedgerRow>('select key, at, kind, recipient, xep from ledger where account = ? order by key desc limit ?', [
        account,
        limit,
      ])
      .map((row) => ({ at: row.at, kind: row.kind, to: row.recipient, xep: row.xep }));
  }

  /** Newest first: of these kinds since `since` and, where given, before a position. */
  page(
    account: string,
    { kinds, since, before, limit }: { kinds: readonly LedgerKind[]; since: number; before?: number; limit: number },
  ): KeyedLedgerEntry[] {
    return this.#db
      .all<LedgerRow>(
        `select key, at, kind, recipient, xep from ledger
         where account = ? and at >= ? and key < ? and kind in (${kinds.map(() => '?').join(', ')})
         order by key desc limit ?`,
        [account, since, before ?? Number.MAX_SAFE_INTEGER, ...kinds, limit],
      )
      .map((row) => ({ key: row.key, at: row.at, kind: row.kind, to: row.recipient, xep: row.xep }));
  }

  /** How many of each kind since `since`. */
  counts(account: string, since: number): ReadonlyMap<LedgerKind, number> {
    const rows = this.#db.all<{ kind: LedgerKind; count: number }>(
      'select kind, count(*) as count from ledger where account = ? and at >= ? group by kind',
      [account, since],
    );
    return new Map(rows.map(({ kind, count }) => [kind, count]));
  }

  /** Hosts contacted since `since`, the latest first. */
  hosts(account: string, since: number): { host: string; count: number; lastAt: number }[] {
    return this.#db.all(
      `select recipient as host, count(*) as count, max(at) as lastAt from ledger
       where account = ? and at >= ? and kind = 'host' group by recipient order by lastAt desc limit 100`,
      [account, since],
    );
  }

  prune(now: number): number {
    return this.#db.run('delete from ledger where at < ?', [now - LEDGER_KEEPS]);
  }

  removeAccount(account: string): void {
    this.#db.run('delete from ledger where account = ?', [account]);
  }
}
