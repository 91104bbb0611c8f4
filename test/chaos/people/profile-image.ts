/** A profile folder as the end of the power leaves it, and what can be done to its store. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PAGE_SIZE } from '../../../electron/store/page-sums';
import { FRAME, HEADER, readLog } from '../../../electron/store/wal';
import type { Random } from '../random';

/** The parts of a store: its file, the log that was not written back, the digests of its pages. */
type Part = 'db' | 'db-wal' | 'db-sums';

export interface Flip {
  readonly file: string;
  readonly at: number;
  readonly bits: number;
  /** False: a newer content of this page stands in the log, or a second digest beside it. */
  readonly matters: boolean;
  /** The page whose newest content is another one with it; undefined: none is. */
  readonly page: number | undefined;
}

/** Takes it as it is at this moment, while Candor has it open; everything of a commit is in it or nothing. */
export function takeImage(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}

/** The profile's first store. */
export function storeOf(folder: string): string {
  const name = readdirSync(folder).find((one) => /^history-[0-9a-f]{16}\.1\.db$/u.test(one));
  if (name === undefined) throw new Error('no store');
  return path.join(folder, name);
}

/** Any byte of a store, all parts alike; nothing is changed yet. */
export function drawFlip(store: string, parts: readonly Part[], random: Random): Flip {
  const files = parts.map((part) => store.replace(/db$/u, part)).filter((file) => existsSync(file));
  const sizes = files.map((file) => readFileSync(file).length);
  let at = random.between(0, sizes.reduce((sum, size) => sum + size, 0) - 1);
  for (const [nth, file] of files.entries()) {
    const size = sizes[nth] ?? 0;
    if (at < size) {
      const bits = random.between(1, 255);
      return { file, at, bits, matters: matters(store, file, at), page: newestPage(store, file, at) };
    }
    at -= size;
  }
  throw new Error('beyond the end');
}

export function flip({ file, at, bits }: Flip): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
  writeFileSync(file, bytes);
}

function matters(store: string, file: string, at: number): boolean {
  if (file.endsWith('-sums')) return false;
  if (file.endsWith('-wal')) return true;
  return newestPage(store, file, at) !== undefined;
}

function newestPage(store: string, file: string, at: number): number | undefined {
  if (file.endsWith('-sums')) return undefined;
  if (file.endsWith('-wal')) return pageInLog(readFileSync(file), at);
  const page = Math.floor(at / PAGE_SIZE) + 1;
  return readLog(`${store}-wal`)?.pages.has(page) === true ? undefined : page;
}

/** The page of the frame at this byte, where no later frame has it again. */
function pageInLog(log: Buffer, at: number): number | undefined {
  if (at < HEADER) return undefined;
  const frame = HEADER + Math.floor((at - HEADER) / FRAME) * FRAME;
  const page = log.readUInt32BE(frame);
  for (let later = frame + FRAME; later < log.length; later += FRAME)
    if (log.readUInt32BE(later) === page) return undefined;
  return page;
}
