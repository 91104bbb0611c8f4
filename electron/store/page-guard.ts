/**
 * Notices every change of a store's file that SQLite did not make. The file itself changes only when
 * the log is written back, which only happens here: what is to be overwritten is checked against
 * its digest before, and the digests of what replaces it are on disk first.
 */
import {
  closeSync,
  copyFileSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { readDamagedLog } from './damaged-log';
import { StoreError } from './errors';
import { PAGE_SIZE, PageSums } from './page-sums';
import { removeStore } from './store-files';
import { readLog } from './wal';

/** Pages that are checked without a pause: a few milliseconds. */
const SLICE = 256;

export class PageGuard {
  readonly file: string;
  /** Open as long as SQLite has the file open: closing any handle of a file gives up all locks on it (POSIX). */
  readonly #handle: number;
  #sums: PageSums;
  #sealed: boolean;
  /** Pages whose newest content is in the log: the file may hold an older one, whatever their digest says. */
  readonly #inLog = new Set<number>();
  /** Pages whose newest content is damaged in the log. */
  readonly #lost = new Set<number>();
  #isCopy = false;

  private constructor(file: string, handle: number, sumsFile = `${file}-sums`) {
    this.file = file;
    this.#handle = handle;
    const sums = PageSums.read(sumsFile);
    this.#sealed = sums !== undefined;
    this.#sums = sums ?? PageSums.empty(sumsFile);
  }

  /** Before SQLite opens the file; it is created where it is not there. Throws `StoreError` 'damaged' where log or first page are. */
  static open(file: string): PageGuard {
    const handle = openSync(file, 'a+', 0o600);
    try {
      const guard = new PageGuard(file, handle);
      guard.#readLog();
      if (guard.#sealed && !guard.#isSound(1)) throw new StoreError('damaged');
      return guard;
    } catch (error) {
      closeSync(handle);
      throw error;
    }
  }

  /**
   * For a file that is known to be damaged and only read to save what can be. Where its log is damaged, SQLite
   * would read the log up to there, and of a file that was cut off it reads nothing: then it is for a copy that
   * has all of its pages, into which is written back whatever of the log is whole.
   */
  static ofDamaged(file: string): PageGuard {
    const guard = new PageGuard(file, openSync(file, 'r'));
    try {
      guard.#readLog();
      if (!guard.#isCutOff) return guard;
    } catch (error) {
      if (!(error instanceof StoreError && error.kind === 'damaged')) {
        guard.close();
        throw error;
      }
    }
    guard.close();
    return PageGuard.#ofMendedCopy(file);
  }

  static #ofMendedCopy(file: string): PageGuard {
    const copy = file.replace(/\.db$/u, '.mended.db');
    removeStore(copy);
    const { pages, damaged } = readDamagedLog(`${file}-wal`);
    copyFileSync(file, copy);
    const guard = new PageGuard(copy, openSync(copy, 'r+'), `${file}-sums`);
    for (const [page, content] of pages) {
      writeSync(guard.#handle, content, 0, PAGE_SIZE, (page - 1) * PAGE_SIZE);
      guard.#inLog.add(page);
    }
    // Without its first page nothing could be read; an older one leads to the same tables.
    for (const page of damaged) if (page !== 1) guard.#lost.add(page);
    const known = Math.max(guard.pageCount, guard.#sums.count);
    // Those that the log alone had, and not what a damaged number of a page may say.
    const last = Math.min(Math.max(known, ...damaged), known + damaged.size);
    ftruncateSync(guard.#handle, last * PAGE_SIZE);
    guard.#isCopy = true;
    return guard;
  }

  /** The digests are there. A file without them is one that was just created, or comes from a version that had none. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** Pages of the file. */
  get pageCount(): number {
    return Math.ceil(fstatSync(this.#handle).size / PAGE_SIZE);
  }

  /** Takes the file as it stands for right. */
  seal(): void {
    for (let page = 1; page <= this.pageCount; page += 1) this.#sums.set(page, this.#read(page));
    this.#sums.save();
    this.#sealed = true;
  }

  /** Right before the log is written back. Throws `StoreError` 'damaged' where a page to be overwritten is not what was written. */
  prepareWriteBack(): void {
    const pages = readLog(`${this.file}-wal`)?.pages ?? new Map<number, Uint8Array>();
    const { pageCount } = this;
    for (const page of pages.keys())
      if (page <= pageCount && this.#sealed && !this.#isSound(page)) throw new StoreError('damaged');
    for (const [page, content] of pages) {
      this.#sums.set(page, content);
      this.#inLog.add(page);
    }
    this.#sums.save();
  }

  /** The log is written back, and the file is what the digests say. */
  wroteBack(): void {
    this.#inLog.clear();
  }

  /** Numbers of the pages that are not as they were written. */
  damagedPages(): number[] {
    if (!this.#sealed) return [...this.#lost];
    const count = Math.max(this.pageCount, this.#sums.count);
    return Array.from({ length: count }, (_, at) => at + 1).filter((page) => !this.#isSound(page));
  }

  /** Checks the whole file in slices, with other work between them. Rejects with `StoreError` 'damaged'. `ended`: nobody waits any more. */
  async check(ended: () => boolean): Promise<void> {
    // What is written meanwhile is written with its digests.
    const count = Math.max(this.pageCount, this.#sums.count);
    for (let first = 1; first <= count; first += SLICE) {
      if (first > 1) await new Promise((resolve) => setImmediate(resolve));
      if (ended()) return;
      const content = this.#read(first, SLICE);
      for (let page = first; page < first + SLICE && page <= count; page += 1) {
        const at = (page - first) * PAGE_SIZE;
        if (!this.#isSound(page, content.subarray(at, at + PAGE_SIZE))) throw new StoreError('damaged');
      }
    }
    this.#sums.save();
  }

  /** Copies the file as it is; only with an empty log. Appears whole or not at all. */
  copyTo(target: string): void {
    const temporary = `${target}.new`;
    const copy = openSync(temporary, 'w', 0o600);
    try {
      const buffer = Buffer.alloc(64 * PAGE_SIZE);
      for (let at = 0, got = 1; got > 0; at += got) {
        got = readSync(this.#handle, buffer, 0, buffer.length, at);
        writeSync(copy, buffer, 0, got, at);
      }
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
    renameSync(temporary, target);
  }

  /** The file was made for a look at it and goes with it. */
  get isCopy(): boolean {
    return this.#isCopy;
  }

  /** After SQLite closed the file. */
  close(): void {
    closeSync(this.#handle);
  }

  /** Fewer bytes than were written. */
  get #isCutOff(): boolean {
    return fstatSync(this.#handle).size < this.#sums.count * PAGE_SIZE;
  }

  #readLog(): void {
    for (const page of readLog(`${this.file}-wal`)?.pages.keys() ?? []) this.#inLog.add(page);
  }

  #isSound(page: number, content?: Uint8Array): boolean {
    if (this.#lost.has(page)) return false;
    return this.#inLog.has(page) || this.#sums.matches(page, content ?? this.#read(page));
  }

  /** So many pages from this one on, as far as the file goes. */
  #read(page: number, count = 1): Uint8Array {
    const content = Buffer.allocUnsafe(count * PAGE_SIZE);
    const got = readSync(this.#handle, content, 0, content.length, (page - 1) * PAGE_SIZE);
    return content.subarray(0, got);
  }
}
