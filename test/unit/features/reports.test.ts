/** What a message makes the app tell by itself, and what others tell in the same way: receipts, read markers, typing. */
import { describe, expect, it } from 'vitest';
import { NS_CHAT_STATES, NS_DISCO_INFO, NS_MARKERS, NS_RECEIPTS } from '../../../electron/xmpp/ns';
import { attr, child, children, type Element } from '../../../electron/xmpp/xml';
import { chat, idOf, JULIET, NURSE, online, receiptRequest, ROMEO, type World } from './helpers';

/** What was sent by itself, as the ledger on disk has it. */
async function ledgerOf(world: World): Promise<{ kind: string; to: string }[]> {
  await world.stop();
  const rows = world.openFile().history(JULIET).ledger.list(JULIET);
  return rows
    .filter((row) => row.kind !== 'host')
    .map(({ kind, to }) => ({ kind, to }))
    .reverse();
}

describe('receipts (XEP-0184)', () => {
  const receiptsIn = (stanzas: readonly Element[]): string[] =>
    stanzas.flatMap((stanza) =>
      children(stanza, 'received', NS_RECEIPTS).map((received) => attr(received, 'id') ?? ''),
    );

  it('that could not go out, or that the server may not have, go out when there is a connection again', async () => {
    const world = await online();
    await world.receive(chat('First', { id: 'q1', payload: receiptRequest }));
    const [first] = world.takeMessages();
    world.session.interrupt();
    await world.receive(chat('Second', { id: 'q2', payload: receiptRequest }));
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
    await world.receive(chat('Hear me', { id: 'q1', payload: receiptRequest }));
    const [receipt, ...more] = world.takeMessages();
    expect(more).toEqual([]);
    expect(receipt?.attrs['to']).toBe(ROMEO);
    expect(receipt && child(receipt, 'received', NS_RECEIPTS)?.attrs['id']).toBe('q1');
    expect(await ledgerOf(world)).toEqual([{ kind: 'receipt', to: ROMEO }]);
  });

  it.each([
    ['a stranger', chat('Hi', { from: 'tybalt@capulet.lit/street', payload: receiptRequest })],
    [
      'someone whose presence we see but who may not see ours',
      chat('Hi', { from: 'stranger@verona.lit/x', payload: receiptRequest }),
    ],
    ['a headline', chat('News', { type: 'headline', payload: receiptRequest })],
    [
      'a message that is itself a receipt',
      chat('Hi', { payload: `${receiptRequest}<received xmlns="${NS_RECEIPTS}" id="z"/>` }),
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
    await world.receive(chat('Hear me', { payload: receiptRequest }));
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
