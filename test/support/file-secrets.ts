/** A keychain for programs that are killed: one file, replaced as a whole, so that it is never half of one. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SecretStorage } from '../../electron/contract/storage';
import type { SecretStore } from '../../electron/contract/ports';

export class FileSecrets implements SecretStore {
  readonly storage: SecretStorage = { kind: 'keychain' };
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  open(): Promise<SecretStorage> {
    return Promise.resolve(this.storage);
  }

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(this.#read()[name]);
  }

  set(name: string, secret: string): Promise<void> {
    this.#write({ ...this.#read(), [name]: secret });
    return Promise.resolve();
  }

  remove(name: string): Promise<boolean> {
    const { [name]: removed, ...others } = this.#read();
    this.#write(others);
    return Promise.resolve(removed !== undefined);
  }

  #read(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, string>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  #write(secrets: Readonly<Record<string, string>>): void {
    const next = `${this.#file}.new`;
    writeFileSync(next, JSON.stringify(secrets));
    renameSync(next, this.#file);
  }
}
