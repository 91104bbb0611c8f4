/**
 * Names of a profile's store files. A store that cannot be read stays where it is, under its
 * name, and the next number is begun beside it: nothing is renamed (a file that was just tried is
 * still open on Windows) and nothing is ever written over.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const NAME = /^history-([0-9a-f]{16})\.(\d{1,6})\.db$/u;
/** A file as it was before a newer version changed its shape. */
const COPY_NAME = /^(.+)\.before-\d{1,6}\.db$/u;

interface StoreFile {
  readonly name: string;
  readonly id: string;
  readonly number: number;
}

function storeFiles(folder: string): StoreFile[] {
  return readdirSync(folder).flatMap((name) => {
    const [, id, number] = NAME.exec(name) ?? [];
    return id === undefined || number === undefined ? [] : [{ name, id, number: Number(number) }];
  });
}

/** The file in use: the one with the highest number, or the first one yet to be made. */
export function currentStoreFile(folder: string, profileId: string): string {
  return fileName(profileId, Math.max(1, ...numbers(folder, profileId)));
}

/** The file to begin when the current one cannot be read. */
export function nextStoreFile(folder: string, profileId: string): string {
  return fileName(profileId, 1 + Math.max(0, ...numbers(folder, profileId)));
}

/** The profile's id, told by the stores that lie in its folder; undefined if there are none, or of several profiles. */
export function profileIdOfStores(folder: string): string | undefined {
  const ids = new Set(storeFiles(folder).map((file) => file.id));
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** Makes the copy that is kept while a file's shape is changed; of several only the newest stays. */
export function setCopyAside(file: string, version: number, copyTo: (target: string) => void): void {
  const target = file.replace(/\.db$/u, `.before-${String(version)}.db`);
  copyTo(target);
  for (const copy of copiesOf(file)) if (copy !== target) rmSync(copy, { force: true });
}

/** A store's file with all that lies beside it. */
export function removeStore(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-sums']) rmSync(`${file}${suffix}`, { force: true });
}

export function removeCopies(file: string): void {
  for (const copy of copiesOf(file)) rmSync(copy, { force: true });
}

/** Copies of the same profile's files, of this one or one that was used before it. */
function copiesOf(file: string): string[] {
  const folder = dirname(file);
  const profile = profileOf(basename(file));
  return readdirSync(folder)
    .filter((name) => COPY_NAME.test(name) && profileOf(name) === profile)
    .map((name) => join(folder, name));
}

/** What the names of all files of a profile begin with. */
function profileOf(name: string): string {
  return name.split('.', 1)[0] ?? '';
}

function numbers(folder: string, profileId: string): number[] {
  return storeFiles(folder)
    .filter((file) => file.id === profileId)
    .map((file) => file.number);
}

function fileName(profileId: string, number: number): string {
  return `history-${profileId}.${String(number)}.db`;
}
