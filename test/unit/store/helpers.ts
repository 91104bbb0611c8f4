import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterAll, onTestFinished } from 'vitest';
import type { NewMessage } from '../../../electron/store/messages-table';
import type { Store } from '../../../electron/store/store';

export const JULIET = 'juliet@example.org';
export const ROMEO = 'romeo@example.net';
export const NOW = Date.UTC(2026, 0, 15, 12);
export const DAY = 24 * 60 * 60 * 1000;

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that goes with all tests of a file. */
export function lastingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-store-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Names of the files below a folder whose bytes hold this text. */
export function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

/** Another program takes the lock that who writes into a store needs; returns what gives it back. */
export function lockedByAnother(file: string, key: string): () => void {
  const options: Libsql.Options & { encryptionCipher: string; encryptionKey: string } = {
    encryptionCipher: 'aes256cbc',
    encryptionKey: key,
  };
  const other = new Libsql(file, options);
  onTestFinished(() => {
    other.close();
  });
  other.exec('begin immediate');
  return () => other.exec('rollback');
}

let count = 0;
export function incoming(body: string, more: Partial<NewMessage> = {}): NewMessage {
  count += 1;
  return {
    with: ROMEO,
    direction: 'in',
    type: 'chat',
    resource: 'garden',
    id: `in-${String(count)}`,
    body,
    at: NOW,
    arrived: NOW,
    state: 'delivered',
    delayed: false,
    carbon: false,
    untrustedCorrection: false,
    markable: false,
    ...more,
  };
}

export function outgoing(body: string, more: Partial<NewMessage> = {}): NewMessage {
  return incoming(body, { direction: 'out', state: 'waiting', resource: 'balcony', ...more });
}

/** Takes away all that may not stay; each piece's positions, in order. */
export function sweepAll(store: Store, now = NOW): (readonly number[])[] {
  const pieces: (readonly number[])[] = [];
  for (let swept = store.sweep(now); swept !== undefined; swept = store.sweep(now))
    pieces.push([...swept.removed.values()].flat());
  return pieces;
}
