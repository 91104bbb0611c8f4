/**
 * A digest of every page of a store's file, in a file beside it (`…db-sums`). The cipher has no
 * integrity of its own: a flipped bit gives other content, and SQLite notices only where its
 * structure breaks. The digests are of the encrypted pages, so that nothing has to be read to check
 * them, and each is written twice, so that damage of this file is not taken for damage of the store.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Bytes a page, SQLite's own preset. */
export const PAGE_SIZE = 4096;

const DIGEST = 8;
const ENTRY = 2 * DIGEST;

export class PageSums {
  readonly #file: string;
  #entries: Buffer;
  #used: number;
  readonly #unsaved = new Set<number>();

  private constructor(file: string, entries: Buffer) {
    this.#file = file;
    this.#entries = entries;
    this.#used = entries.length;
  }

  /** Those of a file that was written before; undefined: there are none. */
  static read(file: string): PageSums | undefined {
    try {
      const entries = readFileSync(file);
      return entries.length < ENTRY
        ? undefined
        : new PageSums(file, entries.subarray(0, entries.length - (entries.length % ENTRY)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  static empty(file: string): PageSums {
    return new PageSums(file, Buffer.alloc(0));
  }

  /** Pages, counted from 1, that have a digest. */
  get count(): number {
    return this.#used / ENTRY;
  }

  /** Whether a page is as it was written. One that has no digest is not. */
  matches(page: number, content: Uint8Array): boolean {
    if (page > this.count) return false;
    const digest = digestOf(content);
    const [first, second] = this.#copies(page);
    if (digest.equals(first) && digest.equals(second)) return true;
    if (!digest.equals(first) && !digest.equals(second)) return false;
    this.set(page, content);
    return true;
  }

  set(page: number, content: Uint8Array): void {
    const end = page * ENTRY;
    if (end > this.#entries.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * this.#entries.length));
      this.#entries.copy(larger);
      this.#entries = larger;
    }
    this.#used = Math.max(this.#used, end);
    const digest = digestOf(content);
    for (const copy of this.#copies(page)) digest.copy(copy);
    this.#unsaved.add(page);
  }

  /** On disk when it returns. */
  save(): void {
    if (this.#unsaved.size === 0) return;
    const handle = openSync(this.#file, openFlags, 0o600);
    try {
      for (const [first, last] of runs(this.#unsaved)) {
        const from = (first - 1) * ENTRY;
        writeSync(handle, this.#entries, from, last * ENTRY - from, from);
      }
      ftruncateSync(handle, this.#used);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    this.#unsaved.clear();
  }

  #copies(page: number): readonly [Buffer, Buffer] {
    const at = (page - 1) * ENTRY;
    return [this.#entries.subarray(at, at + DIGEST), this.#entries.subarray(at + DIGEST, at + ENTRY)];
  }
}

/** Created where it is missing, never emptied. */
const openFlags = constants.O_RDWR | constants.O_CREAT;

function digestOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, DIGEST);
}

/** Neighbours together, as first and last. */
function runs(pages: ReadonlySet<number>): [number, number][] {
  const found: [number, number][] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && last[1] + 1 === page) last[1] = page;
    else found.push([page, page]);
  }
  return found;
}
