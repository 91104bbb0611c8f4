import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../electron/store/database';
import { openStore } from '../../../electron/store/open';
import type { SearchFilter } from '../../../electron/store/search-table';
import { wordsOf } from '../../../electron/store/search-words';
import type { Store } from '../../../electron/store/store';
import { DAY, incoming, JULIET, NOW, ROMEO, sweepAll, temporaryFolder } from './helpers';

const KEY = 'e'.repeat(64);
const NURSE = 'nurse@example.org';

function storeWith(...bodies: readonly string[]): Store {
  const store = openStore({ memory: true });
  store.setPolicy(JULIET, 'keep', NOW);
  for (const body of bodies) add(store, body);
  return store;
}

function add(store: Store, body: string, more: Parameters<typeof incoming>[1] = {}): number {
  const { messages, conversations } = store.history(JULIET);
  const { key, with: peer } = messages.add(JULIET, incoming(body, more));
  conversations.noteMessage(JULIET, peer, key, 'in');
  return key;
}

function found(store: Store, text: string, filter: Omit<SearchFilter, 'words'> = {}, account = JULIET): string[] {
  return store
    .history(account)
    .search.find(account, { words: wordsOf(text), ...filter }, 1000)
    .map((message) => message.body);
}

describe('search', () => {
  it('finds every word, in any order and case, with or without accents, newest first', () => {
    const store = storeWith('The lark sings', 'Élise, the LARK!', 'no bird', 'Larks and elise');
    expect(found(store, 'lark')).toEqual(['Larks and elise', 'Élise, the LARK!', 'The lark sings']);
    expect(found(store, 'ELISE lark')).toEqual(['Larks and elise', 'Élise, the LARK!']);
    expect(found(store, 'lark nightingale')).toEqual([]);
  });

  it('finds what is rare among much that begins alike', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep', NOW);
    const history = store.history(JULIET);
    history.transaction(() => {
      for (let n = 0; n < 1200; n += 1) add(store, n % 400 === 7 ? `nightingale ${String(n)}` : `nights ${String(n)}`);
    });
    expect(found(store, 'nightin')).toEqual(['nightingale 807', 'nightingale 407', 'nightingale 7']);
    expect(found(store, 'nightin 407')).toEqual(['nightingale 407']);
    expect(found(store, 'nights')).toHaveLength(1000);
    const [newest] = history.search.find(JULIET, { words: ['nightin'] }, 1);
    expect(newest?.body).toBe('nightingale 807');
    const older = history.search.find(JULIET, { words: ['nightin'], before: newest?.key }, 5);
    expect(older.map(({ body }) => body)).toEqual(['nightingale 407', 'nightingale 7']);
  });

  it('finds beginnings of words, but not of one or two Latin letters', () => {
    const store = storeWith('nightingale', 'it is a night', '北京の天気', 'привет');
    expect(found(store, 'nig')).toEqual(['it is a night', 'nightingale']);
    expect(found(store, 'i')).toEqual([]);
    expect(found(store, 'it')).toEqual(['it is a night']);
    expect(found(store, '北')).toEqual(['北京の天気']);
    expect(found(store, 'ПР')).toEqual(['привет']);
  });

  it.each([
    '"',
    '""',
    '*',
    'lark"',
    'body:lark',
    'lark* OR',
    'NEAR(',
    '(lark',
    '^lark',
    '-lark',
    '{a}',
    "'",
    '😀',
    '\u0301',
    '\uD800',
  ])('takes %j for text', (text) => {
    const store = storeWith('lark', 'body lark or near a');
    expect(() => found(store, text)).not.toThrow();
    expect(found(store, 'lark"')).toHaveLength(2);
  });

  it('keeps accounts and people apart, and does not find addresses', () => {
    const store = storeWith('from Romeo');
    add(store, 'from the nurse', { with: NURSE });
    store.setPolicy(NURSE, 'keep', NOW);
    store.history(NURSE).messages.add(NURSE, incoming('from elsewhere'));
    expect(found(store, 'from')).toEqual(['from the nurse', 'from Romeo']);
    expect(found(store, 'from', { with: ROMEO })).toEqual(['from Romeo']);
    expect(found(store, 'from', {}, NURSE)).toEqual(['from elsewhere']);
    const facet = Buffer.from(JULIET).toString('hex');
    expect(found(store, `a${facet}`)).toEqual([]);
  });

  it('finds what was written in a span of time, to the millisecond', () => {
    const store = storeWith();
    const times = [0, 1, 900 * DAY, NOW - 2000 * DAY, NOW - 31 * DAY, NOW - DAY - 1, NOW - DAY, NOW - 1, NOW];
    for (const at of times) add(store, `word ${String(at)}`, { at });
    const spans: [number | undefined, number | undefined][] = [
      [undefined, NOW],
      [NOW, undefined],
      [0, 1],
      [1, 900 * DAY + 1],
      [NOW - DAY, NOW],
      [NOW - 40 * DAY, NOW - DAY],
      [NOW - 1950 * DAY, undefined],
      [undefined, 900 * DAY],
      [NOW, NOW],
      [NOW, NOW - DAY],
    ];
    for (const [from, until] of spans) {
      const expected = times.filter((at) => at >= (from ?? 0) && at < (until ?? Infinity)).reverse();
      expect(found(store, 'word', { from, until }), `${String(from)}–${String(until)}`).toEqual(
        expected.map((at) => `word ${String(at)}`),
      );
    }
  });

  it('goes on before a position', () => {
    const store = storeWith('one word', 'two word', 'three word');
    const [newest] = store.history(JULIET).search.find(JULIET, { words: ['word'] }, 1);
    expect(found(store, 'word', { before: newest?.key })).toEqual(['two word', 'one word']);
  });

  it('follows corrections, retention and removal', () => {
    const store = storeWith('first draft');
    const [{ key } = { key: 0 }] = store.history(JULIET).search.find(JULIET, { words: ['draft'] }, 1);
    store.history(JULIET).messages.correct(JULIET, key, { body: 'second version', at: NOW, id: 'c1', place: key + 1 });
    expect(found(store, 'draft')).toEqual([]);
    expect(found(store, 'version')).toEqual(['second version']);
    add(store, 'an old version', { arrived: NOW - 31 * DAY });
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    expect(found(store, 'version')).toEqual(['second version']);
    store.removeConversation(JULIET, ROMEO);
    expect(found(store, 'version')).toEqual([]);
  });

  it('works where nothing is kept, and follows a message from one place to the other', () => {
    const store = openStore({ file: join(temporaryFolder(), 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    add(store, 'in memory');
    expect(found(store, 'memory')).toEqual(['in memory']);
    store.setPolicy(JULIET, 'keep', NOW);
    expect(found(store, 'memory')).toEqual(['in memory']);
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    expect(found(store, 'memory')).toEqual(['in memory']);
    store.close();
  });
});

describe('the words of deleted messages', () => {
  /** Every page of the file, decrypted. */
  function pages(file: string): string {
    const db = Database.encrypted(file, KEY);
    const rows = db.all<{ data: Buffer }>('select data from sqlite_dbpage');
    db.close();
    return rows.map((row) => Buffer.from(row.data).toString('latin1')).join('');
  }

  it.each([5, 500])(
    'leave the file with them, of %d messages',
    (count) => {
      const file = join(temporaryFolder(), 'h.db');
      const store = openStore({ file, key: KEY });
      store.setPolicy(JULIET, 'keep', NOW);
      store.history(JULIET).transaction(() => {
        for (let n = 0; n < count; n += 1) add(store, `nightingale${String(n)} pomegranate`, { with: NURSE });
        for (let n = 0; n < count; n += 1) add(store, `lark${String(n)}`);
      });
      store.removeConversation(JULIET, NURSE);
      sweepAll(store);
      expect(found(store, 'lark')).toHaveLength(count);
      store.close();
      const left = pages(file);
      for (const word of ['nightingale', 'ightingale', 'pomegranate', 'megranate']) expect(left).not.toContain(word);
    },
    20_000,
  );

  it('leave it with a correction too', () => {
    const file = join(temporaryFolder(), 'h.db');
    const store = openStore({ file, key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    const key = add(store, 'pomegranate');
    store.history(JULIET).messages.correct(JULIET, key, { body: 'lark', at: NOW, id: 'c1', place: key + 1 });
    store.removeOld(NOW);
    store.close();
    expect(pages(file)).not.toContain('pomegranate');
  });
});

describe('pages of a conversation', () => {
  it('stand around a message, and go on to the newest', () => {
    const store = storeWith(...Array.from({ length: 200 }, (_, n) => `message ${String(n)}`));
    const { messages } = store.history(JULIET);
    const [, hit] = messages.page(JULIET, ROMEO, messages.page(JULIET, ROMEO).messages[0]?.key).messages;
    const key = hit?.key ?? 0;
    const around = messages.pageAround(JULIET, ROMEO, key);
    expect(around.messages.findIndex((one) => one.key === key)).toBe(60);
    expect(around).toMatchObject({ hasOlder: true, hasNewer: true });
    const after = around.messages.at(-1)?.key ?? 0;
    const next = messages.pageAfter(JULIET, ROMEO, after);
    expect(next.messages[0]?.key).toBeGreaterThan(after);
    const last = messages.pageAfter(JULIET, ROMEO, next.messages.at(-1)?.key ?? 0);
    expect([...around.messages, ...next.messages, ...last.messages].at(-1)?.body).toBe('message 199');
    expect(last.hasNewer || next.hasNewer).toBe(last.messages.length > 0);
  });
});
