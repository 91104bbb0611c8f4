/** Table `audiences`: who may see the account's tune, mood, activity, nickname, card and picture. */
import type { Audience, PersonalKind } from '../contract/personal';
import type { ProfileAudience, ProfileAudienceKind } from '../contract/profile';
import type { Database } from './database';

interface Row {
  readonly audience: ProfileAudience['kind'];
  readonly groups: string;
  readonly people: string;
}

/** In place of a kind: whatever else was chosen could not be read. */
const OTHERS = 'others';

export class AudiencesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Undefined: nothing was chosen yet. */
  get(account: string, kind: PersonalKind): Audience | undefined;
  get(account: string, kind: ProfileAudienceKind): ProfileAudience | undefined;
  get(account: string, kind: PersonalKind | ProfileAudienceKind): ProfileAudience | undefined {
    const row = this.#db.one<Row>('select audience, groups, people from audiences where account = ? and kind = ?', [
      account,
      kind,
    ]);
    if (row === undefined) return undefined;
    return { kind: row.audience, groups: strings(row.groups), people: strings(row.people) };
  }

  set(account: string, kind: PersonalKind, audience: Audience): void;
  set(account: string, kind: ProfileAudienceKind, audience: ProfileAudience): void;
  set(account: string, kind: PersonalKind | ProfileAudienceKind, audience: ProfileAudience): void {
    this.#db.run('insert or replace into audiences (account, kind, audience, groups, people) values (?, ?, ?, ?, ?)', [
      account,
      kind,
      audience.kind,
      JSON.stringify(audience.groups),
      JSON.stringify(audience.people),
    ]);
  }

  /** What was chosen could not be read: until it is chosen anew, it is nobody's to see. */
  noteLost(account: string): void {
    this.#db.run(
      `insert or ignore into audiences (account, kind, audience, groups, people) values (?, ?, 'nobody', '[]', '[]')`,
      [account, OTHERS],
    );
  }

  /** Whether something was chosen that could not be read (`noteLost`). */
  areLost(account: string): boolean {
    return this.#db.one('select 1 from audiences where account = ? and kind = ?', [account, OTHERS]) !== undefined;
  }

  removeAccount(account: string): void {
    this.#db.run('delete from audiences where account = ?', [account]);
  }
}

function strings(json: string): readonly string[] {
  return JSON.parse(json) as string[];
}
