/**
 * Table `early_reports`: what was said about a message that is not here yet (a correction, a
 * receipt, a marker, …). It waits under the id it names and is taken out when the message comes.
 */
import type { Database } from './database';

/** So many wait in an account at most, more or less; a flood of them drives out the oldest. */
const MAX_WAITING = 5_000;
/** After so many new ones it is looked whether there are too many. */
const CHECK_EVERY = 100;

export class EarlyReportsTable {
  readonly #db: Database;
  #added = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** `report` is JSON whose shape its writer knows. */
  add(account: string, peer: string, target: string, report: string, arrived: number): void {
    this.#db.run('insert into early_reports (account, peer, target, report, arrived) values (?, ?, ?, ?, ?)', [
      account,
      peer,
      target,
      report,
      arrived,
    ]);
    this.#added += 1;
    if (this.#added % CHECK_EVERY !== 0) return;
    this.#db.run(
      `delete from early_reports where account = ?1 and key <=
         (select key from early_reports where account = ?1 order by key desc limit 1 offset ${String(MAX_WAITING)})`,
      [account],
    );
  }

  /** Takes out what waits for a message with one of these ids, in the order in which it came. */
  take(account: string, peer: string, targets: readonly string[]): string[] {
    const found = targets.flatMap((target) =>
      this.#db.all<{ key: number; report: string }>(
        'select key, report from early_reports where account = ? and peer = ? and target = ? order by key',
        [account, peer, target],
      ),
    );
    for (const { key } of found) this.#db.run('delete from early_reports where key = ?', [key]);
    return found.sort((a, b) => a.key - b.key).map(({ report }) => report);
  }

  /** The message that such a report names by its position (`key`) has another one now. */
  moved(account: string, peer: string, key: number, place: number): void {
    this.#db.run(
      `update early_reports set report = json_set(report, '$.key', ?4)
       where account = ?1 and peer = ?2 and json_extract(report, '$.key') = ?3`,
      [account, peer, key, place],
    );
  }

  removeArrivedBefore(time: number): void {
    this.#db.run('delete from early_reports where arrived < ?', [time]);
  }

  removeAccount(account: string): void {
    this.#db.run('delete from early_reports where account = ?', [account]);
  }
}
