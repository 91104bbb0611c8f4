/**
 * Passwords of accounts: in the keychain where the user wants it, else in memory until Candor
 * ends. A password under trial does not replace the one that is kept before it has worked.
 */
import type { Log, SecretStore } from '../../contract/ports';
import { reasonOf } from '../errors';

/** What a user typed, until it is known whether it works. */
export interface Trial {
  readonly password: string;
  /** The user agreed, for this attempt, that the service sees the password. */
  readonly allowPlain: boolean;
}

export class Passwords {
  readonly #secrets: SecretStore;
  readonly #log: Log;
  readonly #onTrial = new Map<string, Trial>();
  readonly #ofThisRun = new Map<string, string>();

  constructor(secrets: SecretStore, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** Undefined: none is known. Rejects when the keychain fails. */
  async get(jid: string): Promise<string | undefined> {
    return this.#onTrial.get(jid)?.password ?? this.#ofThisRun.get(jid) ?? (await this.#secrets.get(entryName(jid)));
  }

  consented(jid: string): boolean {
    return this.#onTrial.get(jid)?.allowPlain === true;
  }

  begin(jid: string, trial: Trial): void {
    this.#onTrial.set(jid, trial);
  }

  /** It failed. A later trial of the same account goes on. */
  end(jid: string, trial: Trial): void {
    if (this.#onTrial.get(jid) === trial) this.#onTrial.delete(jid);
  }

  /** It has worked. Resolves whether the password is in the keychain. */
  async keep(jid: string, trial: Trial, remember: boolean): Promise<boolean> {
    const { password } = trial;
    this.end(jid, trial);
    this.#ofThisRun.set(jid, password);
    if (!remember || this.#secrets.storage.kind !== 'keychain') {
      // An older one must not outlive the user's choice.
      if (!remember) await this.#removeEntry(jid);
      return false;
    }
    try {
      await this.#secrets.set(entryName(jid), password);
      this.#ofThisRun.delete(jid);
      return true;
    } catch (error) {
      // The sign-in itself worked: it is not undone because the keychain would not take the password.
      this.#log.warn('accounts', `password not remembered: ${reasonOf(error)}`);
      return false;
    }
  }

  /** On this computer it is known no more. Rejects when the keychain fails. */
  async forget(jid: string): Promise<void> {
    this.#onTrial.delete(jid);
    this.#ofThisRun.delete(jid);
    await this.#secrets.remove(entryName(jid));
  }

  async #removeEntry(jid: string): Promise<void> {
    try {
      await this.#secrets.remove(entryName(jid));
    } catch (error) {
      this.#log.warn('accounts', `an older password may still be in the keychain: ${reasonOf(error)}`);
    }
  }
}

function entryName(jid: string): string {
  return `password:${jid}`;
}
