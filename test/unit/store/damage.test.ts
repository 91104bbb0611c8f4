import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../../electron/contract/messages';
import { Database, type SqlValue } from '../../../electron/store/database';
import { StoreError } from '../../../electron/store/errors';
import { openStore } from '../../../electron/store/open';
import { saveDamaged } from '../../../electron/store/rescue';
import { Store } from '../../../electron/store/store';
import { lastingFolder, incoming, JULIET, NOW, outgoing, ROMEO, temporaryFolder } from './helpers';

const KEY = 'c'.repeat(64);
const FILES = ['history.db', 'history.db-wal', 'history.db-sums'] as const;
/** More than are checked before the file is used, so that both ways of noticing are met. */
const MESSAGES = 560;

/** A store whose process was killed: the last messages are in the log alone. */
let template: string;
let whole: readonly Message[];

beforeAll(() => {
  template = lastingFolder();
  const folder = lastingFolder();
  const store = openStore({ file: join(folder, 'history.db'), key: KEY });
  store.setPolicy(JULIET, 'keep', NOW);
  fill(store, 0, MESSAGES);
  store.history(JULIET).conversations.setDraft(JULIET, ROMEO, 'Wilt thou');
  store.removeOld(NOW);
  fill(store, MESSAGES, MESSAGES + 60);
  whole = allMessages(store);
  for (const name of FILES) copyFileSync(join(folder, name), join(template, name));
  store.close();
  expect(statSync(join(template, 'history.db')).size).toBeGreaterThan(512 * 4096);
  expect(statSync(join(template, 'history.db-wal')).size).toBeGreaterThan(20 * 4096);
});

function fill(store: Store, from: number, to: number, repeats = 900): void {
  const history = store.history(JULIET);
  for (let n = from; n < to; n += 20)
    history.transaction(() => {
      for (let m = n; m < Math.min(to, n + 20); m += 1) {
        const body = `${String(m)} `.repeat(repeats);
        const { key, direction } = history.messages.add(JULIET, m % 50 === 0 ? outgoing(body) : incoming(body));
        history.conversations.noteMessage(JULIET, ROMEO, key, direction);
      }
    });
}

function allMessages(store: Store): readonly Message[] {
  const { messages } = store.history(JULIET);
  const found: Message[] = [];
  for (let page = messages.page(JULIET, ROMEO); ; page = messages.page(JULIET, ROMEO, found[0]?.key)) {
    found.unshift(...page.messages);
    if (!page.hasOlder) return found;
  }
}

function copyOfTemplate(): string {
  const folder = temporaryFolder();
  for (const name of FILES) copyFileSync(join(template, name), join(folder, name));
  return folder;
}

function flip(file: string, at: number, bits: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
  writeFileSync(file, bytes);
}

/** Opens and checks it as a start does; the kind of error, or the messages. */
async function start(folder: string): Promise<string | readonly Message[]> {
  let store: Store | undefined;
  try {
    store = openStore({ file: join(folder, 'history.db'), key: KEY });
    await store.check();
    return allMessages(store);
  } catch (error) {
    if (error instanceof StoreError) return error.kind;
    throw error;
  } finally {
    store?.abandon();
  }
}

/** Messages of the file that takes the damaged one's place. */
function rescued(folder: string): readonly Message[] {
  const into = join(folder, 'next.db');
  const saved = saveDamaged(join(folder, 'history.db'), { into, key: KEY, accounts: [] });
  const store = openStore({ file: into, key: KEY });
  try {
    expect(store.checked).toBe(statSync(into).size <= 512 * 4096);
    const messages = allMessages(store);
    expect(messages).toHaveLength(saved.messages);
    return messages;
  } finally {
    store.close();
  }
}

/** Every byte as likely as any other. */
function anywhere(size: number): fc.Arbitrary<number> {
  return fc.noBias(fc.nat({ max: size - 1 }));
}

describe('a damaged store', () => {
  it.each(['history.db', 'history.db-wal'] as const)(
    'is noticed whatever byte of %s changes, and nothing false is taken over from it',
    async (name) => {
      const size = statSync(join(template, name)).size;
      let noticed = 0;
      await fc.assert(
        fc.asyncProperty(anywhere(size), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
          const folder = copyOfTemplate();
          flip(join(folder, name), place, bits);
          const before = readFileSync(join(folder, name));
          const outcome = await start(folder);
          if (typeof outcome !== 'string') {
            // A page whose newer content is in the log is never read: nothing is lost with it.
            expect(name).toBe('history.db');
            expect(outcome).toEqual(whole);
            return;
          }
          noticed += 1;
          expect(outcome).toBe('damaged');
          const known = new Map(whole.map((message) => [message.key, message]));
          for (const message of rescued(folder)) expect(message).toEqual(known.get(message.key));
          expect(readFileSync(join(folder, name)).equals(before)).toBe(true);
        }),
        { numRuns: 50, endOnFailure: true },
      );
      expect(noticed).toBeGreaterThan(30);
    },
    120_000,
  );

  it('loses only what stands on the damaged page, and keeps drafts and what waits to be sent', async () => {
    const folder = copyOfTemplate();
    flip(join(folder, 'history.db'), 300 * 4096 + 2000, 1);
    expect(await start(folder)).toBe('damaged');
    const left = rescued(folder);
    expect(left.length).toBeGreaterThan(whole.length - 10);
    expect(left.length).toBeLessThan(whole.length);
    const store = openStore({ file: join(folder, 'next.db'), key: KEY });
    expect(store.policy(JULIET)).toBe('keep');
    const { conversations, outbox } = store.history(JULIET);
    expect(conversations.get(JULIET, ROMEO)).toMatchObject({ draft: 'Wilt thou', lastMessage: whole.at(-1) });
    expect(outbox.waiting(JULIET)).toEqual(left.filter((message) => message.state === 'waiting'));
    store.close();
  });

  it('loses what stands on a damaged page, whichever it is, and nothing that stands behind it', () => {
    const origin = temporaryFolder();
    const store = openStore({ file: join(origin, 'history.db'), key: KEY });
    fill(store, 0, 300, 40);
    store.close();
    const pages = statSync(join(origin, 'history.db')).size / 4096;
    const lost: number[] = [];
    for (let page = 2; page < pages; page += 2) {
      const folder = temporaryFolder();
      for (const name of ['history.db', 'history.db-sums']) copyFileSync(join(origin, name), join(folder, name));
      flip(join(folder, 'history.db'), page * 4096 + 2000, 4);
      lost.push(300 - rescued(folder).length);
    }
    // From a few pages all others are found.
    expect(lost.filter((count) => count === 300).length).toBeLessThanOrEqual(6);
    expect(lost.filter((count) => count > 0 && count < 300).length).toBeGreaterThan(10);
    expect(Math.max(...lost.filter((count) => count < 300))).toBeLessThanOrEqual(30);
  }, 60_000);

  it('loses nothing where the log is damaged in what it says of itself', () => {
    const { size } = statSync(join(template, 'history.db-wal'));
    const frames = Math.floor((size - 32) / 4120);
    // Its last frame cannot be told from one whose page is damaged.
    const places = Array.from({ length: 8 }, (_, nth) => 32 + Math.floor((frames * nth) / 8) * 4120 + 3 * nth);
    for (const place of [3, 9, 20, 31, ...places]) {
      const folder = copyOfTemplate();
      flip(join(folder, 'history.db-wal'), place, 1 << (place % 8));
      expect(rescued(folder), `byte ${String(place)}`).toEqual(whole);
    }
  }, 60_000);

  it('loses what stands on a damaged page of the log, and nothing that was written after it', () => {
    const { size } = statSync(join(template, 'history.db-wal'));
    const frames = Math.floor((size - 32) / 4120);
    const lost: number[] = [];
    for (let frame = 0; frame < frames; frame += Math.ceil(frames / 10)) {
      const folder = copyOfTemplate();
      flip(join(folder, 'history.db-wal'), 32 + frame * 4120 + 24 + 1000, 16);
      const left = rescued(folder);
      lost.push(whole.length - left.length);
    }
    // One page leads to all others.
    expect(lost.filter((count) => count > 10).length).toBeLessThanOrEqual(1);
    expect(lost.filter((count) => count === 0).length).toBeGreaterThan(lost.length / 2);
  }, 60_000);

  it('loses what stands on its last page, which the log alone has, and nothing else', () => {
    const log = readFileSync(join(template, 'history.db-wal'));
    const frames = Array.from({ length: Math.floor((log.length - 32) / 4120) }, (_, nth) => 32 + nth * 4120);
    const [at = 0] = frames.sort((a, b) => log.readUInt32BE(b) - log.readUInt32BE(a) || b - a);
    expect(log.readUInt32BE(at)).toBeGreaterThan(statSync(join(template, 'history.db')).size / 4096);
    const folder = copyOfTemplate();
    flip(join(folder, 'history.db-wal'), at + 24 + 1000, 16);
    expect(rescued(folder).length).toBeGreaterThan(whole.length - 10);
  });

  it.each([
    ['written back', true],
    ['in the log', false],
  ])('is noticed when it was cut off, and loses only what stood there, its newest messages %s', async (_, isClosed) => {
    const origin = copyOfTemplate();
    if (isClosed) openStore({ file: join(origin, 'history.db'), key: KEY }).close();
    const folder = temporaryFolder();
    for (const name of FILES) copyFileSync(join(origin, name), join(folder, name));
    const file = join(folder, 'history.db');
    const size = statSync(file).size - 60 * 4096 - 1000;
    truncateSync(file, size);
    expect(await start(folder)).toBe('damaged');
    const left = rescued(folder);
    const known = new Map(whole.map((message) => [message.key, message]));
    for (const message of left) expect(message).toEqual(known.get(message.key));
    expect(left.length).toBeGreaterThan(whole.length / 2);
    if (!isClosed) expect(left.at(-1)).toEqual(whole.at(-1));
    expect(statSync(file).size).toBe(size);
  });

  it('is not seen in damaged digests, which are mended', async () => {
    const folder = copyOfTemplate();
    flip(join(folder, 'history.db-sums'), 16 * 200 + 3, 4);
    expect(await start(folder)).toEqual(whole);
    expect(readFileSync(join(folder, 'history.db-sums')).equals(readFileSync(join(template, 'history.db-sums')))).toBe(
      true,
    );
  });

  it('goes on where a transaction was cut off in the middle of its way to the disk', async () => {
    const { size } = statSync(join(template, 'history.db-wal'));
    for (const length of [size - 1, size - 4096, size - 4120, size - 5000, 33, 32, 31, 1]) {
      const folder = copyOfTemplate();
      truncateSync(join(folder, 'history.db-wal'), length);
      const outcome = await start(folder);
      expect(outcome).toEqual(whole.slice(0, outcome.length));
    }
  });

  it('goes on where a large transaction was cut off that wrote some of its pages twice', async () => {
    const folder = copyOfTemplate();
    const cut = temporaryFolder();
    const store = openStore({ file: join(folder, 'history.db'), key: KEY });
    const { messages, transaction } = store.history(JULIET);
    expect(() =>
      transaction.call(store.history(JULIET), () => {
        for (let round = 0; round < 3; round += 1)
          for (const { key } of whole)
            messages.correct(JULIET, key, {
              body: `${String(round)} `.repeat(1500),
              at: NOW,
              id: String(round),
              place: key + round + 1,
            });
        for (const name of FILES) copyFileSync(join(folder, name), join(cut, name));
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(statSync(join(cut, 'history.db-wal')).size).toBeGreaterThan(
      statSync(join(template, 'history.db-wal')).size + 1024 * 1024,
    );
    expect(await start(cut)).toEqual(whole);
    expect(allMessages(store)).toEqual(whole);
    store.close();
  }, 30_000);

  it('is noticed before it is written over, also while it is in use', () => {
    const folder = copyOfTemplate();
    const store = Store.encrypted(join(folder, 'history.db'), KEY);
    store.removeOld(NOW);
    const seen: string[] = [];
    store.watcher = ({ kind }) => seen.push(kind);
    const file = join(folder, 'history.db');
    const bytes = readFileSync(file);
    for (let at = 4096 + 1000; at < bytes.length; at += 4096) bytes.writeUInt8(bytes.readUInt8(at) ^ 8, at);
    writeFileSync(file, bytes);
    store.history(JULIET).messages.add(JULIET, incoming('one more'));
    expect(() => store.removeOld(NOW)).toThrow('damaged');
    expect(seen).toContain('damaged');
    const next = join(folder, 'next.db');
    store.moveTo({ into: next, key: KEY, accounts: [] });
    store.history(JULIET).messages.add(JULIET, incoming('and another'));
    expect(allMessages(store).at(-1)).toMatchObject({ body: 'and another' });
    store.close();
  }, 30_000);
});

describe('the rescue of a damaged store', () => {
  const GONE = ['archives', 'archive_gaps', 'managed_sessions', 'pictures', 'picture_owners', 'removed_words'];

  it('takes over every table of the schema but those that are given anew', () => {
    const folder = temporaryFolder();
    const from = join(folder, 'history.db');
    openStore({ file: from, key: KEY }).close();
    const db = Database.encrypted(from, KEY);
    const tables = db
      .all<{ name: string }>(`select name from sqlite_schema where type = 'table' and name not like 'message_words%'`)
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('sqlite_'));
    expect(tables).toContain('audiences');
    for (const table of tables) addAnyRow(db, table);
    const rowsOf = (file: Database) => new Map(tables.map((table) => [table, file.all(`select * from ${table}`)]));
    const before = rowsOf(db);
    db.close();
    const into = join(folder, 'next.db');
    expect(saveDamaged(from, { into, key: KEY, accounts: [] })).toEqual({ messages: 1, lost: 0, audiencesLost: false });
    const next = Database.encrypted(into, KEY);
    const after = rowsOf(next);
    next.close();
    for (const table of tables.filter((name) => !GONE.includes(name)))
      expect(after.get(table), table).toEqual(before.get(table));
  });

  it('makes an audience that cannot be read nobody, not a wider one', () => {
    const origin = temporaryFolder();
    const store = openStore({ file: join(origin, 'history.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    store.audiences.set(JULIET, 'mood', { kind: 'nobody', groups: [], people: [] });
    fill(store, 0, 20, 40);
    store.close();
    const pages = statSync(join(origin, 'history.db')).size / 4096;
    let [kept, lost] = [0, 0];
    for (let page = 1; page < pages; page += 1) {
      const folder = temporaryFolder();
      for (const name of ['history.db', 'history.db-sums']) copyFileSync(join(origin, name), join(folder, name));
      flip(join(folder, 'history.db'), page * 4096 + 2000, 4);
      const into = join(folder, 'next.db');
      const { audiencesLost } = saveDamaged(join(folder, 'history.db'), { into, key: KEY, accounts: [JULIET] });
      const next = openStore({ file: into, key: KEY });
      expect(next.audiences.areLost(JULIET)).toBe(audiencesLost);
      expect(next.audiences.get(JULIET, 'mood')?.kind).toBe(audiencesLost ? undefined : 'nobody');
      next.close();
      if (audiencesLost) lost += 1;
      else kept += 1;
    }
    expect(lost).toBeGreaterThan(0);
    expect(kept).toBeGreaterThan(lost);
  }, 60_000);
});

/** A row with something in each column. */
function addAnyRow(db: Database, table: string): void {
  const columns = db.all<{ name: string; type: string }>('select name, type from pragma_table_info(?)', [table]);
  const ids = { account: JULIET, jid: ROMEO, peer: ROMEO };
  const numbers = { id: 1, key: 7, last_key: 7, unread: 0 };
  const values: Readonly<Record<string, SqlValue>> = { ...ids, ...numbers };
  const row = Object.fromEntries(
    columns.map(({ name, type }) => [name, values[name] ?? (type.toLowerCase() === 'text' ? '[]' : 1)]),
  );
  const names = Object.keys(row);
  db.run(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`, Object.values(row));
}

it('what the archive has before the last message that was saved is the past, and what it has after it was missed', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'history.db');
  const store = openStore({ file, key: KEY });
  store.setPolicy(JULIET, 'keep', NOW);
  const { messages } = store.history(JULIET);
  messages.add(JULIET, incoming('1', { stanzaId: 'a1' }));
  const last = messages.add(JULIET, incoming('2', { stanzaId: 'a2' }));
  messages.add(JULIET, outgoing('3'));
  store.archives.setNewestId(JULIET, 'a3');
  store.close();
  const into = join(folder, 'history-2.db');
  saveDamaged(file, { into, key: KEY, accounts: [JULIET] });
  const saved = openStore({ file: into, key: KEY });
  onTestFinished(() => saved.close());
  expect(saved.archives.newestId(JULIET)).toBe('a2');
  expect(saved.archives.gaps(JULIET)).toMatchObject([{ olderId: undefined, newerId: 'a2', ceiling: last.key }]);
});
