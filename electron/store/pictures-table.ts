/** Tables `pictures` and `picture_owners`: pictures of contacts by their hash, and who has which. */
import type { PictureType, StoredPicture } from '../contract/profile';
import type { Database } from './database';

/** How somebody said which picture is theirs: in their personal node (XEP-0084) or in presence (XEP-0153). */
export type PictureWayName = 'avatar' | 'photo';

export interface PictureOwner {
  /** Bare JID. */
  readonly jid: string;
  readonly way: PictureWayName;
  /** "none": they say that they have no picture. */
  readonly hash: string;
}

interface Row {
  readonly hash: string;
  readonly type: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly animated: number;
  readonly data: string;
}

/** Hashes that were refused are kept up to so many an account; the oldest are forgotten. */
const MAX_REFUSED = 1000;

export class PicturesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  owners(account: string): PictureOwner[] {
    return this.#db.all<PictureOwner>('select jid, way, hash from picture_owners where account = ?', [account]);
  }

  setOwner(account: string, { jid, way, hash }: PictureOwner): void {
    this.#db.run('insert or replace into picture_owners (account, jid, way, hash) values (?, ?, ?, ?)', [
      account,
      jid,
      way,
      hash,
    ]);
  }

  /** Hashes of pictures that are here, and of those that were refused. */
  hashes(account: string): { readonly hash: string; readonly refused: boolean }[] {
    return this.#db
      .all<{ hash: string; refused: number }>('select hash, data is null as refused from pictures where account = ?', [
        account,
      ])
      .map(({ hash, refused }) => ({ hash, refused: refused === 1 }));
  }

  /** `data` in Base64. */
  put(account: string, { hash, type, bytes, width, height, animated, data }: StoredPicture): void {
    this.#db.run(
      `insert or replace into pictures (account, hash, type, bytes, width, height, animated, data)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [account, hash, type, bytes, width, height, animated ? 1 : 0, data],
    );
  }

  /** It is no picture that Candor shows, and is not fetched again. */
  refuse(account: string, hash: string): void {
    this.#db.run('insert or replace into pictures (account, hash) values (?, ?)', [account, hash]);
    this.#db.run(
      `delete from pictures where account = ? and data is null and key not in
       (select key from pictures where account = ? and data is null order by key desc limit ?)`,
      [account, account, MAX_REFUSED],
    );
  }

  get(account: string, hash: string): StoredPicture | undefined {
    const row = this.#db.one<Row>(
      `select hash, type, bytes, width, height, animated, data from pictures
       where account = ? and hash = ? and data is not null`,
      [account, hash],
    );
    if (row === undefined) return undefined;
    const { type, bytes, width, height, animated, data } = row;
    return { hash, type, bytes, width, height, animated: animated === 1, data };
  }

  /** Takes away the pictures that nobody has any more; returns how many. */
  removeUnused(account: string): number {
    return this.#db.run(
      `delete from pictures where account = ? and data is not null and hash not in
       (select hash from picture_owners where account = ?)`,
      [account, account],
    );
  }

  removeAccount(account: string): void {
    this.#db.run('delete from pictures where account = ?', [account]);
    this.#db.run('delete from picture_owners where account = ?', [account]);
  }
}
