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

/** Where a password is that has worked. 'keychain-failed': not as the user chose; to be told. */
type Kept = 'in-keychain' | 'in-memory' | 'keychain-failed';

/** Of two passwords. */
export type Which = 'new' | 'old';

/** Two passwords of which only one holds, until a sign-in tells. */
interface Doubt {
  /** Undefined: not read from the keychain yet. */
  candidate: string | undefined;
  /** Which of the two is given out: the new one first, as most changes do arrive. */
  giving: Which;
  readonly tried: Set<Which>;
}

export class Passwords {
  readonly #secrets: SecretStore;
  readonly #log: Log;
  readonly #onTrial = new Map<string, Trial>();
  readonly #ofThisRun = new Map<string, string>();
  readonly #doubts = new Map<string, Doubt>();

  constructor(secrets: SecretStore, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** Undefined: none is known. Rejects when the keychain fails. */
  async get(jid: string): Promise<string | undefined> {
    const trial = this.#onTrial.get(jid);
    if (trial !== undefined) return trial.password;
    const doubt = this.#doubts.get(jid);
    if (doubt === undefined) return this.#settled(jid);
    doubt.candidate ??= await this.#secrets.get(candidateName(jid));
    if (doubt.candidate === undefined) doubt.giving = 'old';
    doubt.tried.add(doubt.giving);
    return doubt.giving === 'new' ? doubt.candidate : this.#settled(jid);
  }

  /** A new one is about to be sent: from here on both are kept, in the keychain where the old one is. Rejects when the keychain fails. */
  async doubt(jid: string, candidate: string, remembered: boolean): Promise<void> {
    if (remembered) await this.#secrets.set(candidateName(jid), candidate);
    this.#doubts.set(jid, { candidate, giving: 'new', tried: new Set() });
  }

  /** The run before ended without knowing which of the two holds. */
  stillInDoubt(jid: string): void {
    this.#doubts.set(jid, { candidate: undefined, giving: 'new', tried: new Set() });
  }

  isInDoubt(jid: string): boolean {
    return this.#doubts.has(jid);
  }

  /** The service refused the one that was given; false: it refused both. */
  tryOther(jid: string): boolean {
    const doubt = this.#doubts.get(jid);
    if (doubt === undefined || this.#onTrial.has(jid)) return false;
    doubt.giving = doubt.giving === 'new' ? 'old' : 'new';
    if (!doubt.tried.has(doubt.giving)) return true;
    doubt.tried.clear();
    return false;
  }

  /** Which of the two the account's own session was given last. */
  givenLast(jid: string): Which {
    return this.#doubts.get(jid)?.giving ?? 'old';
  }

  /** One of the two, for a sign-in of its own. Rejects when the keychain fails. */
  async either(jid: string, which: Which): Promise<string | undefined> {
    if (which === 'old') return this.#settled(jid);
    return this.#doubts.get(jid)?.candidate ?? (await this.#secrets.get(candidateName(jid)));
  }

  /** One has signed in, or the service has refused the new one. Rejects when the keychain fails; both are then kept. */
  async settle(jid: string, holds: Which, remembered: boolean): Promise<void> {
    const candidate = holds === 'new' ? await this.either(jid, 'new') : undefined;
    if (candidate !== undefined) {
      if (remembered) await this.#secrets.set(entryName(jid), candidate);
      if (remembered) this.#ofThisRun.delete(jid);
      else this.#ofThisRun.set(jid, candidate);
    }
    this.#doubts.delete(jid);
    await this.#removeEntry(candidateName(jid));
  }

  async #settled(jid: string): Promise<string | undefined> {
    return this.#ofThisRun.get(jid) ?? (await this.#secrets.get(entryName(jid)));
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

  /** It has worked. */
  async keep(jid: string, trial: Trial, remember: boolean): Promise<Kept> {
    const { password } = trial;
    this.end(jid, trial);
    if (this.#doubts.delete(jid)) await this.#removeEntry(candidateName(jid));
    this.#ofThisRun.set(jid, password);
    // An older one must not outlive the user's choice.
    if (!remember) return (await this.#removeEntry(entryName(jid))) ? 'in-memory' : 'keychain-failed';
    if (this.#secrets.storage.kind !== 'keychain') return 'in-memory';
    try {
      await this.#secrets.set(entryName(jid), password);
      this.#ofThisRun.delete(jid);
      return 'in-keychain';
    } catch (error) {
      // The sign-in itself worked: it is not undone because the keychain would not take the password.
      this.#log.warn('accounts', `password not remembered: ${reasonOf(error)}`);
      return 'keychain-failed';
    }
  }

  /** On this computer it is known no more. Rejects when the keychain fails. */
  async forget(jid: string): Promise<void> {
    this.#onTrial.delete(jid);
    this.#ofThisRun.delete(jid);
    this.#doubts.delete(jid);
    await this.#secrets.remove(entryName(jid));
    await this.#secrets.remove(candidateName(jid));
  }

  /** False: the keychain failed. */
  async #removeEntry(name: string): Promise<boolean> {
    try {
      await this.#secrets.remove(name);
      return true;
    } catch (error) {
      this.#log.warn('accounts', `an older password may still be in the keychain: ${reasonOf(error)}`);
      return false;
    }
  }
}

function candidateName(jid: string): string {
  return `new-password:${jid}`;
}

function entryName(jid: string): string {
  return `password:${jid}`;
}
