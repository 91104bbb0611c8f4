import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../electron/store/database';
import { StoreError } from '../../../electron/store/errors';
import { migrate, SCHEMA_VERSION, schemaVersion } from '../../../electron/store/migrations';
import { openStore } from '../../../electron/store/open';
import { JULIET, ROMEO, temporaryFolder } from './helpers';

const KEY = 'd'.repeat(64);
const NAME = 'history-0123456789abcdef.1.db';
const COPY = `history-0123456789abcdef.1.before-${String(SCHEMA_VERSION)}.db`;
const NURSE = 'nurse@example.org';

/** A file as the first version wrote it, with three messages of Romeo and one of the nurse. */
function firstVersion(folder: string): string {
  const file = join(folder, NAME);
  const db = Database.encrypted(file, KEY);
  migrate(db, 1);
  db.run(`insert into accounts (account, history_policy) values (?, 'keep')`, [JULIET]);
  const add = (peer: string, direction: string, body: string, state: string): void => {
    db.run(
      `insert into messages (account, peer, direction, type, resource, id, body, at, arrived, state, delayed, carbon,
         untrusted_correction, markable)
       values (?, ?, ?, 'chat', '', ?, ?, 1000, 1000, ?, 0, 0, 0, 0)`,
      [JULIET, peer, direction, `id-${body}`, body, state],
    );
  };
  add(ROMEO, 'in', 'one', 'delivered');
  add(NURSE, 'in', 'anon', 'delivered');
  add(ROMEO, 'out', 'two', 'waiting');
  add(ROMEO, 'in', 'three', 'delivered');
  db.run(
    `insert into conversations (account, peer, draft, read_up_to, unread, last_key) values (?, ?, 'half a', 3, 1, 4)`,
    [JULIET, ROMEO],
  );
  db.run(`insert into conversations (account, peer, unread, last_key) values (?, ?, 1, 2)`, [JULIET, NURSE]);
  db.close();
  return file;
}

describe('a store of an older version', () => {
  it('keeps order, reading positions, drafts and what waits when it is brought up to date', () => {
    const file = firstVersion(temporaryFolder());
    const store = openStore({ file, key: KEY });
    const { messages, outbox, conversations } = store.history(JULIET);
    expect(messages.page(JULIET, ROMEO).messages.map((one) => one.body)).toEqual(['one', 'two', 'three']);
    // Nothing of them was known not to be styled (XEP-0393).
    expect(messages.page(JULIET, ROMEO).messages.some((one) => one.unstyled === true)).toBe(false);
    expect(outbox.waiting(JULIET).map((one) => one.body)).toEqual(['two']);
    const romeo = conversations.get(JULIET, ROMEO);
    expect(romeo).toMatchObject({ draft: 'half a', unread: 1, lastMessage: { body: 'three' } });
    expect(romeo.readUpTo).toBe(messages.page(JULIET, ROMEO).messages[1]?.key);
    expect(conversations.get(JULIET, NURSE)).toMatchObject({ unread: 1, readUpTo: 0, lastMessage: { body: 'anon' } });
    // Room for what the archive gives later, also before the very first message.
    const [first, second] = messages.page(JULIET, ROMEO).messages;
    expect(first?.key).toBeGreaterThan(1_000_000);
    expect((second?.key ?? 0) - (first?.key ?? 0)).toBeGreaterThan(1_000_000);
    store.close();
  });

  it('keeps corrections, retractions and reactions that wait', () => {
    const file = join(temporaryFolder(), NAME);
    const db = Database.encrypted(file, KEY);
    migrate(db, 13);
    db.run(`insert into accounts (account, history_policy) values (?, 'keep')`, [JULIET]);
    const add = (id: string, columns: string, values: string): void => {
      db.run(
        `insert into messages (account, peer, direction, type, resource, id, body, at, arrived, state, delayed, carbon,
           untrusted_correction, markable, ${columns})
         values (?, ?, 'out', 'chat', '', ?, 'text', 1000, 1000, 'acknowledged', 0, 0, 0, 0, ${values})`,
        [JULIET, ROMEO, id],
      );
    };
    add('m1', 'correction_id, correction_pending', `'c1', 1`);
    add('m2', 'correction_id, correction_pending', `'c2', 0`);
    add('m3', 'retracted, retraction_id, correction_id', `1, 'd3', 'c3'`);
    db.run(
      `insert into reactions (account, message, sender, emojis, place, pending_id)
       select ?1, key, ?1, '["🌹"]', 1, 'r2' from messages where id = 'm2'`,
      [JULIET],
    );
    db.run(
      `insert into reactions (account, message, sender, emojis, place)
       select ?1, key, ?2, '["🌹"]', 1 from messages where id = 'm2'`,
      [JULIET, ROMEO],
    );
    db.close();
    const store = openStore({ file, key: KEY });
    expect(store.history(JULIET).marks.pending(JULIET)).toMatchObject([
      { kind: 'correction', target: 'm1', id: 'c1' },
      { kind: 'reactions', target: 'm2', id: 'r2' },
      { kind: 'retraction', target: 'm3', id: 'd3' },
    ]);
    store.close();
  });

  it('is copied aside before, and only the newest copy stays', () => {
    const folder = temporaryFolder();
    const file = firstVersion(folder);
    writeFileSync(join(folder, 'history-0123456789abcdef.1.before-1.db'), 'of an earlier time');
    writeFileSync(join(folder, 'history-fedcba9876543210.1.before-1.db'), 'of another profile');
    openStore({ file, key: KEY }).close();
    const copies = readdirSync(folder).filter((name) => name.includes('.before-'));
    expect(copies.sort()).toEqual([COPY, 'history-fedcba9876543210.1.before-1.db']);
    const copy = Database.encrypted(join(folder, COPY), KEY);
    expect(schemaVersion(copy)).toBe(1);
    expect(copy.all('select body from messages')).toHaveLength(4);
    copy.close();
  });

  it('leaves nothing behind in the copy that was deleted since', () => {
    const folder = temporaryFolder();
    const file = firstVersion(folder);
    const store = openStore({ file, key: KEY });
    expect(readdirSync(folder)).toContain(COPY);
    store.setPolicy(JULIET, 'keep-nothing', 2000);
    expect(readdirSync(folder)).not.toContain(COPY);
    store.close();
  });

  it('is untouched where that fails', () => {
    const folder = temporaryFolder();
    const file = firstVersion(folder);
    const db = Database.encrypted(file, KEY);
    // In the way of the second step.
    db.exec('create table reactions (a)');
    db.close();
    const before = readFileSync(file);
    expect(() => openStore({ file, key: KEY })).toThrow(StoreError);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  it('gets digests when it comes from a version that had none', async () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, NAME), key: KEY });
    expect(store.checked).toBe(true);
    store.close();
    writeFileSync(join(folder, `${NAME}-sums`), '');
    const again = openStore({ file: join(folder, NAME), key: KEY });
    expect(again.checked).toBe(false);
    await again.check();
    expect(again.checked).toBe(true);
    again.close();
    expect(openStore({ file: join(folder, NAME), key: KEY }).checked).toBe(true);
  });
});

describe('a full store', () => {
  it('refuses what does not fit, keeps what is there, and goes on when it fits again', () => {
    const file = join(temporaryFolder(), NAME);
    const db = Database.encrypted(file, KEY);
    db.exec('create table notes (text text not null)');
    db.run('insert into notes values (?)', ['before']);
    db.all('pragma max_page_count = 5');
    const seen: string[] = [];
    db.watcher = ({ kind }) => seen.push(kind);
    const add = (): number => db.transaction(() => db.run('insert into notes values (?)', ['x'.repeat(50_000)]));
    expect(add).toThrow(expect.objectContaining({ kind: 'disk-full' }));
    expect(seen).toContain('disk-full');
    expect(db.all('select text from notes')).toEqual([{ text: 'before' }]);
    db.all('pragma max_page_count = 1000');
    add();
    db.close();
    const again = Database.encrypted(file, KEY);
    expect(again.all('select text from notes')).toHaveLength(2);
    again.close();
  });
});
