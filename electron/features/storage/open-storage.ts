/**
 * Opens the store with its key from the keychain. Without a keychain everything is in memory and
 * the file stays untouched, and so it is with one that a newer Candor wrote. A file that the key does not
 * open, or that is damaged, stays untouched as well: a new one is begun beside it, with what can be read of
 * a damaged one. The user is told of all of it.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '../../contract/storage';
import type { Log, SecretStore } from '../../contract/ports';
import { StoreError } from '../../store/errors';
import { isHopeless, openStore } from '../../store/open';
import { saveDamaged, type Saved } from '../../store/rescue';
import type { Store } from '../../store/store';
import { currentStoreFile, nextStoreFile } from '../../store/store-files';
import { reasonOf } from '../errors';

const KEY_NAME = 'history-key';
const KEY_PATTERN = /^[0-9a-f]{64}$/u;

export interface StorageOptions {
  readonly profileDir: string;
  readonly profileId: string;
  /** Bare JIDs of the profile's accounts. */
  readonly accounts: readonly string[];
  /** Already opened. */
  readonly secrets: SecretStore;
  /** The answer of `askHistoryKey`, where it was asked already. */
  readonly historyKey?: Promise<string | undefined> | undefined;
  readonly log: Log;
  /** Reads what is shown first; what it throws counts as the store being damaged. */
  readonly probe: (store: Store) => void;
}

export interface OpenedStorage {
  readonly store: Store;
  /** Of the file; undefined in memory. */
  readonly key: string | undefined;
  readonly notices: readonly Notice[];
}

/** The key of the history, if the keychain has it. Rejects as the keychain does. */
export function askHistoryKey(secrets: SecretStore): Promise<string | undefined> {
  return secrets.get(KEY_NAME);
}

export async function openStorage(options: StorageOptions): Promise<OpenedStorage> {
  const { secrets, log } = options;
  const file = currentStoreFile(options.profileDir, options.profileId);
  if (secrets.storage.kind !== 'keychain') {
    const isLocked = existsSync(join(options.profileDir, file));
    return inMemory(options, isLocked ? [{ kind: 'history-locked', file }] : []);
  }
  try {
    const known = await (options.historyKey ?? askHistoryKey(secrets));
    if (known !== undefined && KEY_PATTERN.test(known)) return openWithKey(options, file, known);
    const key = randomBytes(32).toString('hex');
    await secrets.set(KEY_NAME, key);
    // Without its key an older file can be read by nobody. It stays where it is.
    return existsSync(join(options.profileDir, file)) ? beginNext(options, file, key) : openWithKey(options, file, key);
  } catch (error) {
    log.error('storage', `in memory only: ${reasonOf(error)}`);
    const isTooNew = error instanceof StoreError && error.kind === 'too-new';
    return inMemory(options, [{ kind: isTooNew ? 'history-too-new' : 'history-unavailable', file }]);
  }
}

function inMemory(options: StorageOptions, notices: readonly Notice[]): OpenedStorage {
  const store = openStore({ memory: true });
  return { store, key: undefined, notices: notices.map((notice) => withoutAudiences(options, store, notice)) };
}

/** Who may see what was chosen in a file that is not in use; what is not known must not become a wider audience. */
function withoutAudiences({ accounts }: StorageOptions, store: Store, notice: Notice): Notice {
  for (const account of accounts) store.audiences.noteLost(account);
  return accounts.length === 0 ? notice : { ...notice, audiencesLost: true };
}

function openWithKey(options: StorageOptions, file: string, key: string): OpenedStorage {
  let store: Store | undefined;
  try {
    store = openStore({ file: join(options.profileDir, file), key });
    options.probe(store);
    return { store, key, notices: [] };
  } catch (error) {
    store?.abandon();
    if (!isHopeless(error)) throw error;
    options.log.error('storage', `the history cannot be read: ${reasonOf(error)}`);
    const damaged = error instanceof StoreError && error.kind === 'damaged';
    return damaged ? saveToNext(options, file, key) : beginNext(options, file, key);
  }
}

function beginNext(options: StorageOptions, unreadable: string, key: string): OpenedStorage {
  const store = openStore({
    file: join(options.profileDir, nextStoreFile(options.profileDir, options.profileId)),
    key,
  });
  return { store, key, notices: [withoutAudiences(options, store, { kind: 'history-set-aside', file: unreadable })] };
}

function saveToNext({ profileDir, profileId, accounts }: StorageOptions, damaged: string, key: string): OpenedStorage {
  const file = join(profileDir, nextStoreFile(profileDir, profileId));
  const saved = saveDamaged(join(profileDir, damaged), { into: file, key, accounts });
  return { store: openStore({ file, key }), key, notices: [damageNotice(damaged, saved)] };
}

/** `file`: name of the damaged one. */
export function damageNotice(file: string, { messages, lost, audiencesLost }: Saved): Notice {
  return { kind: 'history-damaged', file, saved: { messages, lost }, ...(audiencesLost && { audiencesLost }) };
}
