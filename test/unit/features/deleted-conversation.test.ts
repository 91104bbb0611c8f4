/** A conversation that was deleted here stays away, though the server's archive keeps it. */
import { expect, it } from 'vitest';
import { archive, live } from './archive-server';
import { bodies, chat, JULIET, ROMEO, started, type World } from './helpers';

const DAY = 24 * 60 * 60 * 1000;

const OWN = 'own ';

/** How the archive has what Juliet said. */
function own(entry: string): string | undefined {
  if (!entry.startsWith(OWN)) return undefined;
  const id = entry.slice(OWN.length);
  const payload = `<origin-id xmlns="urn:xmpp:sid:0" id="${id}"/>`;
  return chat('answer', { id, from: `${JULIET}/here`, to: ROMEO, payload });
}

const place = { account: JULIET, with: ROMEO };

interface Talk {
  readonly world: World;
  /** What the server's archive has; grows with `said`. */
  readonly said: string[];
  /** The same profile, started once more. */
  again(): Promise<World>;
}

/** Three messages came, the user answered, and deleted it all. */
async function deleted(size = 2): Promise<Talk> {
  const said = ['m0', 'm1', 'm2'];
  const prepare: NonNullable<Parameters<typeof started>[0]>['prepare'] = (session) =>
    archive(session, () => said, { size, own });
  const world = await started({ prepare });
  await world.signIn();
  await world.receive(live('m3'));
  const { id } = await world.send('answer');
  said.push('m3', `${OWN}${id}`);
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', 'm3', 'answer']);
  await world.handlers['messages.deleteConversation'](place);
  return {
    world,
    said,
    async again() {
      await world.stop();
      const next = await started({ ...world.kept, prepare });
      await next.quiet();
      return next;
    },
  };
}

async function conversations(world: World): Promise<readonly string[]> {
  const [account] = (await world.snapshot()).accounts;
  return account?.conversations.map((one) => one.with) ?? [];
}

it('also what the user said last, whose id in the archive was not known yet', async () => {
  const { again } = await deleted();
  const world = await again();
  expect(await bodies(world)).toEqual([]);
  expect(await conversations(world)).toEqual([]);
});

it('after the connection was lost, with all of it in one page of the archive', async () => {
  const { world } = await deleted(50);
  world.session.leave();
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual([]);
});

it('but what was said since then comes, and nothing before it when somebody scrolls up', async () => {
  const { world, said, again } = await deleted();
  await world.receive(live('m5'));
  said.push('m5', 'm6', 'm7');
  const next = await again();
  expect(await bodies(next)).toEqual(['m5', 'm6', 'm7']);
  const [first] = await next.messages();
  const page = await next.handlers['messages.older']({ ...place, before: first?.key ?? 0 });
  expect(page).toEqual({ messages: [], hasOlder: false });
});

it('but what was said while Candor was closed comes, be it much', async () => {
  const { said, again } = await deleted();
  const missed = Array.from({ length: 5 }, (_, nth) => `n${String(nth)}`);
  said.push(...missed);
  expect(await bodies(await again())).toEqual(missed);
});

it('also after the days for which messages are kept', async () => {
  const { world, said } = await deleted();
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-30-days' });
  await world.receive(live('m5'));
  said.push('m5');
  await world.clock.advance(31 * DAY);
  await world.receive(live('m6'));
  said.push('m6');
  expect(await bodies(world)).toEqual(['m6']);
  const [first] = await world.messages();
  const page = await world.handlers['messages.older']({ ...place, before: first?.key ?? 0 });
  expect(page).toEqual({ messages: [], hasOlder: false });
});

it('also what a gap that was still open would bring', async () => {
  const { world, said } = await deleted();
  world.session.leave();
  await world.handlers['messages.deleteConversation'](place);
  said.push('m8', 'm9', 'm10');
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m8', 'm9', 'm10']);
});

it('also what stands before it in a gap that was half read', async () => {
  let said = ['m0'];
  let lose: (first: string) => void = () => undefined;
  const world = await started({
    prepare: (session) => archive(session, () => said, { size: 2, before: (first) => lose(first) }),
  });
  await world.signIn();
  world.session.leave();
  said = Array.from({ length: 9 }, (_, nth) => `m${String(nth)}`);
  lose = (first) => {
    if (first === 'm5') world.session.leave();
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m0', 'm7', 'm8']);
  await world.handlers['messages.deleteConversation'](place);
  lose = () => undefined;
  said.push('m9');
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m9']);
});

it('also a message that the server gives once more', async () => {
  const { world } = await deleted();
  await world.receive(live('m3', true));
  expect(await bodies(world)).toEqual([]);
  await world.receive(live('m4'));
  expect(await bodies(world)).toEqual(['m4']);
});

it('wherever the account moves', async () => {
  const { world, again } = await deleted();
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-nothing' });
  await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
  expect(await bodies(await again())).toEqual([]);
});
