/** A correction, a retraction or reactions that come back with an error (RFC 6120 §8.3). */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../electron/contract/messages';
import { attr, type Element } from '../../../electron/xmpp/xml';
import { chat, idOf, JULIET, NURSE, online, ROMEO, started, type World } from './helpers';

type What = NonNullable<Message['refused']>[number]['what'];

const kinds: readonly (readonly [What])[] = [['correction'], ['retraction'], ['reactions']];

function bounce(id: string | undefined, from = `${ROMEO}/garden`): string {
  const payload = `<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;
  return chat('', { id: id ?? '', type: 'error', from, payload });
}

/** Acknowledges all that went out since, and returns the last message of it. */
async function taken(world: World): Promise<Element> {
  await world.quiet();
  const sent = world.takeMessages();
  for (const stanza of sent) world.session.acknowledge(stanza);
  await world.quiet();
  const last = sent.at(-1);
  if (last === undefined) throw new Error('nothing went out');
  return last;
}

/** An own message that the server has, and the stanza that says something of it, which it has too. */
async function said(world: World, what: What): Promise<{ readonly message: Message; readonly stanza: Element }> {
  const message = await world.send('Said');
  await taken(world);
  const about = { account: JULIET, with: ROMEO, key: message.key };
  if (what === 'correction') await world.handlers['messages.correct']({ ...about, body: 'Meant' });
  else if (what === 'retraction') await world.handlers['messages.retract'](about);
  else await world.handlers['messages.react']({ ...about, emojis: ['🌹'] });
  return { message, stanza: await taken(world) };
}

async function refusedOf(world: World, key: number): Promise<Message['refused']> {
  return (await world.messages()).find((one) => one.key === key)?.refused;
}

describe.each(kinds)('%s that came back', (what) => {
  const refused = [{ what, condition: 'service-unavailable' }];

  it('is told with the reason, also after a restart, and by the other side alone', async () => {
    const world = await online();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    const { message, stanza } = await said(world, what);
    await world.receive(bounce(idOf(stanza), `${NURSE}/x`));
    expect(await refusedOf(world, message.key)).toBeUndefined();
    world.hub.forget();
    await world.receive(bounce(idOf(stanza)));
    const told = world.hub.all('messagesChanged').flatMap(({ messages }) => messages);
    expect(told).toMatchObject([{ key: message.key, state: 'acknowledged', refused }]);
    await world.stop();
    const again = await started(world.kept);
    expect(again.takeMessages()).toEqual([]);
    expect(await refusedOf(again, message.key)).toEqual(refused);
  });

  it('goes out again under its id when the user wants it, and is told no more', async () => {
    const world = await online();
    const { message, stanza } = await said(world, what);
    await world.receive(bounce(idOf(stanza)));
    const place = { account: JULIET, with: ROMEO, key: message.key };
    expect(await world.handlers['messages.retry'](place)).not.toHaveProperty('refused');
    const second = await taken(world);
    expect(second.toString()).toBe(stanza.toString());
    expect(await refusedOf(world, message.key)).toBeUndefined();
    await expect(world.handlers['messages.retry'](place)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('before the server had acknowledged it, goes out again all the same', async () => {
    const world = await online();
    const { key } = await world.send('Said');
    await taken(world);
    const about = { account: JULIET, with: ROMEO, key };
    if (what === 'correction') await world.handlers['messages.correct']({ ...about, body: 'Meant' });
    else if (what === 'retraction') await world.handlers['messages.retract'](about);
    else await world.handlers['messages.react']({ ...about, emojis: ['🌹'] });
    await world.quiet();
    const [first] = world.takeMessages();
    await world.receive(bounce(idOf(first)));
    await world.handlers['messages.retry'](about);
    expect(idOf(await taken(world))).toBe(idOf(first));
    expect(await refusedOf(world, key)).toBeUndefined();
  });

  it('says nothing where the message itself came back', async () => {
    const world = await online();
    const { message, stanza } = await said(world, what);
    await world.receive(bounce(idOf(stanza)), bounce(message.id));
    expect(await world.messages()).toMatchObject([{ state: 'failed' }]);
    expect(await refusedOf(world, message.key)).toBeUndefined();
  });
});

describe('what came back', () => {
  it('is gone with what is said after it', async () => {
    const world = await online();
    const { message, stanza } = await said(world, 'correction');
    await world.receive(bounce(idOf(stanza)));
    const about = { account: JULIET, with: ROMEO, key: message.key };
    await world.handlers['messages.correct']({ ...about, body: 'Really meant' });
    const newer = await taken(world);
    expect(await refusedOf(world, message.key)).toBeUndefined();
    // Of the one before, nothing is wanted any more.
    await world.receive(bounce(idOf(stanza)));
    expect(await refusedOf(world, message.key)).toBeUndefined();
    await world.receive(bounce(idOf(newer)));
    await world.handlers['messages.retract'](about);
    expect(await refusedOf(world, message.key)).toBeUndefined();
  });

  it('tells also of reactions that were taken back, and of a correction beside them', async () => {
    const world = await online();
    const { message, stanza } = await said(world, 'correction');
    const about = { account: JULIET, with: ROMEO, key: message.key };
    await world.handlers['messages.react']({ ...about, emojis: ['🌹'] });
    await taken(world);
    await world.handlers['messages.react']({ ...about, emojis: [] });
    await world.receive(bounce(idOf(stanza)), bounce(idOf(await taken(world))));
    const condition = 'service-unavailable';
    expect((await world.messages())[0]?.reactions).toBeUndefined();
    expect(await refusedOf(world, message.key)).toEqual([
      { what: 'correction', condition },
      { what: 'reactions', condition },
    ]);
  });

  it('is told of a message of the other side as well', async () => {
    const world = await online();
    await world.receive(chat('Look!', { id: 'm1' }));
    const [look] = await world.messages();
    const about = { account: JULIET, with: ROMEO, key: look?.key ?? 0 };
    await world.handlers['messages.react']({ ...about, emojis: ['🌹'] });
    const stanza = await taken(world);
    await world.receive(bounce(idOf(stanza)));
    expect(await refusedOf(world, about.key)).toMatchObject([{ what: 'reactions' }]);
    await world.handlers['messages.retry'](about);
    expect(attr(await taken(world), 'id')).toBe(idOf(stanza));
  });

  it('goes out with the corrected text where the message itself is tried again', async () => {
    const world = await online();
    const { message, stanza } = await said(world, 'correction');
    await world.receive(bounce(idOf(stanza)), bounce(message.id));
    await world.handlers['messages.retry']({ account: JULIET, with: ROMEO, key: message.key });
    await world.quiet();
    const sent = world.takeMessages();
    expect(sent.map((one) => one.getChildText('body'))).toEqual(['Meant', 'Meant']);
    expect(sent.map(idOf)).toEqual([message.id, idOf(stanza)]);
    for (const one of sent) world.session.acknowledge(one);
    await world.quiet();
    expect(await world.messages()).toMatchObject([{ state: 'acknowledged', body: 'Meant' }]);
    expect(await refusedOf(world, message.key)).toBeUndefined();
  });
});

describe('a message that was taken back', () => {
  it('does not go out once more where nobody knows whether it arrived', async () => {
    const world = await online();
    const { key } = await world.send('Said too much');
    world.takeMessages();
    world.session.leave();
    await world.handlers['messages.retract']({ account: JULIET, with: ROMEO, key });
    world.session.comeBack();
    await world.clock.advance(60_000);
    const sent = world.takeMessages();
    expect(sent.map((stanza) => stanza.getChild('retract') !== undefined)).toEqual([true]);
  });

  it('and came back is not to be tried again', async () => {
    const world = await online();
    const { message } = await said(world, 'retraction');
    await world.receive(bounce(message.id));
    const retrying = world.handlers['messages.retry']({ account: JULIET, with: ROMEO, key: message.key });
    await expect(retrying).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('stays taken back where it is deleted and put back', async () => {
    const world = await online();
    const { message } = await said(world, 'retraction');
    await world.receive(bounce(message.id));
    const place = { account: JULIET, with: ROMEO, key: message.key };
    await world.handlers['messages.discard'](place);
    await world.handlers['messages.restore'](place);
    expect(await world.messages()).toMatchObject([{ state: 'failed', retracted: true }]);
  });
});
