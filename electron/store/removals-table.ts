/**
 * Table `removals`: what was deleted and goes piece by piece (`Sweep`). From the moment it stands here nothing of it is
 * shown, found or sent any more.
 */
import type { Database } from './database';

export interface Removal {
  readonly account: string;
  /** Bare JID of the other side; empty: all conversations. */
  readonly peer: string;
  /** Position of the last message that goes. */
  readonly upTo: number;
}

/** SQL for the position up to which a conversation is deleted; account and peer are SQL themselves. */
export function removedUpTo(account: string, peer: string): string {
  return `coalesce((select max(r.up_to) from removals r where r.account = ${account} and r.peer in ('', ${peer})), 0)`;
}

export class RemovalsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add({ account, peer, upTo }: Removal): void {
    this.#db.run(
      `insert into removals (account, peer, up_to) values (?, ?, ?)
       on conflict (account, peer) do update set up_to = max(up_to, excluded.up_to)`,
      [account, peer, upTo],
    );
  }

  /** One of those that are not through. */
  first(): Removal | undefined {
    return this.#db.one<Removal>('select account, peer, up_to as upTo from removals limit 1');
  }

  /** All of it is gone. */
  done({ account, peer }: Removal): void {
    this.#db.run('delete from removals where account = ? and peer = ?', [account, peer]);
  }

  /** Whether what an account had before is still on its way out. */
  hasAll(account: string): boolean {
    return this.#db.one(`select 1 as found from removals where account = ? and peer = ''`, [account]) !== undefined;
  }
}
