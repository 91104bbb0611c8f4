/** Opens the store of a profile. A file that cannot be read is kept under another name, never overwritten. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './errors';
import { Store } from './store';

export type StoreLocation = { readonly file: string; readonly key: string } | { readonly memory: true };

/** Throws `StoreError`: 'unreadable' (wrong key or damaged beginning), 'damaged', 'too-new' or 'failed'. The file stays as it is. */
export function openStore(location: StoreLocation): Store {
  return 'memory' in location ? Store.inMemory() : Store.encrypted(location.file, location.key);
}

/** Whether trying again with the same key could ever help. */
export function isHopeless(error: unknown): boolean {
  return error instanceof StoreError && error.kind !== 'failed';
}

/**
 * Renames a store (with its log files) out of the way and returns the new name, for the notice.
 * `folder` and `name` are taken apart so that the notice needs no path.
 */
export function setStoreAside(folder: string, name: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '');
  const taken = new Set(readdirSync(folder));
  let aside = `${name}.unreadable-${stamp}`;
  for (let n = 2; taken.has(aside); n += 1) aside = `${name}.unreadable-${stamp}-${String(n)}`;
  // The log first: if the database itself cannot be renamed, the error comes before anything new is made.
  renameSync(join(folder, name), join(folder, aside));
  for (const suffix of ['-wal', '-shm']) {
    if (taken.has(name + suffix)) renameSync(join(folder, name + suffix), join(folder, aside + suffix));
  }
  return aside;
}
