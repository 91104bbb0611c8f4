import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../electron/store/database';
import { StoreError } from '../../../electron/store/errors';
import { isHopeless, openStore } from '../../../electron/store/open';
import { currentStoreFile, nextStoreFile, profileIdOfStores } from '../../../electron/store/store-files';
import { SCHEMA_VERSION } from '../../../electron/store/migrations';
import type { NewMessage } from '../../../electron/store/messages-table';
import type { Store } from '../../../electron/store/store';
import { DAY, filesHolding, incoming, JULIET, NOW, outgoing, ROMEO, sweepAll, temporaryFolder } from './helpers';

const KEY = 'a'.repeat(64);
const SECRET_TEXT = 'It was the nightingale, and not the lark';

function add(store: Store, message: NewMessage) {
  const history = store.history(JULIET);
  return history.transaction(() => {
    const stored = history.messages.add(JULIET, message);
    history.conversations.noteMessage(JULIET, message.with, stored.key, message.direction);
    return stored;
  });
}

function encryptedStore(folder: string): Store {
  return openStore({ file: join(folder, 'history.db'), key: KEY });
}

function kindOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error.kind;
    throw error;
  }
  return 'no error';
}

describe('an encrypted store', () => {
  it('gives back after a restart what was put in', () => {
    const folder = temporaryFolder();
    const first = encryptedStore(folder);
    first.setPolicy(JULIET, 'keep', NOW);
    add(first, incoming(SECRET_TEXT));
    first.history(JULIET).conversations.setDraft(JULIET, ROMEO, 'Wilt thou');
    first.setLastView({ account: JULIET, with: ROMEO });
    first.close();

    const second = encryptedStore(folder);
    expect(second.policy(JULIET)).toBe('keep');
    expect(second.lastView).toEqual({ account: JULIET, with: ROMEO });
    const [conversation] = second.history(JULIET).conversations.list(JULIET);
    expect(conversation).toMatchObject({
      with: ROMEO,
      unread: 1,
      draft: 'Wilt thou',
      lastMessage: { body: SECRET_TEXT },
    });
    second.close();
  });

  it('has no plain text in the database, its log or its shared memory', () => {
    const folder = temporaryFolder();
    const store = encryptedStore(folder);
    store.setPolicy(JULIET, 'keep', NOW);
    for (let n = 0; n < 50; n += 1) add(store, incoming(`${SECRET_TEXT} ${String(n)}`));
    store.roster.replace(JULIET, [contact('friar@cell.example')], 'v1');
    expect(statSync(join(folder, 'history.db-wal')).size).toBeGreaterThan(0);
    for (const text of [SECRET_TEXT, ROMEO, JULIET, 'friar@cell.example', 'SQLite format 3', KEY])
      expect(filesHolding(folder, text)).toEqual([]);
    store.close();
    expect(filesHolding(folder, SECRET_TEXT)).toEqual([]);
  });

  it('refuses another key and leaves the file as it was', () => {
    const folder = temporaryFolder();
    encryptedStore(folder).close();
    const before = readFileSync(join(folder, 'history.db'));
    expect(kindOf(() => openStore({ file: join(folder, 'history.db'), key: 'b'.repeat(64) }))).toBe('unreadable');
    expect(readFileSync(join(folder, 'history.db')).equals(before)).toBe(true);
    encryptedStore(folder).close();
  });

  it('refuses a file that is cut off or is something else', () => {
    const folder = temporaryFolder();
    const store = encryptedStore(folder);
    store.setPolicy(JULIET, 'keep', NOW);
    for (let n = 0; n < 200; n += 1) add(store, incoming(SECRET_TEXT));
    store.close();
    for (const length of [16_384, 5000, 4096, 1000, 100, 1]) {
      truncateSync(join(folder, 'history.db'), length);
      expect(kindOf(() => encryptedStore(folder))).toMatch(/unreadable|damaged/u);
      expect(statSync(join(folder, 'history.db')).size).toBe(length);
    }

    writeFileSync(join(folder, 'text.db'), 'not a database at all, but long enough to be looked at'.repeat(100));
    expect(kindOf(() => openStore({ file: join(folder, 'text.db'), key: KEY }))).toBe('unreadable');
  });

  it('refuses a file that a newer version wrote', () => {
    const folder = temporaryFolder();
    encryptedStore(folder).close();
    const db = Database.encrypted(join(folder, 'history.db'), KEY);
    db.exec(`pragma user_version = ${String(SCHEMA_VERSION + 1)}`);
    db.close();
    expect(kindOf(() => encryptedStore(folder))).toBe('too-new');
  });

  it('that cannot be read is left in place, and the next number is begun beside it', () => {
    const folder = temporaryFolder();
    const id = '0123456789abcdef';
    const first = currentStoreFile(folder, id);
    openStore({ file: join(folder, first), key: KEY }).close();
    expect(currentStoreFile(folder, id)).toBe(first);
    const second = nextStoreFile(folder, id);
    expect(second).not.toBe(first);
    openStore({ file: join(folder, second), key: KEY }).close();
    expect(currentStoreFile(folder, id)).toBe(second);
    expect(profileIdOfStores(folder)).toBe(id);
    expect(currentStoreFile(folder, 'f'.repeat(16))).not.toBe(first);
    expect(isHopeless(new StoreError('unreadable'))).toBe(true);
    for (const kind of ['failed', 'disk-full', 'too-new'] as const)
      expect(isHopeless(new StoreError(kind))).toBe(false);
  });

  it('does all of a transaction or nothing', () => {
    const store = encryptedStore(temporaryFolder());
    store.setPolicy(JULIET, 'keep', NOW);
    const history = store.history(JULIET);
    expect(() =>
      history.transaction(() => {
        history.messages.add(JULIET, incoming('first'));
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(history.messages.page(JULIET, ROMEO).messages).toEqual([]);
    add(store, incoming('second'));
    expect(history.messages.page(JULIET, ROMEO).messages).toHaveLength(1);
    store.close();
  });
});

/** Every page of a database as it stands on disk once decrypted, with pages that are free. */
function rawPages(file: string): string {
  const db = Database.encrypted(file, KEY);
  const rows = db.all<{ data: Buffer }>('select data from sqlite_dbpage');
  db.close();
  return rows.map((row) => Buffer.from(row.data).toString('latin1')).join('');
}

describe('retention', () => {
  it('deletes after 30 days, also from free pages and the log', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'history.db');
    const store = encryptedStore(folder);
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    for (let n = 0; n < 200; n += 1) add(store, incoming(`${SECRET_TEXT} ${String(n)}`, { arrived: NOW - 31 * DAY }));
    const young = add(store, incoming('a month is long', { arrived: NOW - 29 * DAY }));
    expect(sweepAll(store).flat()).toHaveLength(200);
    expect(
      store
        .history(JULIET)
        .messages.page(JULIET, ROMEO)
        .messages.map((m) => m.key),
    ).toEqual([young.key]);
    expect(store.history(JULIET).conversations.get(JULIET, ROMEO)).toMatchObject({ unread: 1, lastMessage: young });
    expect(statSync(`${file}-wal`).size).toBe(0);
    store.close();
    const pages = rawPages(file);
    expect(pages).toContain('a month is long');
    expect(pages).not.toContain(SECRET_TEXT);
  });

  it('goes by arrival, so that a faked time stamp neither hides nor keeps a message', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    add(store, incoming('claims to be old', { at: 0, arrived: NOW }));
    add(store, incoming('claims to be new', { at: NOW, arrived: NOW - 31 * DAY }));
    sweepAll(store);
    expect(
      store
        .history(JULIET)
        .messages.page(JULIET, ROMEO)
        .messages.map((m) => m.body),
    ).toEqual(['claims to be old']);
  });

  it('leaves accounts alone whose user keeps everything', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep', NOW);
    add(store, incoming('old', { arrived: NOW - 400 * DAY }));
    expect(sweepAll(store)).toEqual([]);
  });

  it('leaves what the server may not have until it is acknowledged', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    const { messages, outbox } = store.history(JULIET);
    const old = { arrived: NOW - 400 * DAY };
    const inDoubt = add(store, outgoing('in doubt', old));
    outbox.noteSending(JULIET, inDoubt.key, 7);
    outbox.forgetCounts(JULIET);
    const sent = add(store, outgoing('sent', old));
    outbox.noteSending(JULIET, sent.key, 1);
    add(store, outgoing('unsent', old));
    const left = (): string[] => messages.page(JULIET, ROMEO).messages.map((one) => one.body);
    expect(sweepAll(store)).toEqual([]);
    expect(left()).toEqual(['in doubt', 'sent', 'unsent']);
    outbox.setState(JULIET, sent.key, 'acknowledged');
    expect(sweepAll(store)).toEqual([[sent.key]]);
    expect(left()).toEqual(['in doubt', 'unsent']);
  });

  it('"keep nothing" clears the file and writes nothing more, while this run still shows it', () => {
    const folder = temporaryFolder();
    const store = encryptedStore(folder);
    store.setPolicy(JULIET, 'keep', NOW);
    const before = add(store, incoming(SECRET_TEXT));
    store.history(JULIET).conversations.setDraft(JULIET, ROMEO, SECRET_TEXT);
    store.history(JULIET).ledger.add(JULIET, [{ at: NOW, kind: 'receipt', to: ROMEO, xep: 'XEP-0184' }]);
    store.setLastView({ account: JULIET, with: ROMEO });

    store.setPolicy(JULIET, 'keep-nothing', NOW);
    sweepAll(store);
    const after = add(store, incoming('O, wilt thou leave me so unsatisfied?'));
    store.setLastView({ account: JULIET, with: ROMEO });
    store.history(JULIET).ledger.add(JULIET, [{ at: NOW, kind: 'typing', to: ROMEO, xep: 'XEP-0085' }]);
    expect(after.key).toBeGreaterThan(before.key);
    expect(
      store
        .history(JULIET)
        .messages.page(JULIET, ROMEO)
        .messages.map((m) => m.key),
    ).toEqual([before.key, after.key]);
    expect(store.history(JULIET).ledger.list(JULIET)).toHaveLength(2);
    store.close();

    const pages = rawPages(join(folder, 'history.db'));
    for (const text of [SECRET_TEXT, 'unsatisfied', ROMEO, 'XEP-0184', 'XEP-0085']) expect(pages).not.toContain(text);
    const next = encryptedStore(folder);
    expect(next.policy(JULIET)).toBe('keep-nothing');
    expect(next.history(JULIET).conversations.list(JULIET)).toEqual([]);
    expect(next.lastView).toBeUndefined();
    next.close();
  });

  it('a later "keep" takes along what is in memory, in order, without meeting another account’s positions', () => {
    const folder = temporaryFolder();
    const store = encryptedStore(folder);
    const nurse = 'nurse@example.org';
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    store.setPolicy(nurse, 'keep', NOW);
    const one = add(store, incoming('one'));
    store.history(nurse).messages.add(nurse, incoming('elsewhere'));
    const two = add(store, incoming('two'));
    store.setPolicy(JULIET, 'keep', NOW);
    store.close();
    const next = encryptedStore(folder);
    expect(next.history(JULIET).messages.page(JULIET, ROMEO).messages).toEqual([one, two]);
    expect(
      next
        .history(nurse)
        .messages.page(nurse, ROMEO)
        .messages.map((m) => m.body),
    ).toEqual(['elsewhere']);
    expect(add(next, incoming('three')).key).toBeGreaterThan(two.key);
    next.close();
  });

  it('signing out removes the account’s messages, roster and choice, and nobody else’s', () => {
    const folder = temporaryFolder();
    const store = encryptedStore(folder);
    const nurse = 'nurse@example.org';
    for (const account of [JULIET, nurse]) {
      store.setPolicy(account, 'keep', NOW);
      store.roster.replace(account, [contact(ROMEO)], 'v1');
      store.history(account).messages.add(account, incoming(`${SECRET_TEXT} of ${account}`));
    }
    store.removeAccount(JULIET);
    sweepAll(store);
    expect(store.policy(JULIET)).toBeUndefined();
    expect(store.roster.load(JULIET)).toEqual([]);
    expect(store.roster.load(nurse)).toHaveLength(1);
    store.close();
    const pages = rawPages(join(folder, 'history.db'));
    expect(pages).not.toContain(`${SECRET_TEXT} of ${JULIET}`);
    expect(pages).toContain(`${SECRET_TEXT} of ${nurse}`);
  });
});

describe('the ledger', () => {
  it('keeps seven days', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep', NOW);
    const ledger = store.history(JULIET).ledger;
    ledger.add(JULIET, [
      { at: NOW - 8 * DAY, kind: 'typing', to: ROMEO, xep: 'XEP-0085' },
      { at: NOW - 6 * DAY, kind: 'receipt', to: ROMEO, xep: 'XEP-0184' },
    ]);
    store.removeOld(NOW);
    expect(ledger.list(JULIET)).toEqual([{ at: NOW - 6 * DAY, kind: 'receipt', to: ROMEO, xep: 'XEP-0184' }]);
  });
});

function contact(jid: string) {
  return { jid, name: 'Name', groups: ['Friends'], subscription: 'both', pendingOut: false, approved: false } as const;
}
