/**
 * Opens the store with its key from the keychain. Without a keychain everything is in memory and
 * the file stays untouched; a file that the key does not open stays untouched as well, a new one
 * is begun beside it, and the user is told.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '../../contract/models';
import type { Log, SecretStore } from '../../contract/ports';
import { isHopeless, openStore } from '../../store/open';
import type { Store } from '../../store/store';
import { currentStoreFile, nextStoreFile } from '../../store/store-files';
import { reasonOf } from '../errors';

const KEY_NAME = 'history-key';
const KEY_PATTERN = /^[0-9a-f]{64}$/u;

export interface StorageOptions {
  readonly profileDir: string;
  readonly profileId: string;
  /** Already opened. */
  readonly secrets: SecretStore;
  readonly log: Log;
  /** Reads what is shown first; what it throws counts as the store being damaged. */
  readonly probe: (store: Store) => void;
}

export async function openStorage(options: StorageOptions): Promise<{ store: Store; notices: readonly Notice[] }> {
  const { secrets, log } = options;
  if (secrets.storage.kind !== 'keychain') return { store: openStore({ memory: true }), notices: [] };
  try {
    const file = currentStoreFile(options.profileDir, options.profileId);
    const known = await secrets.get(KEY_NAME);
    if (known !== undefined && KEY_PATTERN.test(known)) return openWithKey(options, file, known);
    const key = randomBytes(32).toString('hex');
    await secrets.set(KEY_NAME, key);
    // Without its key an older file can be read by nobody. It stays where it is.
    return existsSync(join(options.profileDir, file)) ? beginNext(options, file, key) : openWithKey(options, file, key);
  } catch (error) {
    log.error('storage', `in memory only: ${reasonOf(error)}`);
    return { store: openStore({ memory: true }), notices: [] };
  }
}

function openWithKey(options: StorageOptions, file: string, key: string): { store: Store; notices: readonly Notice[] } {
  let store: Store | undefined;
  try {
    store = openStore({ file: join(options.profileDir, file), key });
    options.probe(store);
    return { store, notices: [] };
  } catch (error) {
    store?.close();
    if (!isHopeless(error)) throw error;
    options.log.error('storage', `the history cannot be read: ${reasonOf(error)}`);
    return beginNext(options, file, key);
  }
}

function beginNext(
  options: StorageOptions,
  unreadable: string,
  key: string,
): { store: Store; notices: readonly Notice[] } {
  const file = join(options.profileDir, nextStoreFile(options.profileDir, options.profileId));
  return { store: openStore({ file, key }), notices: [{ kind: 'history-set-aside', file: unreadable }] };
}
