/** What the program takes for a match and what the index does must be the same: some results come from the one, some from the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Database } from '../../../electron/store/database';
import { findsBeginnings, holdsAll, wantedOf, wordsOf } from '../../../electron/store/search-words';

const piece = fc.constantFrom(
  ...[
    'lark',
    'Lark',
    'LARKS',
    'élan',
    'e\u0301lan',
    'ÉLAN',
    'straße',
    'STRASSE',
    'ΟΔΟΣ',
    'οδός',
    'οδος',
    'привет',
    'ЁЖ',
  ],
  ...[
    '北京',
    '北京の天気',
    'naïve',
    'ﬁne',
    'İstanbul',
    'ıstanbul',
    '123',
    '1234',
    'a',
    'it',
    "o'clock",
    'x_y',
    'ab-cd',
    '😀',
    '٣',
  ],
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(' '));
const query = fc
  .array(fc.tuple(piece, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 2 })
  .map((pieces) => pieces.map(([word, length]) => [...word].slice(0, length).join('')).join(' '));

it('finds in a text what the index finds in it', () => {
  const db = Database.inMemory();
  db.exec("create virtual table words using fts5(body, tokenize = 'unicode61 remove_diacritics 2', prefix = '3')");
  fc.assert(
    fc.property(text, query, (body, asked) => {
      const words = wordsOf(asked);
      fc.pre(words.length > 0);
      db.exec('delete from words');
      db.run('insert into words (body) values (?)', [body]);
      const match = words.map((word) => `"${word}"${findsBeginnings(word) ? '*' : ''}`).join(' AND ');
      const byIndex = db.one('select 1 as found from words where words match ?', [match]) !== undefined;
      expect(holdsAll(body, wantedOf(words))).toBe(byIndex);
    }),
    { numRuns: 2000 },
  );
  db.close();
});
