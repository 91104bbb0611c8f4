/** With "keep nothing" only what the server may not have yet is on disk. */
import { expect, it } from 'vitest';
import { childText, type Element } from '../../../electron/xmpp/xml';
import { archive, live } from './archive-server';
import { bodies, chat, JULIET, online, ROMEO, started, type Kept, type World } from './helpers';

async function keepingNothing(kept: Kept = {}): Promise<World> {
  const world = await online(kept);
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
  return world;
}

const onDisk = (world: World): number => world.openFile().history(JULIET).messages.page(JULIET, ROMEO).messages.length;

it('what waits to be sent outlives the program, and goes out', async () => {
  const world = await keepingNothing();
  await world.receive(chat('Heard'));
  world.session.leave();
  await world.send('Unsent');
  await world.stop();
  const again = await started(world.kept);
  expect(again.takeMessages().map((sent) => childText(sent, 'body', 'jabber:client'))).toEqual(['Unsent']);
  expect(await bodies(again)).toEqual(['Unsent']);
});

it('what was sent and not acknowledged goes out again under its id', async () => {
  const world = await keepingNothing();
  const { id } = await world.send('In doubt');
  await world.stop();
  const again = await started(world.kept);
  expect(again.takeMessages().map((sent) => sent.attrs['id'] as string)).toEqual([id]);
});

it('what comes is told of also while nothing can be written to the disk', async () => {
  const world = await keepingNothing({ prepare: (session) => archive(session, () => ['a0'], { size: 9 }) });
  const release = world.blockStore();
  await world.receive(live('a1'));
  expect(world.hub.all('messagesAdded')).toMatchObject([{ messages: [{ with: ROMEO, body: 'a1' }] }]);
  release();
});

it.each([
  ['a correction', 'Corrected', (sent: Element) => sent.getChild('replace') !== undefined],
  ['a retraction', undefined, (sent: Element) => sent.getChild('retract') !== undefined],
] as const)('%s that waits outlives the program, and is not on disk once the server has it', async (_, body, isIt) => {
  const world = await keepingNothing();
  const { key } = await world.send('Written');
  const [first] = world.takeMessages();
  if (first === undefined) throw new Error('nothing went out');
  world.session.acknowledge(first);
  await world.quiet();
  world.session.leave();
  const about = { account: JULIET, with: ROMEO, key };
  if (body === undefined) await world.handlers['messages.retract'](about);
  else await world.handlers['messages.correct']({ ...about, body });
  await world.stop();
  expect(onDisk(world)).toBe(1);
  const again = await started(world.kept);
  const [mark] = again.takeMessages();
  if (mark === undefined) throw new Error('nothing went out');
  expect(isIt(mark)).toBe(true);
  again.session.acknowledge(mark);
  await again.quiet();
  await again.stop();
  expect(onDisk(again)).toBe(0);
});

it('what the server has is not on disk', async () => {
  const world = await keepingNothing();
  await world.send('Arrived');
  const [sent] = world.takeMessages();
  if (sent === undefined) throw new Error('nothing went out');
  world.session.acknowledge(sent);
  await world.quiet();
  await world.receive(chat('Heard'));
  await world.stop();
  expect(onDisk(world)).toBe(0);
});

it('the choice itself takes the history off the disk, but not what still has to go out', async () => {
  const world = await online();
  await world.receive(chat('Heard'));
  world.session.leave();
  await world.send('Unsent');
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
  await world.stop();
  expect(onDisk(world)).toBe(1);
});

it('a correction that waits when it is chosen outlives the program', async () => {
  const world = await online();
  const { key } = await world.send('Written');
  for (const sent of world.takeMessages()) world.session.acknowledge(sent);
  await world.quiet();
  world.session.leave();
  await world.handlers['messages.correct']({ account: JULIET, with: ROMEO, key, body: 'Corrected' });
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
  await world.clock.advance(60_000);
  await world.stop();
  const again = await started(world.kept);
  expect(again.takeMessages().map((sent) => childText(sent, 'body', 'jabber:client'))).toEqual(['Corrected']);
});

it('what waited in a conversation that was deleted is not on disk, and never goes out', async () => {
  const world = await keepingNothing();
  world.session.leave();
  await world.send('Unsent');
  await world.handlers['messages.deleteConversation']({ account: JULIET, with: ROMEO });
  await world.stop();
  expect(onDisk(world)).toBe(0);
  const again = await started(world.kept);
  expect(again.takeMessages()).toEqual([]);
  expect(await again.messages()).toEqual([]);
});
