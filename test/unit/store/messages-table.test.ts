import { describe, expect, it } from 'vitest';
import { openStore } from '../../../electron/store/open';
import { PAGE_SIZE } from '../../../electron/store/messages-table';
import type { Store } from '../../../electron/store/store';
import { DAY, incoming, JULIET, NOW, outgoing, ROMEO } from './helpers';

function memoryStore(): Store {
  const store = openStore({ memory: true });
  store.setPolicy(JULIET, 'keep', NOW);
  return store;
}

/** Milliseconds of the best of some runs: what the work takes, not what else the machine does meanwhile. */
function best(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return Math.min(...runs);
}

describe('pages', () => {
  it('go from the newest to the first without a gap or a double', () => {
    const { messages } = memoryStore().history(JULIET);
    const total = 2 * PAGE_SIZE + 7;
    for (let n = 0; n < total; n += 1) messages.add(JULIET, incoming(String(n)));
    messages.add(JULIET, incoming('another conversation', { with: 'nurse@example.org' }));

    const seen: string[] = [];
    let page = messages.page(JULIET, ROMEO);
    for (;;) {
      seen.unshift(...page.messages.map((m) => m.body));
      if (!page.hasOlder) break;
      page = messages.page(JULIET, ROMEO, page.messages[0]?.key);
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, n) => String(n)));
  });

  it('follow the order of arrival, whatever the time stamps say', () => {
    const { messages } = memoryStore().history(JULIET);
    for (const at of [NOW, 0, NOW + DAY, NOW - DAY]) messages.add(JULIET, incoming(String(at), { at }));
    expect(messages.page(JULIET, ROMEO).messages.map((m) => m.at)).toEqual([NOW, 0, NOW + DAY, NOW - DAY]);
  });

  it('of 100,000 messages open within 100 ms', () => {
    const history = memoryStore().history(JULIET);
    history.transaction(() => {
      for (let n = 0; n < 100_000; n += 1) {
        const { key } = history.messages.add(JULIET, incoming(`Message ${String(n)}`));
        if (n === 99_999) history.conversations.noteMessage(JULIET, ROMEO, key, 'in');
      }
    });
    const conversation = history.conversations.get(JULIET, ROMEO);
    const page = history.messages.page(JULIET, ROMEO);
    const older = history.messages.page(JULIET, ROMEO, page.messages[0]?.key);
    const opening = best(() => [history.conversations.get(JULIET, ROMEO), history.messages.page(JULIET, ROMEO)]);
    expect(opening).toBeLessThan(100);
    expect(conversation.lastMessage?.body).toBe('Message 99999');
    expect(older.messages.at(-1)?.body).toBe(`Message ${String(99_999 - PAGE_SIZE)}`);
  }, 30_000);
});

describe('one message twice', () => {
  const base = incoming('Good night', { id: 'm1', originId: 'o1', stanzaId: 's1' });
  const cases: readonly [string, Partial<typeof base>, boolean][] = [
    ['the very same', {}, true],
    ['same id by the own server, all else lost on the way', { id: '', originId: undefined }, true],
    ['same origin id, the server gave none', { stanzaId: undefined, id: 'other' }, true],
    ['same id, sender and text, no other ids', { stanzaId: undefined, originId: undefined }, true],
    ['two ids by the own server are two messages', { stanzaId: 's2', originId: 'o2' }, false],
    ['two ids by the own server of what was sent again under its origin id', { stanzaId: 's2' }, true],
    ['two ids by the own server, and two texts under one origin id', { stanzaId: 's2', body: 'Good day' }, false],
    [
      'same stanza id with another text (a client that counts from 1)',
      { stanzaId: undefined, originId: undefined, body: 'Good day' },
      false,
    ],
    ['same stanza id from another client', { stanzaId: undefined, originId: undefined, resource: 'orchard' }, false],
    ['same stanza id and text two days later', { stanzaId: undefined, originId: undefined, at: NOW + 2 * DAY }, false],
    ['same ids from someone else', { with: 'nurse@example.org' }, false],
    ['same ids the other way', { direction: 'out' }, false],
    ['no ids at all, same text', { id: '', originId: undefined, stanzaId: undefined }, false],
  ];
  it.each(cases)('%s', (_name, change, same) => {
    const { messages } = memoryStore().history(JULIET);
    messages.add(JULIET, base);
    expect(messages.find(JULIET, { ...base, ...change }) !== undefined).toBe(same);
  });
});

it('the number of a stanza counts in its own session alone', () => {
  const { messages, outbox } = memoryStore().history(JULIET);
  const { key } = messages.add(JULIET, { ...outgoing('Mine'), state: 'waiting' });
  outbox.noteSending(JULIET, key, 7);
  expect(outbox.unacknowledged(JULIET)).toEqual([{ key, count: 7 }]);
  outbox.forgetCounts(JULIET);
  expect(outbox.unacknowledged(JULIET)).toEqual([{ key, count: undefined }]);
  outbox.setState(JULIET, key, 'waiting');
  outbox.noteSending(JULIET, key, 2);
  expect(outbox.unacknowledged(JULIET)).toEqual([{ key, count: 2 }]);
});

describe('states of an own message', () => {
  const order = ['waiting', 'sent', 'acknowledged', 'delivered', 'read'] as const;
  it('only move forward, but for what went out and was never acknowledged', () => {
    const { messages, outbox } = memoryStore().history(JULIET);
    for (const [i, from] of order.entries()) {
      for (const [j, to] of order.entries()) {
        const { key } = messages.add(JULIET, outgoing('x', { state: from }));
        const moves = j > i || (from === 'sent' && to === 'waiting');
        expect(outbox.setState(JULIET, key, to)?.state).toBe(moves ? to : undefined);
        expect(messages.get(JULIET, key)?.state).toBe(moves ? to : from);
      }
    }
  });

  it('carry the reason of a failure, and lose it when sent again', () => {
    const { messages, outbox } = memoryStore().history(JULIET);
    const { key } = messages.add(JULIET, outgoing('x', { state: 'sent' }));
    const failed = outbox.setState(JULIET, key, 'failed', { code: 'refused-by-server', detail: 'item-not-found' });
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'refused-by-server', detail: 'item-not-found' } });
    expect(outbox.setState(JULIET, key, 'waiting')).not.toHaveProperty('failure');
  });

  it('do not go from read or delivered to failed', () => {
    const { messages, outbox } = memoryStore().history(JULIET);
    const { key } = messages.add(JULIET, outgoing('x', { state: 'read' }));
    expect(outbox.setState(JULIET, key, 'failed', { code: 'unexpected' })).toBeUndefined();
  });
});

describe('conversations', () => {
  it('count what came after the reading position, which never goes back', () => {
    const history = memoryStore().history(JULIET);
    const keys = ['a', 'b', 'c'].map((body) => {
      const { key } = history.messages.add(JULIET, incoming(body));
      history.conversations.noteMessage(JULIET, ROMEO, key, 'in');
      return key;
    });
    const [, second = 0] = keys;
    expect(history.conversations.unreadTotal(JULIET)).toBe(3);
    expect(history.conversations.markRead(JULIET, ROMEO, second)).toBe(true);
    expect(history.conversations.get(JULIET, ROMEO)).toMatchObject({ unread: 1, readUpTo: second });
    expect(history.conversations.markRead(JULIET, ROMEO, second - 1)).toBe(false);
    expect(history.conversations.markRead(JULIET, ROMEO, Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(history.conversations.get(JULIET, ROMEO)).toMatchObject({ unread: 0, readUpTo: keys[2] });
  });

  it('are read when the user answered, here or elsewhere', () => {
    const history = memoryStore().history(JULIET);
    const { key } = history.messages.add(JULIET, incoming('a'));
    history.conversations.noteMessage(JULIET, ROMEO, key, 'in');
    const answer = history.messages.add(JULIET, outgoing('b', { carbon: true, state: 'sent' }));
    history.conversations.noteMessage(JULIET, ROMEO, answer.key, 'out');
    expect(history.conversations.get(JULIET, ROMEO)).toMatchObject({ unread: 0, readUpTo: answer.key });
  });

  it('with nothing but a cleared draft are not listed', () => {
    const history = memoryStore().history(JULIET);
    history.conversations.setDraft(JULIET, ROMEO, 'But soft');
    expect(history.conversations.list(JULIET)).toEqual([{ with: ROMEO, unread: 0, readUpTo: 0, draft: 'But soft' }]);
    history.conversations.setDraft(JULIET, ROMEO, '');
    expect(history.conversations.list(JULIET)).toEqual([]);
  });
});

describe('the roster', () => {
  it('of 10,000 contacts is written and read whole', () => {
    const store = memoryStore();
    const entries = Array.from({ length: 10_000 }, (_, n) => ({
      jid: `contact${String(n)}@example.net`,
      name: `Contact "${String(n)}" é 😀`,
      groups: n % 2 === 0 ? ['Friends', 'Verona, "old town"'] : [],
      subscription: 'both' as const,
      pendingOut: n % 3 === 0,
      approved: n % 5 === 0,
    }));
    store.roster.replace(JULIET, entries, 'v7');
    const loaded = store.roster.load(JULIET);
    const byJid = (a: { jid: string }, b: { jid: string }) => (a.jid < b.jid ? -1 : 1);
    expect(loaded.sort(byJid)).toEqual(entries.sort(byJid));
    expect(store.roster.version(JULIET)).toBe('v7');
  });

  it('takes pushes', () => {
    const store = memoryStore();
    const entry = {
      jid: ROMEO,
      name: 'Romeo',
      groups: [],
      subscription: 'both',
      pendingOut: false,
      approved: false,
    } as const;
    store.roster.replace(JULIET, [entry, { ...entry, jid: 'nurse@example.org' }], 'v1');
    store.roster.change(JULIET, [{ ...entry, name: 'My Romeo' }], ['nurse@example.org'], 'v2');
    expect(store.roster.load(JULIET)).toEqual([{ ...entry, name: 'My Romeo' }]);
    expect(store.roster.version(JULIET)).toBe('v2');
  });
});
