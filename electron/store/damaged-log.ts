/**
 * What a damaged write-ahead log still holds. SQLite reads a log up to the first byte that is another one and
 * forgets what follows; but the checksum of each frame goes on from the one that the frame before it states, so
 * that every frame can be checked by itself. One whose page is damaged costs that page alone.
 */
import { checksum, FRAME, FRAME_HEADER, HEADER, readIfThere, type Sum } from './wal';

export interface DamagedLog {
  /** The newest whole content of each page, encrypted as it stands in the log. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  /** Pages of which a newer content is damaged. */
  readonly damaged: ReadonlySet<number>;
}

/** The head of a frame: its page, and how many pages the file has after the transaction that it ends; else 0. */
interface Head {
  readonly page: number;
  readonly filePages: number;
}

interface Frame extends Head {
  /** Undefined: it is not what was written. */
  readonly content: Uint8Array | undefined;
}

/** The order of bytes in which the checksums read the log's numbers, whatever the numbers themselves are in. */
interface Words {
  read(log: Buffer, at: number): number;
  write(log: Buffer, value: number, at: number): void;
}

const bigEndian: Words = {
  read: (log, at) => log.readUInt32BE(at),
  write: (log, value, at) => log.writeUInt32BE(value, at),
};
const littleEndian: Words = {
  read: (log, at) => log.readUInt32LE(at),
  write: (log, value, at) => log.writeUInt32LE(value, at),
};

/** Only for a log that nobody adds to. Transactions that were never finished are left out. */
export function readDamagedLog(file: string): DamagedLog {
  const log = readIfThere(file) ?? Buffer.alloc(0);
  // The order of bytes stands in the log's head, which may be what is damaged.
  const [one, other] = [framesOf(log, bigEndian), framesOf(log, littleEndian)];
  const pages = new Map<number, Uint8Array>();
  const damaged = new Set<number>();
  let unfinished: Frame[] = [];
  for (const frame of wholeOf(one) > wholeOf(other) ? one : other) {
    unfinished.push(frame);
    if (frame.filePages === 0) continue;
    for (const { page, content } of unfinished) {
      if (content === undefined) damaged.add(page);
      else {
        pages.set(page, content);
        damaged.delete(page);
      }
    }
    unfinished = [];
  }
  return { pages, damaged };
}

function wholeOf(frames: readonly Frame[]): number {
  return frames.filter(({ content }) => content !== undefined).length;
}

function framesOf(log: Buffer, words: Words): Frame[] {
  if (log.length < HEADER) return [];
  const read = (at: number): number => words.read(log, at);
  const sumOf = (before: Sum, frame: number): Sum =>
    checksum(read, checksum(read, before, frame, frame + 8), frame + FRAME_HEADER, frame + FRAME);
  const frames: Frame[] = [];
  /** Where the checksum of the next frame may go on from: what the one before states, and what it should state. */
  let before: readonly Sum[] = [stated(log, FRAME_HEADER), checksum(read, [0, 0], 0, FRAME_HEADER)];
  for (let at = HEADER; at + FRAME <= log.length; at += FRAME) {
    const next = at + FRAME;
    const own = stated(log, at + 16);
    const sums = before.map((sum) => sumOf(sum, at));
    const fits = sums.some((sum) => isSame(sum, own));
    // Its own checksum may be what is damaged.
    const fitsNext = (sum: Sum): boolean =>
      next + FRAME <= log.length && isSame(sumOf(sum, next), stated(log, next + 16));
    const head: Head = { page: log.readUInt32BE(at), filePages: log.readUInt32BE(at + 4) };
    const whole = fits || sums.some(fitsNext) ? head : mendedHead(log, words, at, before);
    frames.push({ ...(whole ?? head), content: whole && log.subarray(at + FRAME_HEADER, next) });
    before = fits ? [own] : [own, ...sums.slice(0, 2)];
  }
  return frames;
}

/**
 * Where the frame's page and checksum are whole, its head follows from them: the checksum is calculated
 * backwards. Undefined where the head that comes out is not the one that is there but for one byte.
 */
function mendedHead(log: Buffer, words: Words, frame: number, before: readonly Sum[]): Head | undefined {
  let [a, b] = stated(log, frame + 16);
  for (let at = frame + FRAME - 8; at >= frame + FRAME_HEADER; at -= 8) {
    b = (b - words.read(log, at + 4) - a) >>> 0;
    a = (a - words.read(log, at) - b) >>> 0;
  }
  for (const [first, second] of before) {
    const head = Buffer.alloc(8);
    words.write(head, (a - first - second) >>> 0, 0);
    words.write(head, (b - second - a) >>> 0, 4);
    const differing = head.filter((byte, nth) => byte !== log[frame + nth]).length;
    if (differing === 1) return { page: head.readUInt32BE(0), filePages: head.readUInt32BE(4) };
  }
  return undefined;
}

function stated(log: Buffer, at: number): Sum {
  return [log.readUInt32BE(at), log.readUInt32BE(at + 4)];
}

function isSame(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
