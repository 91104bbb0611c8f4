/**
 * The write-ahead log of a store's file, read as SQLite's file format describes it (section 4). SQLite
 * takes the first frame that does not fit for the end of the log and forgets what follows without a
 * word; here it is told apart from the end of a write that was cut off.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { StoreError } from './errors';
import { PAGE_SIZE } from './page-sums';

export const HEADER = 32;
export const FRAME_HEADER = 24;
export const FRAME = FRAME_HEADER + PAGE_SIZE;
/** The last bit says in which order the checksums read their numbers. */
const MAGIC = 0x377f0682;

export interface WriteAheadLog {
  /** Where the last whole transaction ends; what follows is of one that was never finished. */
  readonly end: number;
  /** The latest content of each page, encrypted as it stands in the file. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** Undefined: there is none. Throws `StoreError` 'damaged' where something in it is not as it was written. */
export function readLog(file: string): WriteAheadLog | undefined {
  const log = readIfThere(file);
  // Shorter than its own header: the very first write was cut off.
  if (log === undefined || log.length < HEADER || isZero(log)) return undefined;
  const numbers = numberReader(log);
  let sum = checksum(numbers, [0, 0], 0, FRAME_HEADER);
  if ((log.readUInt32BE(0) & ~1) >>> 0 !== MAGIC || log.readUInt32BE(8) !== PAGE_SIZE || !says(log, 24, sum))
    throw new StoreError('damaged');
  const salts = log.subarray(16, 24);
  const pages = new Map<number, Uint8Array>();
  let unfinished: [number, Uint8Array][] = [];
  let end = HEADER;
  for (let at = HEADER; at + FRAME <= log.length; at += FRAME) {
    const data = at + FRAME_HEADER;
    const next = checksum(numbers, checksum(numbers, sum, at, at + 8), data, at + FRAME);
    if (!log.subarray(at + 8, at + 16).equals(salts) || !says(log, at + 16, next)) {
      // What was never finished does not fit either: room that a power cut left unwritten, or pages of a large
      // transaction that went to the disk twice, whose checksums SQLite mends at its end. Neither says it ended.
      if (!saysFinished(log, at)) break;
      throw new StoreError('damaged');
    }
    sum = next;
    unfinished.push([log.readUInt32BE(at), log.subarray(data, at + FRAME)]);
    // Its last frame says how many pages the file has after the transaction.
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [page, content] of unfinished) pages.set(page, content);
    unfinished = [];
    end = at + FRAME;
  }
  return { end, pages };
}

/**
 * Takes away what an unfinished transaction left behind the last whole one, so that nothing but
 * damage is ever found behind the end of the log; how many bytes are left. Only while no transaction is under way.
 */
export function trimLog(file: string): number {
  const log = readLog(file);
  if (log === undefined) return 0;
  const end = log.end === HEADER ? 0 : log.end;
  const handle = openSync(file, 'r+');
  try {
    if (fstatSync(handle).size <= end) return end;
    ftruncateSync(handle, end);
    fsyncSync(handle);
    return end;
  } finally {
    closeSync(handle);
  }
}

export type Sum = readonly [number, number];

/** Reads the 32-bit number at a byte position, in the order that the log's header names. */
function numberReader(log: Buffer): (at: number) => number {
  return (log.readUInt32BE(0) & 1) === 1 ? (at) => log.readUInt32BE(at) : (at) => log.readUInt32LE(at);
}

/** Continues a checksum over the bytes from one position to another. */
export function checksum(read: (at: number) => number, [first, second]: Sum, from: number, to: number): Sum {
  let a = first;
  let b = second;
  for (let at = from; at < to; at += 8) {
    a = (a + read(at) + b) >>> 0;
    b = (b + read(at + 4) + a) >>> 0;
  }
  return [a, b];
}

/** Whether this checksum stands there. */
function says(log: Buffer, at: number, [first, second]: Sum): boolean {
  return log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second;
}

/** Whether any transaction from here on says that it is whole: it was committed, and something of it changed since. */
function saysFinished(log: Buffer, from: number): boolean {
  for (let at = from; at + FRAME <= log.length; at += FRAME) if (log.readUInt32BE(at + 4) !== 0) return true;
  return false;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Undefined: there is none. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
