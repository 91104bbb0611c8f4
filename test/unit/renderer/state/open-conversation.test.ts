import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessagePage } from '../../../../electron/contract/messages';
import { createApi } from '../../../../renderer/bridge';
import { OpenConversation, mergeByKey } from '../../../../renderer/state/open-conversation.svelte';
import { FakeBridge } from '../../../support/fake-bridge';
import { someMessage, someSnapshot } from '../../../support/records';

const ROMEO = 'romeo@example.net';
const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => someMessage({ key: from + at, with: ROMEO }));

function open(stored = messages(1, 120)) {
  const bridge = new FakeBridge(someSnapshot(), stored);
  return { bridge, conversation: new OpenConversation(createApi(bridge), 'juliet@jabber.example', ROMEO, undefined) };
}

const keys = (conversation: OpenConversation): readonly number[] => conversation.messages.map(({ key }) => key);

/** Older and newer pages come only when the test gives one. */
function answerLater(bridge: FakeBridge): (page: MessagePage) => void {
  let give: (page: MessagePage) => void = () => undefined;
  const page = new Promise<MessagePage>((resolve) => (give = resolve));
  bridge.answer('messages.older', () => page);
  bridge.answer('messages.newer', () => page);
  return (given) => give(given);
}

describe('OpenConversation', () => {
  it('loads the newest page, then older ones, until there are none', async () => {
    const { conversation } = open();
    await conversation.load();
    expect(keys(conversation)).toEqual(messages(71, 120).map(({ key }) => key));
    expect(conversation.hasOlder).toBe(true);
    await conversation.loadOlder();
    await conversation.loadOlder();
    expect(conversation.messages).toHaveLength(120);
    expect(conversation.hasOlder).toBe(false);
  });

  it('holds a window around a message, which grows to both sides, and drops what would tear a hole', async () => {
    const { bridge } = open(messages(1, 200));
    const conversation = new OpenConversation(createApi(bridge), 'juliet@jabber.example', ROMEO, undefined, 100);
    await conversation.load();
    expect([keys(conversation)[0], keys(conversation).at(-1)]).toEqual([50, 149]);
    expect(conversation).toMatchObject({ hasOlder: true, hasNewer: true, target: 100 });
    conversation.merge([
      someMessage({ key: 201, with: ROMEO }),
      someMessage({ key: 120, with: ROMEO, body: 'changed' }),
    ]);
    expect(keys(conversation).at(-1)).toBe(149);
    expect(conversation.messages.find(({ key }) => key === 120)?.body).toBe('changed');
    await Promise.all([conversation.loadNewer(), conversation.loadNewer()]);
    expect(bridge.callsOf('messages.newer')).toHaveLength(1);
    expect(keys(conversation).at(-1)).toBe(199);
    await conversation.loadNewer();
    expect([keys(conversation).at(-1), conversation.hasNewer]).toEqual([200, false]);
    conversation.merge([someMessage({ key: 201, with: ROMEO })]);
    expect(keys(conversation).at(-1)).toBe(201);
    await conversation.loadOlder();
    expect(keys(conversation)).toEqual(Array.from({ length: 201 }, (_, at) => at + 1));
  });

  it('goes back to the newest messages', async () => {
    const { bridge } = open(messages(1, 200));
    const conversation = new OpenConversation(createApi(bridge), 'juliet@jabber.example', ROMEO, undefined, 10);
    await conversation.load();
    await conversation.loadNewest();
    expect([keys(conversation)[0], keys(conversation).at(-1)]).toEqual([151, 200]);
    expect(conversation).toMatchObject({ hasOlder: true, hasNewer: false, target: undefined });
  });

  it('asks for older ones where nothing is stored, until there are none', async () => {
    const { bridge, conversation } = open([]);
    bridge.answer('messages.latest', () => ({ messages: [], hasOlder: true }));
    await conversation.load();
    expect(conversation.hasOlder).toBe(true);
    bridge.answer('messages.older', () => ({ messages: messages(1, 3), hasOlder: true }));
    await conversation.loadOlder();
    expect(keys(conversation)).toEqual([1, 2, 3]);
    bridge.answer('messages.older', () => ({ messages: [], hasOlder: false }));
    await conversation.loadOlder();
    expect(bridge.callsOf('messages.older')).toMatchObject([{ before: Number.MAX_SAFE_INTEGER }, { before: 1 }]);
    expect(conversation.hasOlder).toBe(false);
  });

  it('loads one page at a time', async () => {
    const { bridge, conversation } = open();
    await conversation.load();
    await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
    expect(bridge.callsOf('messages.older')).toHaveLength(1);
  });

  it('keeps what arrives while the page is on its way', async () => {
    const { conversation } = open();
    const loading = conversation.load();
    conversation.merge([someMessage({ key: 121, with: ROMEO }), someMessage({ key: 120, with: ROMEO, body: 'new' })]);
    await loading;
    expect(conversation.newest?.key).toBe(121);
    expect(conversation.messages.at(-2)?.body).toBe('new');
    expect(new Set(keys(conversation)).size).toBe(conversation.messages.length);
  });

  it('ignores a change of a message that lies further back', async () => {
    const { conversation } = open();
    await conversation.load();
    conversation.merge([someMessage({ key: 3, with: ROMEO, body: 'changed' })]);
    expect(conversation.messages[0]?.key).toBe(71);
  });

  it('tells why it could not load, and loads when asked again', async () => {
    const { bridge, conversation } = open();
    bridge.refuse('messages.latest', { code: 'storage-failed' });
    await conversation.load();
    expect(conversation.failure?.code).toBe('storage-failed');
    expect(conversation.loaded).toBe(false);
    bridge.refuse('messages.latest', undefined);
    await conversation.load();
    expect(conversation.failure).toBeUndefined();
    expect(conversation.loaded).toBe(true);
  });

  it('drops what lies far behind while somebody scrolls, in both directions, and loads it again', async () => {
    const { conversation } = open(messages(1, 1000));
    const ends = () => [keys(conversation)[0], keys(conversation).at(-1)];
    await conversation.load();
    while (conversation.hasOlder) await conversation.loadOlder();
    expect(ends()).toEqual([1, 240]);
    expect(conversation).toMatchObject({ hasNewer: true, lastOwn: undefined });
    while (conversation.hasNewer) await conversation.loadNewer();
    expect(ends()).toEqual([761, 1000]);
    expect(conversation.hasOlder).toBe(true);
    expect(keys(conversation)).toHaveLength(240);
  });

  it('tells of newer messages that could not be loaded, apart from older ones, and loads them when asked again', async () => {
    const { bridge } = open(messages(1, 200));
    const conversation = new OpenConversation(createApi(bridge), 'juliet@jabber.example', ROMEO, undefined, 10);
    await conversation.load();
    bridge.refuse('messages.newer', { code: 'storage-failed' });
    await conversation.loadNewer();
    expect(conversation.newerFailure?.code).toBe('storage-failed');
    expect(conversation.failure).toBeUndefined();
    bridge.refuse('messages.newer', undefined);
    await conversation.loadNewer();
    expect(conversation.newerFailure).toBeUndefined();
    expect(keys(conversation).at(-1)).toBe(109);
  });

  it('drops old pages from memory when the end is in view', async () => {
    const { conversation } = open(messages(1, 800));
    await conversation.load();
    while (conversation.messages.length < 200) await conversation.loadOlder();
    conversation.merge(messages(801, 841));
    conversation.trim();
    expect(conversation.messages).toHaveLength(120);
    expect(conversation.newest?.key).toBe(841);
    await conversation.loadOlder();
    expect(conversation.messages).toHaveLength(170);
  });

  it('drops a page that is late: what it stood beside is not in memory any more', async () => {
    const { bridge, conversation } = open(messages(1, 1000));
    await conversation.load();
    while (conversation.messages.length < 240) await conversation.loadOlder();
    await conversation.loadOlder();
    expect(conversation.hasNewer).toBe(true);
    const answer = answerLater(bridge);
    const late = [conversation.loadOlder(), conversation.loadNewer()];
    await conversation.loadNewest();
    expect(conversation.loadingOlder).toBe(false);
    answer({ messages: messages(661, 710), hasOlder: false, hasNewer: true });
    await Promise.all(late);
    expect(keys(conversation)).toEqual(messages(951, 1000).map(({ key }) => key));
    expect(conversation).toMatchObject({ hasOlder: true, hasNewer: false });
    bridge.answer('messages.older', () => ({ messages: messages(901, 950), hasOlder: true }));
    await conversation.loadOlder();
    expect(keys(conversation)[0]).toBe(901);
  });

  it('leaves no hole where old pages are dropped while one is on its way', async () => {
    const { bridge, conversation } = open(messages(1, 800));
    await conversation.load();
    while (conversation.messages.length < 200) await conversation.loadOlder();
    const answer = answerLater(bridge);
    const late = conversation.loadOlder();
    conversation.merge(messages(801, 841));
    conversation.trim();
    answer({ messages: messages(551, 600), hasOlder: true });
    await late;
    expect(keys(conversation)).toEqual(messages(722, 841).map(({ key }) => key));
  });

  it('corrects the last own message that went out', async () => {
    const { conversation } = open([
      someMessage({ key: 1, with: ROMEO, direction: 'out' }),
      someMessage({ key: 2, with: ROMEO, direction: 'in' }),
    ]);
    await conversation.load();
    expect(conversation.lastOwn?.key).toBe(1);
    conversation.merge([someMessage({ key: 3, with: ROMEO, direction: 'out', state: 'failed' })]);
    expect(conversation.lastOwn).toBeUndefined();
  });
});

describe('mergeByKey', () => {
  it('is sorted, holds each key once and prefers the second list', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((all) => all.map((key) => someMessage({ key })));
    fc.assert(
      fc.property(list, list, (under, over) => {
        const sorted = [...under].sort((a, b) => a.key - b.key);
        const merged = mergeByKey(sorted, over);
        const expected = [...new Set([...under, ...over].map(({ key }) => key))].sort((a, b) => a - b);
        expect(merged.map(({ key }) => key)).toEqual(expected);
        for (const message of over) expect(merged).toContain(message);
      }),
    );
  });
});
