import { describe, expect, it } from 'vitest';
import { NS_CHAT_STATES, NS_CORRECT, NS_DISCO_INFO, NS_MARKERS, NS_RECEIPTS } from '../../../electron/xmpp/ns';
import { attr, child, children, childText, type Element } from '../../../electron/xmpp/xml';
import { carbon, chat, JULIET, NURSE, online, ROMEO, started, type World } from './helpers';

const request = `<request xmlns="${NS_RECEIPTS}"/>`;
const replace = (id: string) => `<replace xmlns="${NS_CORRECT}" id="${id}"/>`;
const stanzaId = (id: string) => `<stanza-id xmlns="urn:xmpp:sid:0" id="${id}" by="${JULIET}"/>`;
const delay = (stamp: string) => `<delay xmlns="urn:xmpp:delay" stamp="${stamp}"/>`;

function idOf(element: Element | undefined): string | undefined {
  return element && attr(element, 'id');
}

async function bodies(world: World, peer = ROMEO): Promise<string[]> {
  return (await world.messages(peer)).map((one) => one.body);
}

/** What was sent by itself, as the ledger on disk has it. */
async function ledgerOf(world: World): Promise<{ kind: string; to: string }[]> {
  await world.stop();
  const rows = world.openFile().history(JULIET).ledger.list(JULIET);
  return rows
    .filter((row) => row.kind !== 'host')
    .map(({ kind, to }) => ({ kind, to }))
    .reverse();
}

describe('a message that comes in', () => {
  it('is stored, told, counted and in its conversation', async () => {
    const world = await online();
    await world.receive(chat('But soft'));
    const [added] = world.hub.all('messagesAdded');
    expect(added?.messages).toMatchObject([
      { with: ROMEO, direction: 'in', body: 'But soft', resource: 'garden', carbon: false },
    ]);
    expect(world.hub.all('conversationsChanged').at(-1)?.conversations).toMatchObject([{ with: ROMEO, unread: 1 }]);
    expect(world.features.unreadTotal()).toBe(1);
    expect(await bodies(world)).toEqual(['But soft']);
  });

  it('comes once, however often it is delivered', async () => {
    const world = await online();
    const twice = chat('Once', { id: 'a', payload: stanzaId('s1') });
    await world.receive(twice, twice);
    await world.receive(chat('Once', { id: 'other', payload: stanzaId('s1') }));
    await world.receive(carbon('received', chat('Twice', { id: 'b', to: `${JULIET}/elsewhere` })));
    await world.receive(chat('Twice', { id: 'b' }));
    expect(await bodies(world)).toEqual(['Once', 'Twice']);
    expect(world.features.unreadTotal()).toBe(2);
  });

  it('of a rush is stored in one go and told in one event', async () => {
    const world = await online();
    await world.receive(...Array.from({ length: 40 }, (_, n) => chat(String(n))));
    expect(world.hub.all('messagesAdded').map((one) => one.messages.length)).toEqual([40]);
    expect(await bodies(world)).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
  });

  it('does not reorder by its own clock, which never shows a future', async () => {
    const world = await online();
    const now = world.clock.now();
    await world.receive(
      chat('one'),
      chat('two', { payload: delay('2019-01-01T00:00:00Z') }),
      chat('three', { payload: delay('9999-12-31T23:59:59Z') }),
      chat('four', { payload: delay('-0001-01-01T00:00:00Z') }),
    );
    const messages = await world.messages();
    expect(messages.map((one) => one.body)).toEqual(['one', 'two', 'three', 'four']);
    for (const message of messages) expect(message.at).toBeLessThanOrEqual(world.clock.now());
    expect(messages[0]?.at).toBeGreaterThanOrEqual(now);
    expect(messages[1]).toMatchObject({ delayed: true, at: Date.UTC(2019, 0, 1) });
  });

  it('from a room, without text, or with text of another protocol is no chat', async () => {
    const world = await online();
    await world.receive(
      chat('room', { type: 'groupchat' }),
      chat('', { payload: '<body xmlns="urn:example:other">hidden</body>' }),
      chat('', { payload: `<active xmlns="${NS_CHAT_STATES}"/>` }),
    );
    expect(await bodies(world)).toEqual([]);
    expect(world.hub.all('messagesAdded')).toEqual([]);
  });

  it('without a sender belongs to the own account alone', async () => {
    const world = await online();
    await world.receive(`<message xmlns="jabber:client" to="${JULIET}"><body>Server speaks</body></message>`);
    expect(await bodies(world, JULIET)).toEqual(['Server speaks']);
  });
});

describe('copies (XEP-0280)', () => {
  it('of what another session sent stand in the same conversation, and mark it read', async () => {
    const world = await online();
    await world.receive(chat('Question'));
    await world.receive(carbon('sent', chat('Answer', { from: `${JULIET}/phone`, to: `${ROMEO}/garden` })));
    const messages = await world.messages();
    expect(messages).toMatchObject([
      { body: 'Question', direction: 'in' },
      { body: 'Answer', direction: 'out', carbon: true, state: 'acknowledged', resource: 'phone' },
    ]);
    expect(world.features.unreadTotal()).toBe(0);
  });

  it('by anybody but the own server are dropped', async () => {
    const world = await online();
    const forged = carbon('sent', chat('Forged', { from: JULIET, to: ROMEO })).replace(
      `from="${JULIET}"`,
      'from="tybalt@capulet.lit"',
    );
    await world.receive(forged);
    expect(await bodies(world)).toEqual([]);
  });

  it('are never answered with a receipt, but a read marker of another session counts', async () => {
    const world = await online();
    await world.receive(
      carbon('received', chat('To your phone', { id: 'x1', payload: request, to: `${JULIET}/phone` })),
    );
    expect(world.takeMessages()).toEqual([]);
    expect(world.features.unreadTotal()).toBe(1);
    const marker = `<displayed xmlns="${NS_MARKERS}" id="x1"/>`;
    await world.receive(carbon('sent', chat('', { from: `${JULIET}/phone`, to: ROMEO, payload: marker })));
    expect(world.features.unreadTotal()).toBe(0);
  });
});

describe('receipts (XEP-0184)', () => {
  const receiptsIn = (stanzas: readonly Element[]): string[] =>
    stanzas.flatMap((stanza) =>
      children(stanza, 'received', NS_RECEIPTS).map((received) => attr(received, 'id') ?? ''),
    );

  it('that could not go out, or that the server may not have, go out when there is a connection again', async () => {
    const world = await online();
    const ask = `<request xmlns="${NS_RECEIPTS}"/>`;
    await world.receive(chat('First', { id: 'q1', payload: ask }));
    const [first] = world.takeMessages();
    world.session.interrupt();
    await world.receive(chat('Second', { id: 'q2', payload: ask }));
    expect(world.takeMessages()).toEqual([]);
    world.session.resume();
    await world.quiet();
    expect(receiptsIn(world.takeMessages())).toEqual(['q2']);
    if (first !== undefined) world.session.acknowledge(first);
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect(receiptsIn(world.takeMessages())).toEqual(['q2']);
  });

  it('are given to contacts who ask, once stored, and noted', async () => {
    const world = await online();
    await world.receive(chat('Hear me', { id: 'q1', payload: request }));
    const [receipt, ...more] = world.takeMessages();
    expect(more).toEqual([]);
    expect(receipt?.attrs['to']).toBe(ROMEO);
    expect(receipt && child(receipt, 'received', NS_RECEIPTS)?.attrs['id']).toBe('q1');
    expect(await ledgerOf(world)).toEqual([{ kind: 'receipt', to: ROMEO }]);
  });

  it.each([
    ['a stranger', chat('Hi', { from: 'tybalt@capulet.lit/street', payload: request })],
    [
      'someone whose presence we see but who may not see ours',
      chat('Hi', { from: 'stranger@verona.lit/x', payload: request }),
    ],
    ['a headline', chat('News', { type: 'headline', payload: request })],
    [
      'a message that is itself a receipt',
      chat('Hi', { payload: `${request}<received xmlns="${NS_RECEIPTS}" id="z"/>` }),
    ],
  ])('are not given to %s', async (_who, stanza) => {
    const world = await online();
    await world.receive(stanza);
    expect(world.takeMessages()).toEqual([]);
    expect(await ledgerOf(world)).toEqual([]);
  });

  it('are not given when switched off', async () => {
    const world = await online();
    await world.switches({ receipts: false });
    world.session.takeSent();
    await world.receive(chat('Hear me', { payload: request }));
    expect(world.takeMessages()).toEqual([]);
  });

  it('for own messages count only from whom they were sent to', async () => {
    const world = await online();
    const { id, key } = await world.send('Art thou there?');
    const receipt = `<received xmlns="${NS_RECEIPTS}" id="${id}"/>`;
    await world.receive(chat('', { from: `${NURSE}/x`, payload: receipt }));
    expect((await world.messages())[0]?.state).toBe('sent');
    await world.receive(chat('', { payload: receipt }));
    expect((await world.messages())[0]).toMatchObject({ key, state: 'delivered' });
  });
});

describe('read markers (XEP-0333)', () => {
  const markable = `<markable xmlns="${NS_MARKERS}"/>`;

  async function readOne(world: World, payload = markable): Promise<void> {
    await world.receive(chat('Read me', { id: 'm1', payload }));
    const [message] = await world.messages();
    await world.handlers['messages.markRead']({ account: JULIET, with: ROMEO, upTo: message?.key ?? 0 });
    await world.quiet();
  }

  it('are not sent unless the user wants it', async () => {
    const world = await online();
    await readOne(world);
    expect(world.takeMessages()).toEqual([]);
    expect(world.features.unreadTotal()).toBe(0);
  });

  it('are sent once to contacts who ask, and noted', async () => {
    const world = await online();
    await world.switches({ readMarkers: true });
    world.session.takeSent();
    await readOne(world);
    await readOne(world, '');
    const sent = world.takeMessages();
    expect(sent.map((one) => idOf(child(one, 'displayed', NS_MARKERS)))).toEqual(['m1']);
    expect(await ledgerOf(world)).toEqual([{ kind: 'read-marker', to: ROMEO }]);
  });

  it('from the other side mark everything before them as read', async () => {
    const world = await online();
    const first = await world.send('one');
    const second = await world.send('two');
    await world.send('three');
    await world.receive(chat('', { payload: `<displayed xmlns="${NS_MARKERS}" id="${second.id}"/>` }));
    expect((await world.messages()).map((one) => one.state)).toEqual(['read', 'read', 'sent']);
    await world.receive(chat('', { payload: `<received xmlns="${NS_RECEIPTS}" id="${first.id}"/>` }));
    expect((await world.messages())[0]?.state).toBe('read');
  });
});

describe('corrections (XEP-0308)', () => {
  it('by the same person take the place of the text', async () => {
    const world = await online();
    await world.receive(
      chat('Godo night', { id: 'c1' }),
      chat('Good night', { from: `${ROMEO}/phone`, payload: replace('c1') }),
    );
    const messages = await world.messages();
    expect(messages).toMatchObject([{ body: 'Good night' }]);
    expect(messages[0]?.correctedAt).toBeDefined();
    expect(world.features.unreadTotal()).toBe(1);
  });

  it('a second time refer to the first message', async () => {
    const world = await online();
    await world.receive(
      chat('a', { id: 'c1' }),
      chat('b', { id: 'c2', payload: replace('c1') }),
      chat('c', { id: 'c3', payload: replace('c1') }),
    );
    expect(await bodies(world)).toEqual(['c']);
  });

  it.each([
    ['by another person', chat('Changed', { from: `${NURSE}/x`, payload: replace('c1') }), NURSE],
    ['to a message that is not there', chat('Changed', { payload: replace('unknown') }), ROMEO],
    ['that makes a chat a headline', chat('Changed', { type: 'headline', payload: replace('c1') }), ROMEO],
    [
      'in the name of the account',
      carbon('sent', chat('Changed', { from: `${JULIET}/phone`, to: ROMEO, payload: replace('c1') })),
      ROMEO,
    ],
  ])('%s stand apart', async (_what, correction, peer) => {
    const world = await online();
    await world.receive(chat('Original', { id: 'c1' }), correction);
    expect((await world.messages())[0]).toMatchObject({ body: 'Original' });
    expect((await world.messages(peer)).at(-1)).toMatchObject({ body: 'Changed', untrustedCorrection: true });
  });

  it('without a text change nothing', async () => {
    const world = await online();
    await world.receive(chat('Original', { id: 'c1' }), chat('', { payload: replace('c1') }));
    expect(await bodies(world)).toEqual(['Original']);
  });

  it('of own messages are sent for the last one only', async () => {
    const world = await online();
    const first = await world.send('first');
    const last = await world.send('lsat');
    world.session.takeSent();
    const args = { account: JULIET, with: ROMEO };
    await expect(world.handlers['messages.correct']({ ...args, key: first.key, body: 'x' })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    const corrected = await world.handlers['messages.correct']({ ...args, key: last.key, body: 'last' });
    expect(corrected).toMatchObject({ key: last.key, body: 'last', id: last.id });
    const [sent] = world.takeMessages();
    expect(sent && child(sent, 'replace', NS_CORRECT)?.attrs['id']).toBe(last.id);
    expect(sent?.attrs['id']).not.toBe(last.id);
  });

  it('of what has not gone out yet change what will be sent', async () => {
    const world = await online();
    world.session.leave();
    const message = await world.send('tpyo');
    await world.handlers['messages.correct']({ account: JULIET, with: ROMEO, key: message.key, body: 'typo' });
    world.session.comeBack();
    await world.quiet();
    const sent = world.takeMessages();
    expect(sent.map((one) => childText(one, 'body', 'jabber:client'))).toEqual(['typo']);
    expect(sent.every((one) => child(one, 'replace', NS_CORRECT) === undefined)).toBe(true);
  });

  it('while offline go out at the next sign-in, and again as long as the server did not say that it has them', async () => {
    const world = await online();
    const message = await world.send('said');
    const [original] = world.takeMessages();
    if (original !== undefined) world.session.acknowledge(original);
    world.session.lose();
    await world.handlers['messages.correct']({ account: JULIET, with: ROMEO, key: message.key, body: 'unsaid' });
    expect(world.takeMessages()).toEqual([]);
    world.session.retryNow();
    await world.quiet();
    const [first] = world.takeMessages();
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    const [second] = world.takeMessages();
    if (first === undefined || second === undefined) throw new Error('no correction went out');
    expect(idOf(second)).toBe(idOf(first));
    expect(childText(second, 'body', 'jabber:client')).toBe('unsaid');
    world.session.acknowledge(second);
    world.session.lose();
    world.session.retryNow();
    await world.quiet();
    expect(world.takeMessages()).toEqual([]);
    expect(await bodies(world)).toEqual(['unsaid']);
  });
});

describe('sending', () => {
  it('stores first, then sends with everything it asks for, then says so', async () => {
    const world = await online();
    await world.handlers['messages.setDraft']({ account: JULIET, with: ROMEO, draft: 'O Romeo' });
    const message = await world.send('O Romeo');
    expect(message.state).toBe('waiting');
    const [sent] = world.takeMessages();
    expect(sent?.attrs).toMatchObject({ to: ROMEO, type: 'chat', id: message.id });
    expect(sent && child(sent, 'request', NS_RECEIPTS)).toBeDefined();
    expect(world.hub.all('messagesChanged').at(-1)?.messages).toMatchObject([{ key: message.key, state: 'sent' }]);
    expect(world.hub.all('conversationsChanged').at(-1)?.conversations).toMatchObject([{ draft: '', unread: 0 }]);
  });

  it('while offline waits and keeps its order, also over a restart', async () => {
    const world = await online();
    world.session.leave();
    for (const body of ['one', 'two']) await world.send(body);
    expect((await world.messages()).map((one) => one.state)).toEqual(['waiting', 'waiting']);
    await world.stop();

    const again = await started(world);
    await again.send('three');
    const sent = again.takeMessages().map((one) => childText(one, 'body', 'jabber:client'));
    expect(sent).toEqual(['one', 'two', 'three']);
    expect((await again.messages()).map((one) => one.state)).toEqual(['sent', 'sent', 'sent']);
  });

  it('that comes back says why, and can be tried again under the same id', async () => {
    const world = await online();
    const message = await world.send('Anybody?');
    const error = '<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>';
    await world.receive(chat('', { type: 'error', id: message.id, from: 'tybalt@capulet.lit', payload: error }));
    expect((await world.messages())[0]?.state).toBe('sent');
    await world.receive(chat('', { type: 'error', id: message.id, from: ROMEO, payload: error }));
    expect((await world.messages())[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'refused-by-server', detail: 'service-unavailable' },
    });
    world.session.takeSent();
    await world.handlers['messages.retry']({ account: JULIET, with: ROMEO, key: message.key });
    await world.quiet();
    expect(world.takeMessages().map(idOf)).toEqual([message.id]);
    expect((await world.messages())[0]).toMatchObject({ state: 'sent' });
    expect((await world.messages())[0]).not.toHaveProperty('failure');
  });

  it.each([
    ['messages.send', { account: JULIET, with: 'no address@@', body: 'x' }, 'invalid-argument'],
    ['messages.send', { account: NURSE, with: ROMEO, body: 'x' }, 'no-account'],
  ] as const)('%s with %j is refused', async (name, args, code) => {
    const world = await online();
    await expect(world.handlers[name](args)).rejects.toMatchObject({ code });
  });
});

describe('stream management (XEP-0198)', () => {
  const presences = (world: World) => world.session.takeSent().filter((stanza) => stanza.is('presence'));

  it('tells of each message whether the server has it', async () => {
    const world = await online();
    const { key } = await world.send('one');
    const [sent] = world.takeMessages();
    if (sent === undefined) throw new Error('nothing went out');
    expect((await world.messages())[0]?.state).toBe('sent');
    world.session.acknowledge(sent);
    await world.quiet();
    expect(world.hub.all('messagesChanged').at(-1)?.messages).toMatchObject([{ key, state: 'acknowledged' }]);
  });

  it('sends what was not acknowledged again under the same id, before what came later', async () => {
    const world = await online();
    const first = await world.send('one');
    expect(world.takeMessages()).toHaveLength(1);
    world.session.leave();
    const second = await world.send('two');
    expect((await world.messages()).map(({ state }) => state)).toEqual(['sent', 'waiting']);
    world.session.comeBack();
    await world.quiet();
    expect(world.takeMessages().map(idOf)).toEqual([first.id, second.id]);
    expect(await bodies(world)).toEqual(['one', 'two']);
  });

  it('tells nobody of an interruption: contacts stay, and only what waited goes out', async () => {
    const world = await online();
    await world.receive(`<presence xmlns="jabber:client" from="${ROMEO}/garden"/>`);
    world.session.interrupt();
    const message = await world.send('Are you there?');
    expect(world.takeMessages()).toEqual([]);
    world.session.resume();
    await world.quiet();
    expect((await world.snapshot()).accounts[0]?.contacts.find(({ jid }) => jid === ROMEO)?.resources).toHaveLength(1);
    const went = world.session.takeSent();
    expect(went.map((stanza) => stanza.getName())).toEqual(['message']);
    expect(went.map(idOf)).toEqual([message.id]);
  });

  it('tells contacts after an interruption what the user chose in it', async () => {
    const world = await online();
    world.session.interrupt();
    await world.handlers['accounts.setAvailability']({ account: JULIET, availability: 'dnd', statusText: 'asleep' });
    expect(presences(world)).toEqual([]);
    world.session.resume();
    await world.quiet();
    expect(presences(world).map((stanza) => childText(stanza, 'show', 'jabber:client'))).toEqual(['dnd']);
  });

  it('what cannot be noted as sent waits, and goes out once there is room', async () => {
    const world = await online();
    world.session.interrupt();
    await world.send('soft');
    world.takeMessages();
    const unblock = world.blockStore();
    world.session.resume();
    await world.quiet();
    expect(world.takeMessages()).toEqual([]);
    expect((await world.messages()).map(({ state }) => state)).toEqual(['waiting']);
    unblock();
    await world.clock.advance(5000);
    await world.quiet();
    expect(world.takeMessages().map((stanza) => childText(stanza, 'body', 'jabber:client'))).toEqual(['soft']);
    expect((await world.messages()).map(({ state }) => state)).toEqual(['sent']);
  });

  it('acknowledges nothing that is not stored', async () => {
    const world = await online();
    await world.session.receive(chat('kept by the server'));
    const unblock = world.blockStore();
    expect(world.session.askAcknowledgement()).toBe(false);
    unblock();
    await world.quiet();
    expect(world.session.askAcknowledgement()).toBe(true);
    expect(await bodies(world)).toEqual(['kept by the server']);
  });
});

describe('typing (XEP-0085)', () => {
  const tell = (world: World, state: 'composing' | 'paused' | 'active' | 'gone', peer = ROMEO) =>
    world.handlers['messages.setChatState']({ account: JULIET, with: peer, state });
  const heardState = chat('Hi', { payload: `<active xmlns="${NS_CHAT_STATES}"/>` });

  it('is told to contacts who showed that they know it, each change once, and noted', async () => {
    const world = await online();
    await world.receive(heardState);
    for (const state of ['active', 'composing', 'composing', 'paused', 'composing', 'active'] as const)
      await tell(world, state);
    const states = world
      .takeMessages()
      .map((one) => one.getChildElements().find((el) => el.getNS() === NS_CHAT_STATES)?.name);
    expect(states).toEqual(['composing', 'paused', 'composing', 'active']);
    expect(await ledgerOf(world)).toEqual(Array.from({ length: 4 }, () => ({ kind: 'typing', to: ROMEO })));
  });

  it.each([
    ['of whom nothing is known', [], ROMEO],
    ['whose messages carry none', [chat('Plain')], ROMEO],
    ['who is no contact', [chat('Hi', { from: `${NURSE}/x`, payload: `<active xmlns="${NS_CHAT_STATES}"/>` })], NURSE],
  ])('is not told to someone %s', async (_who, heard, peer) => {
    const world = await online();
    await world.receive(...heard);
    await tell(world, 'composing', peer);
    expect(world.takeMessages()).toEqual([]);
    expect(await ledgerOf(world)).toEqual([]);
  });

  it('is not told when switched off, not even within a message', async () => {
    const world = await online();
    await world.receive(heardState);
    await world.switches({ typing: false });
    await tell(world, 'composing');
    await world.send('Hello');
    const [sent, ...more] = world.takeMessages();
    expect(more).toEqual([]);
    expect(sent?.toString()).not.toContain(NS_CHAT_STATES);
  });

  it('is told to someone whose client announces it, after asking that client once', async () => {
    const world = await online();
    let asked = 0;
    world.session.answer('get', 'query', NS_DISCO_INFO, () => {
      asked += 1;
      return `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_CHAT_STATES}"/></query>`;
    });
    const caps = '<c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="urn:example" ver="abc"/>';
    await world.receive(`<presence xmlns="jabber:client" from="${ROMEO}/garden">${caps}</presence>`);
    world.session.takeSent();
    await tell(world, 'composing');
    await tell(world, 'paused');
    expect(asked).toBe(1);
    expect(world.takeMessages()).toHaveLength(2);
  });

  it('of others is shown, and ends by itself, by a message, or when they go', async () => {
    const world = await online();
    const composing = chat('', { payload: `<composing xmlns="${NS_CHAT_STATES}"/>` });
    const last = () => world.hub.all('chatStateChanged').at(-1)?.state;
    await world.receive(`<presence xmlns="jabber:client" from="${ROMEO}/garden"/>`);
    await world.receive(composing);
    expect(last()).toBe('composing');
    await world.clock.advance(61_000);
    expect(last()).toBe('paused');
    await world.receive(composing, chat('Done'));
    expect(last()).toBe('active');
    await world.receive(composing);
    await world.receive(`<presence xmlns="jabber:client" from="${ROMEO}/garden" type="unavailable"/>`);
    expect(last()).toBe('gone');
  });
});
