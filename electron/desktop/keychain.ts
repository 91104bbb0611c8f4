/**
 * Secrets in the system keychain (Secret Service, macOS Keychain, Windows Credential Manager), or in
 * memory when there is none. Never in a file.
 *
 * A locked keychain without a display answers "not there" just like an empty one. So a canary entry
 * is written once; whenever something seems missing the canary is asked for, and if that is missing
 * too the keychain is locked or another one: nothing is written then, and the caller is told.
 */
import type { SecretStorage } from '../contract/storage';
import type { Clock, Log, SecretStore } from '../contract/ports';
import { DesktopError, reasonOf } from './errors';

/** How long a keychain may take (milliseconds): it may be showing a prompt that nobody sees. */
export const KEYCHAIN_TIMEOUT = 10_000;
/** Windows refuses entries beyond 2560 bytes, and stores two bytes a character. */
const MAX_SECRET_LENGTH = 1280;
const CANARY = 'canary';
const CANARY_VALUE = 'Candor keeps its secrets here';

/** What is used of the keytar module. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  /** Name of the entries in the keychain; one a profile. */
  readonly service: string;
  /** Loads the native module; may throw. */
  readonly loadKeytar: () => Keytar | Promise<Keytar>;
  readonly clock: Clock;
  readonly log: Log;
}

type WhyMemory = Extract<SecretStorage, { kind: 'memory' }>['why'];

class TimedOut extends Error {}

export class KeychainSecretStore implements SecretStore {
  readonly #options: KeychainOptions;
  readonly #memory = new Map<string, string>();
  #keytar: Keytar | undefined;
  #storage: SecretStorage = { kind: 'memory', why: 'no-keychain' };

  constructor(options: KeychainOptions) {
    this.#options = options;
  }

  get storage(): SecretStorage {
    return this.#storage;
  }

  async open(hadCanary: boolean): Promise<SecretStorage> {
    const why = await this.#try(hadCanary);
    this.#storage = why === undefined ? { kind: 'keychain' } : { kind: 'memory', why };
    return this.#storage;
  }

  async get(name: string): Promise<string | undefined> {
    const keytar = this.#usable();
    if (keytar === undefined) return this.#memory.get(name);
    const found = await this.#ask(() => keytar.getPassword(this.#options.service, name));
    if (found !== null) return found;
    await this.#requireCanary(keytar);
    return undefined;
  }

  async set(name: string, secret: string): Promise<void> {
    const keytar = this.#usable();
    if (keytar === undefined) {
      this.#memory.set(name, secret);
      return;
    }
    if (secret.length > MAX_SECRET_LENGTH) throw new DesktopError('keychain-unavailable', 'too long for the keychain');
    await this.#requireCanary(keytar);
    await this.#ask(() => keytar.setPassword(this.#options.service, name, secret));
  }

  async remove(name: string): Promise<boolean> {
    const inMemory = this.#memory.delete(name);
    const keytar = this.#usable();
    if (keytar === undefined) return inMemory;
    if (await this.#ask(() => keytar.deletePassword(this.#options.service, name))) return true;
    await this.#requireCanary(keytar);
    return false;
  }

  #usable(): Keytar | undefined {
    return this.#storage.kind === 'keychain' ? this.#keytar : undefined;
  }

  /** Undefined: the keychain works. */
  async #try(hadCanary: boolean): Promise<WhyMemory | undefined> {
    const { service, loadKeytar, log } = this.#options;
    try {
      this.#keytar ??= await loadKeytar();
    } catch (error) {
      log.warn('keychain', `its module could not be loaded: ${reasonOf(error)}`);
      return 'no-keychain';
    }
    const keytar = this.#keytar;
    try {
      const found = await this.#inTime(() => keytar.getPassword(service, CANARY));
      if (found === CANARY_VALUE) return undefined;
      if (hadCanary) {
        log.warn('keychain', 'it is locked, or not the one used before');
        return 'locked';
      }
      await this.#inTime(() => keytar.setPassword(service, CANARY, CANARY_VALUE));
      const readBack = await this.#inTime(() => keytar.getPassword(service, CANARY));
      return readBack === CANARY_VALUE ? undefined : 'locked';
    } catch (error) {
      log.warn('keychain', reasonOf(error));
      return whyOf(error);
    }
  }

  async #requireCanary(keytar: Keytar): Promise<void> {
    const found = await this.#ask(() => keytar.getPassword(this.#options.service, CANARY));
    if (found !== CANARY_VALUE) throw new DesktopError('keychain-unavailable', 'locked');
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await this.#inTime(question);
    } catch (error) {
      // The module's texts name services and errors, never a secret.
      this.#options.log.warn('keychain', reasonOf(error));
      throw new DesktopError('keychain-unavailable', whyOf(error));
    }
  }

  #inTime<T>(question: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(KEYCHAIN_TIMEOUT, () => reject(new TimedOut('no answer in time')));
      question().then(resolve, reject).finally(cancel);
    });
  }
}

function whyOf(error: unknown): WhyMemory {
  if (error instanceof TimedOut) return 'timed-out';
  const text = reasonOf(error);
  // No bus to speak over, no service on it, no keyring in it and no way to ask for one.
  if (
    /autolaunch|ServiceUnknown|not provided by any|was not provided|could not connect|object does not exist/iu.test(
      text,
    )
  ) {
    return 'no-keychain';
  }
  return /locked|interaction is not allowed|prompt|dismissed|cancel/iu.test(text) ? 'locked' : 'failed';
}
