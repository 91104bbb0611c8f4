/** Opens the store of a profile. A file that cannot be read is left as it is. */
import { statSync } from 'node:fs';
import { StoreError } from './errors';
import { Store } from './store';

export type StoreLocation = { readonly file: string; readonly key: string } | { readonly memory: true };

/** Throws `StoreError`: 'unreadable' (wrong key or damaged beginning), 'damaged', 'too-new' or 'failed'. The file stays as it is. */
export function openStore(location: StoreLocation): Store {
  if ('memory' in location) return Store.inMemory();
  const size = statSync(location.file, { throwIfNoEntry: false })?.size ?? 0;
  // SQLite takes anything shorter than a header for an empty database and would write over it.
  if (size > 0 && size < SMALLEST_PAGE) throw new StoreError('unreadable');
  return Store.encrypted(location.file, location.key);
}

const SMALLEST_PAGE = 512;

/** Whether the file cannot be read with this key, now or later; else another time or a newer Candor may help. */
export function isHopeless(error: unknown): boolean {
  return error instanceof StoreError && (error.kind === 'unreadable' || error.kind === 'damaged');
}
