/** Another program holds the file for a while, as a backup or a look into it does. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from '../../../electron/store/database';
import { lockedByAnother, temporaryFolder } from './helpers';

const KEY = 'e'.repeat(64);

function notes(): { readonly db: Database; readonly file: string; readonly texts: () => string[] } {
  const file = join(temporaryFolder(), 'history.db');
  const db = Database.encrypted(file, KEY);
  onTestFinished(() => db.abandon());
  db.exec('create table notes (text text not null)');
  return { db, file, texts: () => db.all<{ text: string }>('select text from notes').map(({ text }) => text) };
}

const INSERT = 'insert into notes values (?)';

describe('a store that another program locks for a while', () => {
  it.each<[string, (db: Database, text: string) => unknown]>([
    ['a single write', (db, text) => db.run(INSERT, [text])],
    ['a transaction', (db, text) => db.transaction(() => db.run(INSERT, [text]))],
    ['a transaction that does not wait for the disk', (db, text) => db.lightly(() => db.run(INSERT, [text]))],
  ])('refuses %s meanwhile and goes on by itself once the lock is gone', (_, write) => {
    const { db, file, texts } = notes();
    write(db, 'before');
    const unlock = lockedByAnother(file, KEY);
    for (let nth = 0; nth < 3; nth += 1)
      expect(() => write(db, 'meanwhile')).toThrow(expect.objectContaining({ kind: 'failed' }));
    expect(texts()).toEqual(['before']);
    unlock();
    db.tryToWrite();
    db.transaction(() => db.run(INSERT, ['after']));
    write(db, 'at last');
    expect(texts()).toEqual(['before', 'after', 'at last']);
    db.truncateLog();
  });

  it('has its damage hidden and shown again once the lock is gone', () => {
    const { db, file, texts } = notes();
    db.run(INSERT, ['before']);
    const unlock = lockedByAnother(file, KEY);
    expect(() => db.withDamageHidden(() => texts())).toThrow(expect.objectContaining({ kind: 'failed' }));
    unlock();
    expect(db.withDamageHidden(() => texts())).toEqual(['before']);
    db.run(INSERT, ['after']);
    expect(texts()).toEqual(['before', 'after']);
  });
});
