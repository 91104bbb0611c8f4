/** The server's archive and what the user said: own messages are filled in where they stand there, and draw nobody back. */
import { expect, it } from 'vitest';
import { attr } from '../../../electron/xmpp/xml';
import { archive, live } from './archive-server';
import { bodies, chat, JULIET, ROMEO, started } from './helpers';

it('an own message that waited while others came takes nothing of what was missed back with it', async () => {
  let said = ['m0'];
  let sent = '';
  const world = await started({
    prepare: (session) =>
      archive(session, () => said, {
        size: 9,
        own: (id) => (id === 'j' ? chat('j', { id: sent, from: `${JULIET}/here`, to: ROMEO }) : undefined),
      }),
  });
  await world.signIn();
  world.session.interrupt();
  await world.send('j');
  world.session.resume();
  await world.receive(live('m1'));
  sent =
    world
      .takeMessages()
      .map((stanza) => attr(stanza, 'id') ?? '')
      .at(-1) ?? '';
  expect(sent).not.toBe('');
  world.session.leave();
  said = ['m0', 'm1', 'm2', 'j', 'm3'];
  world.session.comeBack();
  await world.quiet();
  expect((await bodies(world)).filter((body) => body !== 'j')).toEqual(['m0', 'm1', 'm2', 'm3']);
  expect((await bodies(world)).filter((body) => body === 'j')).toHaveLength(1);
});

it.each([
  ['in the same page', 9],
  ['in the next page', 3],
  ['some pages later', 1],
])('what one client said is filled in before what it said later, %s, wherever that stands', async (_, size) => {
  let said = ['m0'];
  let sent = '';
  const own: Readonly<Record<string, () => string>> = {
    k: () => chat('k', { id: 'k', from: `${JULIET}/here`, to: ROMEO }),
    l: () => chat('l', { id: 'l', from: `${JULIET}/there`, to: ROMEO }),
    j: () => chat('j', { id: sent, from: `${JULIET}/here`, to: ROMEO }),
  };
  const world = await started({
    prepare: (session) => archive(session, () => said, { size, own: (id) => own[id]?.() }),
  });
  await world.signIn();
  world.session.interrupt();
  // Written before others said what the archive has before it.
  await world.send('j');
  world.session.resume();
  await world.receive(live('m1'));
  const ids = world.takeMessages().map((stanza) => attr(stanza, 'id') ?? '');
  sent = ids.at(-1) ?? '';
  expect(sent).not.toBe('');
  world.session.leave();
  said = ['m0', 'm1', 'k', 'l', 'm2', 'j', 'm3'];
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m0', 'k', 'j', 'm1', 'l', 'm2', 'm3']);
});
