import { describe, expect, it } from 'vitest';
import { NS_CHAT_STATES, NS_MARKERS, NS_RECEIPTS } from '../../../electron/xmpp/ns';
import { child, childText } from '../../../electron/xmpp/xml';
import {
  bodies,
  carbon,
  chat,
  idOf,
  JULIET,
  NURSE,
  online,
  receiptRequest,
  ROMEO,
  started,
  type World,
} from './helpers';

const stanzaId = (id: string) => `<stanza-id xmlns="urn:xmpp:sid:0" id="${id}" by="${JULIET}"/>`;
const delay = (stamp: string) => `<delay xmlns="urn:xmpp:delay" stamp="${stamp}"/>`;

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
      carbon('received', chat('To your phone', { id: 'x1', payload: receiptRequest, to: `${JULIET}/phone` })),
    );
    expect(world.takeMessages()).toEqual([]);
    expect(world.features.unreadTotal()).toBe(1);
    const marker = `<displayed xmlns="${NS_MARKERS}" id="x1"/>`;
    await world.receive(carbon('sent', chat('', { from: `${JULIET}/phone`, to: ROMEO, payload: marker })));
    expect(world.features.unreadTotal()).toBe(0);
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
