/**
 * Pictures that are on screen, decoded. Only what somebody looks at is asked for and decoded, a few at a time, so
 * that a thousand contacts who change theirs at once cost as much as those whose rows are in view.
 */
import { untrack } from 'svelte';
import type { StoredPicture } from '../../electron/contract/profile';
import type { Api } from '../bridge';

/** As many as main hands out without a message that takes long to read. */
const AT_ONCE = 4;
/** Decoded pictures that are kept though nobody looks at them. */
const KEPT = 150;
/** Pixels: a row's 36 at twice the density, and a little more for the details beside a conversation. */
const SIDE = 96;

type Decode = (stored: StoredPicture, side: number) => Promise<ImageBitmap>;

interface Wanted {
  readonly account: string;
  /** How many look at it. */
  looking: number;
}

export class PictureCache {
  readonly #api: Api;
  readonly #decode: Decode;
  // A plain map in a holder: each picture that comes replaces the holder, and only what is drawn looks again.
  #bitmaps = $state.raw({ map: new Map<string, ImageBitmap>() });
  readonly #wanted = new Map<string, Wanted>();
  readonly #refused = new Set<string>();
  readonly #queue = new Set<string>();
  #working = false;

  /** `decode` is loaded with the first picture. */
  constructor(api: Api, decode: Decode = decodeLater) {
    this.#api = api;
    this.#decode = decode;
  }

  /** Undefined: not here yet, or refused. */
  bitmapOf(hash: string): ImageBitmap | undefined {
    return this.#bitmaps.map.get(hash);
  }

  /** Somebody looks at a picture; returns how to stop. May be called by an effect, which depends on nothing in here. */
  want(account: string, hash: string): () => void {
    return untrack(() => this.#want(account, hash));
  }

  #want(account: string, hash: string): () => void {
    const wanted = this.#wanted.get(hash) ?? { account, looking: 0 };
    wanted.looking += 1;
    this.#wanted.set(hash, wanted);
    this.#touch(hash);
    if (!this.#bitmaps.map.has(hash) && !this.#refused.has(hash)) {
      this.#queue.add(hash);
      void this.#work();
    }
    return () => {
      wanted.looking -= 1;
      if (wanted.looking > 0) return;
      this.#wanted.delete(hash);
      this.#queue.delete(hash);
      this.#forgetOld();
    };
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    // Rows that are drawn together ask together.
    await Promise.resolve();
    for (let batch = this.#nextBatch(); batch !== undefined; batch = this.#nextBatch())
      await this.#load(batch.account, batch.hashes);
    this.#working = false;
  }

  #nextBatch(): { readonly account: string; readonly hashes: string[] } | undefined {
    const [first] = this.#queue;
    const account = first === undefined ? undefined : this.#wanted.get(first)?.account;
    if (account === undefined) return undefined;
    const hashes = [...this.#queue].filter((hash) => this.#wanted.get(hash)?.account === account).slice(0, AT_ONCE);
    for (const hash of hashes) this.#queue.delete(hash);
    return { account, hashes };
  }

  async #load(account: string, hashes: string[]): Promise<void> {
    let stored: readonly StoredPicture[];
    try {
      stored = await this.#api.call('profile.pictures', { account, hashes });
    } catch {
      // The letters stay; the next look asks again.
      return;
    }
    let isNew = false;
    // The last step of a large one is done by the page itself: several at the same time would hold up one frame.
    for (const picture of stored) isNew = (await this.#take(account, picture)) || isNew;
    if (isNew) this.#bitmaps = { ...this.#bitmaps };
    this.#forgetOld();
  }

  async #take(account: string, picture: StoredPicture): Promise<boolean> {
    try {
      this.#bitmaps.map.set(picture.hash, await this.#decode(picture, SIDE));
      return true;
    } catch {
      this.#refused.add(picture.hash);
      await this.#api.call('profile.rejectPicture', { account, hash: picture.hash }).catch(() => undefined);
      return false;
    }
  }

  /** The order of the map is that of use. */
  #touch(hash: string): void {
    const { map } = this.#bitmaps;
    const bitmap = map.get(hash);
    if (bitmap === undefined) return;
    map.delete(hash);
    map.set(hash, bitmap);
  }

  #forgetOld(): void {
    const { map } = this.#bitmaps;
    for (const [hash, bitmap] of map) {
      if (map.size <= KEPT) return;
      if (this.#wanted.has(hash)) continue;
      map.delete(hash);
      bitmap.close();
    }
  }
}

async function decodeLater(stored: StoredPicture, side: number): Promise<ImageBitmap> {
  const { decodeSquare } = await import('../pictures/decode');
  return decodeSquare(stored, side);
}
