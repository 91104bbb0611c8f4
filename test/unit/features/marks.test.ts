/** Retractions (XEP-0424), reactions (XEP-0444) and replies (XEP-0461), both ways and in any order. */
import { describe, expect, it } from 'vitest';
import { attr, child, childText, children, type Element } from '../../../electron/xmpp/xml';
import { chat, JULIET, NURSE, online, ROMEO, type World } from './helpers';

const RETRACT = 'urn:xmpp:message-retract:1';
const REACTIONS = 'urn:xmpp:reactions:0';
const REPLY = 'urn:xmpp:reply:0';

const retraction = (id: string) => `<retract xmlns="${RETRACT}" id="${id}"/>`;
const reactions = (id: string, ...emojis: string[]) =>
  `<reactions xmlns="${REACTIONS}" id="${id}">${emojis.map((one) => `<reaction>${one}</reaction>`).join('')}</reactions>`;
const reply = (id: string) => `<reply xmlns="${REPLY}" id="${id}" to="${ROMEO}"/>`;

async function only(world: World) {
  const [message, ...more] = await world.messages();
  if (message === undefined || more.length > 0) throw new Error('not one message');
  return message;
}

function required(stanza: Element | undefined): Element {
  if (stanza === undefined) throw new Error('nothing went out');
  return stanza;
}

describe('what others say of a message', () => {
  it('a retraction takes the text away, also where it comes first', async () => {
    const world = await online();
    await world.receive(chat('Said too much', { id: 'm1' }), chat('', { payload: retraction('m1') }));
    await world.receive(chat('', { payload: retraction('m2') }), chat('Late', { id: 'm2' }));
    expect(await world.messages()).toMatchObject([
      { body: '', retracted: true },
      { body: '', retracted: true },
    ]);
  });

  it.each([
    ['of somebody else', (id: string) => chat('', { from: `${NURSE}/x`, payload: retraction(id) })],
    ['of the one it was said to', (id: string) => chat('', { from: JULIET, to: ROMEO, payload: retraction(id) })],
  ])('a retraction %s does nothing', async (_who, stanza) => {
    const world = await online();
    await world.receive(chat('Said', { id: 'm1' }), stanza('m1'));
    expect(await world.messages()).toMatchObject([{ body: 'Said' }]);
  });

  it('an own message can be taken back by its author alone', async () => {
    const world = await online();
    const { id } = await world.send('Mine');
    await world.receive(chat('', { payload: retraction(id) }));
    expect((await only(world)).body).toBe('Mine');
  });

  it('reactions are those of their sender, all of them, and the last word counts', async () => {
    const world = await online();
    const { id } = await world.send('Look!');
    await world.receive(chat('', { payload: reactions(id, '👍', '🎉') }));
    expect((await only(world)).reactions).toEqual([{ by: ROMEO, emojis: ['👍', '🎉'] }]);
    await world.receive(chat('', { from: `${NURSE}/x`, payload: reactions(id, '👎') }));
    await world.receive(chat('', { payload: reactions(id, '❤️') }));
    expect((await only(world)).reactions).toEqual([{ by: ROMEO, emojis: ['❤️'] }]);
    await world.receive(chat('', { payload: reactions(id) }));
    expect(await only(world)).not.toHaveProperty('reactions');
  });

  it('reactions that come before their message wait for it', async () => {
    const world = await online();
    await world.receive(chat('', { payload: reactions('m1', '👍') }), chat('Here', { id: 'm1' }));
    expect((await only(world)).reactions).toEqual([{ by: ROMEO, emojis: ['👍'] }]);
  });

  it('an answer shows what it answers, once that is known, and no longer than it stands', async () => {
    const world = await online();
    await world.receive(chat('Because', { id: 'm2', payload: reply('m1') }), chat('Why?', { id: 'm1' }));
    const [answer, question] = await world.messages();
    expect(answer).toMatchObject({ replyTo: { key: question?.key, direction: 'in', text: 'Why?' } });
    await world.receive(chat('', { payload: retraction('m1') }));
    expect((await world.messages())[0]).toMatchObject({ replyTo: { text: '' } });
  });
});

describe('what the user says of a message', () => {
  it('a retraction goes out until the server has it, and the text is gone at once', async () => {
    const world = await online();
    const { key, id } = await world.send('Too much');
    world.session.takeSent();
    await world.handlers['messages.retract']({ account: JULIET, with: ROMEO, key });
    await world.quiet();
    expect(await only(world)).toMatchObject({ body: '', retracted: true });
    const first = required(world.takeMessages()[0]);
    expect(attr(required(child(first, 'retract', RETRACT)), 'id')).toBe(id);
    world.session.leave();
    world.session.comeBack();
    await world.quiet();
    const again = world.takeMessages().map((stanza) => attr(stanza, 'id'));
    expect(again).toContain(attr(first, 'id'));
    world.session.acknowledge(first);
    world.session.leave();
    world.session.comeBack();
    await world.quiet();
    expect(world.takeMessages().flatMap((stanza) => children(stanza, 'retract', RETRACT))).toEqual([]);
  });

  it('reactions are shown at once and told as a whole; none take them back', async () => {
    const world = await online();
    await world.receive(chat('Look!', { id: 'm1' }));
    const { key } = await only(world);
    for (const emojis of [['👍', '👍', '🎉'], []]) {
      world.session.takeSent();
      await world.handlers['messages.react']({ account: JULIET, with: ROMEO, key, emojis });
      await world.quiet();
      const told = required(child(required(world.takeMessages()[0]), 'reactions', REACTIONS));
      expect(attr(told, 'id')).toBe('m1');
      expect(children(told, 'reaction', REACTIONS).map((one) => one.text())).toEqual([...new Set(emojis)]);
      expect((await only(world)).reactions).toEqual(
        emojis.length === 0 ? undefined : [{ by: JULIET, emojis: ['👍', '🎉'] }],
      );
    }
  });

  it.each([['text'], ['<b>'], ['👍👍']])('%s is no reaction', async (emoji) => {
    const world = await online();
    await world.receive(chat('Look!', { id: 'm1' }));
    const { key } = await only(world);
    const reacting = world.handlers['messages.react']({ account: JULIET, with: ROMEO, key, emojis: [emoji] });
    await expect(reacting).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('an answer names what it answers, and repeats it for those who know no answers', async () => {
    const world = await online();
    await world.receive(chat('Why?', { id: 'm1' }));
    const { key } = await only(world);
    await world.handlers['messages.send']({ account: JULIET, with: ROMEO, body: 'Because', replyTo: key });
    await world.quiet();
    const sent = required(world.takeMessages()[0]);
    expect(attr(required(child(sent, 'reply', REPLY)), 'id')).toBe('m1');
    expect(childText(sent, 'body', 'jabber:client')).toBe('> Why?\nBecause');
    expect((await world.messages())[1]).toMatchObject({ body: 'Because', replyTo: { key, text: 'Why?' } });
  });

  it('what failed or waits can be taken off, and is not sent', async () => {
    const world = await online();
    world.session.leave();
    const { key } = await world.send('Never mind');
    await world.handlers['messages.discard']({ account: JULIET, with: ROMEO, key });
    expect(await world.messages()).toEqual([]);
    expect(world.hub.all('messagesRemoved')).toEqual([{ account: JULIET, with: ROMEO, keys: [key] }]);
    world.session.comeBack();
    await world.quiet();
    expect(world.takeMessages()).toEqual([]);
  });

  it('what was taken off can be put back as it was, and goes out under its id where it waited', async () => {
    const world = await online();
    world.session.leave();
    const { key, id } = await world.send('Never mind');
    const place = { account: JULIET, with: ROMEO, key };
    await world.handlers['messages.discard'](place);
    await world.handlers['messages.restore'](place);
    expect(await world.messages()).toMatchObject([{ key, id, body: 'Never mind', state: 'waiting' }]);
    await expect(world.handlers['messages.restore'](place)).rejects.toMatchObject({ code: 'invalid-argument' });
    world.session.comeBack();
    await world.quiet();
    const [sent] = world.takeMessages();
    expect(sent?.attrs['id']).toBe(id);

    await world.receive(
      chat('', {
        id,
        type: 'error',
        payload: `<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`,
      }),
    );
    const failed = await world.messages();
    expect(failed).toMatchObject([{ state: 'failed' }]);
    await world.handlers['messages.discard'](place);
    await world.handlers['messages.restore'](place);
    expect(await world.messages()).toEqual(failed);
    expect(world.takeMessages()).toEqual([]);
  });

  it('what went out can be neither taken off nor, while it waits, taken back', async () => {
    const world = await online();
    const { key } = await world.send('Gone');
    const args = { account: JULIET, with: ROMEO, key };
    await expect(world.handlers['messages.discard'](args)).rejects.toMatchObject({ code: 'invalid-argument' });
    world.session.leave();
    const waiting = await world.send('Here');
    const retracting = world.handlers['messages.retract']({ ...args, key: waiting.key });
    await expect(retracting).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
