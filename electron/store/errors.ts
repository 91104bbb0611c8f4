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
      /** The disk is full, the file is read-only, locked, … */
      | 'failed',
    options?: ErrorOptions,
  ) {
    super(`store: ${kind}`, options);
  }
}

const kinds: Readonly<Record<string, StoreError['kind']>> = {
  SQLITE_NOTADB: 'unreadable',
  SQLITE_CORRUPT: 'damaged',
};

/** Anything the database throws, as a `StoreError`; other errors pass as they are. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'SqliteError') return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Extended result codes begin with the primary one, e.g. SQLITE_CORRUPT_INDEX.
  const kind = Object.entries(kinds).find(([primary]) => code.startsWith(primary))?.[1];
  return new StoreError(kind ?? 'failed', { cause: error });
}
