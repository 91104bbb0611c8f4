/** A file system of its own, of a few MiB, that can be filled up: what a full disk is, and not a simulation of one. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface SmallDisk {
  /** Takes all the room that is left; returns how to give it back. */
  fillUp(): () => void;
  /** Also where somebody still has files of it open. */
  unmount(): void;
}

/** Mounts one on an empty folder; undefined where that is not allowed. */
export function mountSmallDisk(folder: string, mebibytes: number): SmallDisk | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(mebibytes)}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return {
    fillUp: () => fillUp(join(folder, 'filler')),
    unmount: () => void execFileSync('umount', ['-l', folder]),
  };
}

function fillUp(filler: string): () => void {
  const file = openSync(filler, 'w');
  const page = Buffer.alloc(4096, 1);
  try {
    while (writeSync(file, page) === page.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
  return () => rmSync(filler);
}
