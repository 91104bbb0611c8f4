/** What can be wrong with a store's file. The words never hold keys or contents. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly kind:
      /** Not a database under this key: another key, or the first page is damaged. */
      | 'unreadable'
      /** Pages inside are damaged. */
      | 'damaged'
      /** A newer Candor wrote it. */
      | 'too-new'
      /** There is no room for what was to be written; nothing of it is stored. */
      | 'disk-full'
      /** The file is read-only, locked, … */
      | 'failed',
    options?: ErrorOptions,
  ) {
    super(`store: ${kind}`, options);
  }
}

const kinds: Readonly<Record<string, StoreError['kind']>> = {
  SQLITE_NOTADB: 'unreadable',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_FULL: 'disk-full',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

/** Anything that database or file system throw, as a `StoreError`; other errors pass as they are. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.name !== 'SqliteError' && !('syscall' in error)) return error;
  const { code } = error;
  // Extended result codes begin with the primary one, e.g. SQLITE_CORRUPT_INDEX.
  const kind = Object.entries(kinds).find(([primary]) => code.startsWith(primary))?.[1];
  return new StoreError(kind ?? 'failed', { cause: error });
}
