/** The profile's folder: everything Candor keeps is in it. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Makes the folder if it is not there, readable by its owner only, and returns its absolute path. Throws when it can't. */
export function prepareFolder(folder: string): string {
  const absolute = path.resolve(folder);
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  accessSync(absolute, constants.R_OK | constants.W_OK | constants.X_OK);
  return absolute;
}

/**
 * Names the profile in the keychain, so that two profiles have entries of their own and a folder that
 * was moved keeps its. Throws when the folder can't be written.
 */
export function profileId(folder: string): string {
  const file = path.join(folder, 'profile-id');
  try {
    const known = readFileSync(file, 'utf8').trim();
    if (/^[0-9a-f]{16}$/u.test(known)) return known;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const id = randomBytes(8).toString('hex');
  writeFileSync(file, `${id}\n`, { mode: 0o600 });
  return id;
}
