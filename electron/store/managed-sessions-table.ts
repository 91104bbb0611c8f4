/** Table `managed_sessions`: sessions that the server may still keep after Candor ended (XEP-0198 §5). */
import type { Database } from './database';

export interface ManagedSessionRow {
  readonly id: string;
  /** Full JID. */
  readonly jid: string;
  /** Stanzas of the server that are stored, modulo 2³². */
  readonly handled: number;
  /** How long the server keeps the session without a connection. */
  readonly holdSeconds: number;
  /** "host:port" where the server wants it resumed. */
  readonly location: string | undefined;
}

interface Row {
  readonly id: string;
  readonly jid: string;
  readonly handled: number;
  readonly hold_seconds: number;
  readonly location: string | null;
}

export class ManagedSessionsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(account: string): ManagedSessionRow | undefined {
    const row = this.#db.one<Row>('select * from managed_sessions where account = ?', [account]);
    if (row === undefined) return undefined;
    const { id, jid, handled, hold_seconds: holdSeconds, location } = row;
    return { id, jid, handled, holdSeconds, location: location ?? undefined };
  }

  set(account: string, { id, jid, handled, holdSeconds, location }: ManagedSessionRow): void {
    this.#db.run(
      `insert into managed_sessions (account, id, jid, handled, hold_seconds, location) values (?, ?, ?, ?, ?, ?)
       on conflict (account) do update set
         stanza_ids_trusted = iif(id = excluded.id, stanza_ids_trusted, 0), id = excluded.id, jid = excluded.jid,
         handled = excluded.handled, hold_seconds = excluded.hold_seconds, location = excluded.location`,
      [account, id, jid, handled, holdSeconds, location ?? null],
    );
  }

  /** Whether the server said in this session that it guards the ids which it stamps on messages (XEP-0359 §5). */
  trustsStanzaIds(account: string): boolean {
    return (
      this.#db.one('select 1 as trusted from managed_sessions where account = ? and stanza_ids_trusted = 1', [
        account,
      ]) !== undefined
    );
  }

  setStanzaIdsTrusted(account: string, trusted: boolean): void {
    this.#db.run('update managed_sessions set stanza_ids_trusted = ? where account = ?', [trusted ? 1 : 0, account]);
  }

  setHandled(account: string, handled: number): void {
    this.#db.run('update managed_sessions set handled = ? where account = ?', [handled, account]);
  }

  remove(account: string): void {
    this.#db.run('delete from managed_sessions where account = ?', [account]);
  }
}
