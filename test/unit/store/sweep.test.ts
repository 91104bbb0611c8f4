/** What may not stay goes in pieces of a bounded size, and everything is right after each of them. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../electron/store/database';
import type { NewMessage } from '../../../electron/store/messages-table';
import { openStore } from '../../../electron/store/open';
import type { Store } from '../../../electron/store/store';
import { SWEPT_MESSAGES } from '../../../electron/store/sweep';
import { DAY, incoming, JULIET, NOW, outgoing, ROMEO, sweepAll, temporaryFolder } from './helpers';

const KEY = 'f'.repeat(64);
const NURSE = 'nurse@example.org';
/** More than are overwritten word by word. */
const MANY = 2600;
const OLD = NOW - 31 * DAY;

function fill(store: Store, count: number, message: (nth: number) => NewMessage): void {
  const history = store.history(JULIET);
  history.transaction(() => {
    for (let nth = 0; nth < count; nth += 1) {
      const { key, with: peer, direction } = history.messages.add(JULIET, message(nth));
      history.conversations.noteMessage(JULIET, peer, key, direction);
    }
  });
}

/** What the window could see of it. */
function seen(store: Store, peer = ROMEO) {
  const { messages, conversations, search } = store.history(JULIET);
  return {
    page: messages.page(JULIET, peer).messages.map(({ body }) => body),
    found: search.find(JULIET, { words: ['lark'], with: peer }, 10_000).length,
    last: conversations.list(JULIET).find((one) => one.with === peer)?.lastMessage?.body,
    unread: conversations.get(JULIET, peer).unread,
  };
}

const nothing = { page: [], found: 0, last: undefined, unread: 0 };

/** As a kill leaves it: the file and its log as they are now. */
function killed(folder: string, name: string): Store {
  const copy = join(folder, `${name}.db`);
  for (const end of ['', '-wal', '-sums'])
    if (existsSync(join(folder, `h.db${end}`))) copyFileSync(join(folder, `h.db${end}`), `${copy}${end}`);
  return openStore({ file: copy, key: KEY });
}

function pagesOf(file: string): string {
  const db = Database.encrypted(file, KEY);
  const rows = db.all<{ data: Buffer }>('select data from sqlite_dbpage');
  db.close();
  return rows.map((row) => Buffer.from(row.data).toString('latin1')).join('');
}

describe('retention', () => {
  it('goes in bounded pieces, after each of which list, unread count and search are right', () => {
    const store = openStore({ memory: true });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, MANY, (nth) => incoming(`old lark ${String(nth)}`, { arrived: OLD }));
    fill(store, 3, (nth) => incoming(`young lark ${String(nth)}`, { with: NURSE }));
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    let left = MANY - SWEPT_MESSAGES;
    expect(seen(store)).toMatchObject({ found: left, unread: left });
    for (let swept = store.sweep(NOW); swept !== undefined; swept = store.sweep(NOW)) {
      const gone = [...swept.removed.values()].flat().length;
      expect(gone).toBeLessThanOrEqual(SWEPT_MESSAGES);
      left -= gone;
      const now = seen(store);
      expect(now).toMatchObject({ found: left, unread: left });
      expect(now.last).toBe(left === 0 ? undefined : `old lark ${String(MANY - 1)}`);
      expect(seen(store, NURSE).found).toBe(3);
    }
    expect(left).toBe(0);
  }, 30_000);

  it('of few messages needs few pieces, and nothing is left of them', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, 20, () => incoming('an old pomegranate', { arrived: OLD }));
    fill(store, 1, () => incoming('a young lark'));
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    expect(sweepAll(store)).toEqual([]);
    store.close();
    expect(pagesOf(join(folder, 'h.db'))).not.toContain('omegranate');
  });

  it('goes on after a kill between any two pieces', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, MANY, (nth) => incoming(`old pomegranate ${String(nth)}`, { arrived: OLD }));
    fill(store, 1, () => incoming('a young lark'));
    store.setPolicy(JULIET, 'keep-30-days', NOW);
    for (let piece = 0, more = true; more; piece += 1) {
      const next = killed(folder, `killed-${String(piece)}`);
      sweepAll(next);
      expect(seen(next)).toEqual({ page: ['a young lark'], found: 1, last: 'a young lark', unread: 1 });
      next.close();
      expect(pagesOf(join(folder, `killed-${String(piece)}.db`))).not.toContain('omegranate');
      more = store.sweep(NOW) !== undefined;
    }
    store.close();
  }, 60_000);
});

describe('a deleted conversation', () => {
  function withRomeo(): { folder: string; store: Store } {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, MANY, (nth) => incoming(`a lark and a pomegranate ${String(nth)}`));
    fill(store, 2, (nth) => incoming(`lark ${String(nth)}`, { with: NURSE }));
    return { folder, store };
  }

  it('is out of sight at once, and goes in bounded pieces, also after a kill', () => {
    const { folder, store } = withRomeo();
    store.removeConversation(JULIET, ROMEO);
    expect(seen(store)).toEqual(nothing);
    for (let piece = 0, more = true; more; piece += 1) {
      if (piece % 4 === 0) {
        const next = killed(folder, `killed-${String(piece)}`);
        expect(seen(next)).toEqual(nothing);
        sweepAll(next);
        expect(seen(next)).toEqual(nothing);
        next.close();
        expect(pagesOf(join(folder, `killed-${String(piece)}.db`))).not.toContain('omegranate');
      }
      const swept = store.sweep(NOW);
      expect([...(swept?.removed.values() ?? [])].flat().length).toBeLessThanOrEqual(SWEPT_MESSAGES);
      expect(seen(store)).toEqual(nothing);
      expect(seen(store, NURSE).found).toBe(2);
      more = swept !== undefined;
    }
    store.close();
    expect(pagesOf(join(folder, 'h.db'))).not.toContain('omegranate');
  }, 60_000);

  it('begins anew with what comes while it still goes', () => {
    const { store } = withRomeo();
    store.removeConversation(JULIET, ROMEO);
    fill(store, 2, (nth) => incoming(`new lark ${String(nth)}`));
    const now = { page: ['new lark 0', 'new lark 1'], found: 2, last: 'new lark 1', unread: 2 };
    expect(seen(store)).toEqual(now);
    store.history(JULIET).conversations.recount(JULIET);
    expect(seen(store)).toEqual(now);
    sweepAll(store);
    expect(seen(store)).toEqual(now);
    store.close();
  });

  it('takes along what was not sent yet, and what was still to be said of it', () => {
    const { store } = withRomeo();
    const { messages, outbox, marks } = store.history(JULIET);
    fill(store, 1, () => outgoing('unsent'));
    fill(store, 1, () => outgoing('to the nurse', { with: NURSE }));
    const sent = messages.add(JULIET, outgoing('sent', { state: 'delivered' }));
    marks.retract(JULIET, sent.key, 'r1');
    marks.react(JULIET, sent.key, { sender: JULIET, emojis: ['🌹'], place: sent.key, pendingId: 'r2' });
    expect(store.removeConversation(JULIET, ROMEO)).toHaveLength(1);
    expect(outbox.waiting(JULIET).map(({ body }) => body)).toEqual(['to the nurse']);
    expect(marks.pending(JULIET)).toEqual([]);
    store.close();
  });
});

describe('"keep nothing"', () => {
  it('takes a bounded number of the newest along, and the rest out of the file piece by piece', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, 1, () => outgoing('unsent and long ago'));
    fill(store, MANY, (nth) => incoming(`a lark and a pomegranate ${String(nth)}`));
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    expect(seen(store)).toMatchObject({ found: 500, unread: 500 });
    expect(store.history(JULIET).outbox.waiting(JULIET)).toHaveLength(1);
    store.sweep(NOW);
    const next = killed(folder, 'killed');
    expect(
      next
        .history(JULIET)
        .messages.page(JULIET, ROMEO)
        .messages.map(({ body }) => body),
    ).toEqual(['unsent and long ago']);
    sweepAll(next);
    expect(next.history(JULIET).outbox.waiting(JULIET)).toHaveLength(1);
    next.close();
    for (const piece of sweepAll(store)) expect(piece.length).toBeLessThanOrEqual(SWEPT_MESSAGES);
    expect(seen(store).found).toBe(500);
    store.close();
    expect(pagesOf(join(folder, 'h.db'))).not.toContain('omegranate');
    expect(pagesOf(join(folder, 'killed.db'))).not.toContain('omegranate');
  }, 30_000);

  it('keeps a correction that waits, of a message long ago too, until it is told or the account goes', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, 1, () => outgoing('pomegranate', { state: 'acknowledged' }));
    const [said] = store.history(JULIET).messages.page(JULIET, ROMEO).messages;
    store.history(JULIET).marks.setCorrectionPending(JULIET, said?.key ?? 0, 'c1');
    fill(store, 600, (nth) => incoming(`lark ${String(nth)}`));
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    const due = [{ id: 'c1', target: said?.id }];
    expect(store.history(JULIET).marks.pending(JULIET)).toMatchObject(due);
    sweepAll(store);
    const next = killed(folder, 'killed');
    expect(next.history(JULIET).marks.pending(JULIET)).toMatchObject(due);
    next.removeAccount(JULIET);
    sweepAll(next);
    next.close();
    expect(pagesOf(join(folder, 'killed.db'))).not.toContain('omegranate');
    store.history(JULIET).marks.acknowledged(JULIET, 'c1');
    store.outboxChanged(JULIET);
    sweepAll(store);
    store.close();
    expect(pagesOf(join(folder, 'h.db'))).not.toContain('omegranate');
  }, 30_000);

  it('leaves no word of what went out in the file, however often its state changed', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    fill(store, 1, () => outgoing('pomegranate'));
    const { outbox, messages } = store.history(JULIET);
    const [{ key } = { key: 0 }] = messages.page(JULIET, ROMEO).messages;
    store.outboxChanged(JULIET);
    outbox.noteSending(JULIET, key, 1);
    store.outboxChanged(JULIET);
    outbox.setState(JULIET, key, 'acknowledged');
    store.outboxChanged(JULIET);
    sweepAll(store);
    store.close();
    expect(pagesOf(join(folder, 'h.db'))).not.toContain('omegranate');
  });

  it('that is taken back at once keeps what was taken along, and nothing else comes back', () => {
    const folder = temporaryFolder();
    const store = openStore({ file: join(folder, 'h.db'), key: KEY });
    store.setPolicy(JULIET, 'keep', NOW);
    fill(store, MANY, (nth) => incoming(`lark ${String(nth)}`));
    store.setPolicy(JULIET, 'keep-nothing', NOW);
    store.setPolicy(JULIET, 'keep', NOW);
    expect(seen(store)).toMatchObject({ found: 500, last: `lark ${String(MANY - 1)}` });
    sweepAll(store);
    expect(seen(store).found).toBe(500);
    store.close();
  });
});

it('an account that was signed out and in again shows nothing of before', () => {
  const store = openStore({ memory: true });
  store.setPolicy(JULIET, 'keep', NOW);
  fill(store, MANY, (nth) => incoming(`lark ${String(nth)}`));
  fill(store, 1, () => outgoing('unsent'));
  store.removeAccount(JULIET);
  expect(seen(store)).toEqual(nothing);
  store.setPolicy(JULIET, 'keep', NOW);
  fill(store, 1, () => incoming('a new lark'));
  expect(store.history(JULIET).outbox.waiting(JULIET)).toEqual([]);
  expect(seen(store)).toEqual({ page: ['a new lark'], found: 1, last: 'a new lark', unread: 1 });
  sweepAll(store);
  expect(seen(store).found).toBe(1);
});
