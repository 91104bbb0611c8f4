import { describe, expect, it } from 'vitest';
import { NS_CORRECT, NS_STYLING } from '../../../electron/xmpp/ns';
import { MAX_BODY } from '../../../electron/xmpp/rfc6121-message/stanza';
import { child, childText } from '../../../electron/xmpp/xml';
import { bodies, carbon, chat, idOf, JULIET, NURSE, online, ROMEO, started } from './helpers';

const replace = (id: string) => `<replace xmlns="${NS_CORRECT}" id="${id}"/>`;

describe('a message that is not to be styled (XEP-0393)', () => {
  const unstyled = `<unstyled xmlns="${NS_STYLING}"/>`;

  it('is told and kept so, and its correction says anew whether it is', async () => {
    const world = await online();
    await world.receive(chat('&gt; _ &lt;', { id: 'c1', payload: unstyled }), chat('*styled*'));
    const told = world.hub.all('messagesAdded').flatMap(({ messages }) => messages);
    expect(told.map((one) => one.unstyled)).toEqual([true, undefined]);
    expect((await world.messages()).map((one) => one.unstyled)).toEqual([true, undefined]);
    await world.receive(chat('*meant*', { id: 'c2', payload: replace('c1') }));
    expect((await world.messages())[0]).toMatchObject({ body: '*meant*' });
    expect((await world.messages())[0]).not.toHaveProperty('unstyled');
  });

  it('is so also where its correction came before it', async () => {
    const world = await online();
    await world.receive(
      chat('&gt; o &lt;', { id: 'c2', payload: replace('c1') + unstyled }),
      chat('&gt; _ &lt;', { id: 'c1' }),
    );
    expect(await world.messages()).toMatchObject([{ body: '> o <', unstyled: true }]);
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

  it('say that the end of a text is missing as long as it is', async () => {
    const long = 'x'.repeat(MAX_BODY + 1);
    const world = await online();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.receive(chat(long, { id: 'c1' }), chat('whole', { id: 'c2' }));
    expect((await world.messages()).map(({ bodyCut }) => bodyCut)).toEqual([true, undefined]);
    await world.receive(chat('short', { payload: replace('c1') }), chat(long, { payload: replace('c2') }));
    // One that comes before what it corrects.
    await world.receive(chat(long, { payload: replace('c3') }), chat('whole at first', { id: 'c3' }));
    await world.stop();
    const again = await started(world.kept);
    const messages = await again.messages();
    expect(messages.map(({ bodyCut }) => bodyCut)).toEqual([undefined, true, true]);
    expect(messages.map(({ body }) => body.length)).toEqual(['short'.length, MAX_BODY, MAX_BODY]);
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
