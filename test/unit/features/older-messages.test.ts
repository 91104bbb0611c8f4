/** What the server's archive has of a conversation before the oldest message that is here, and nothing else. */
import { expect, it } from 'vitest';
import { archive, live } from './archive-server';
import { bodies, JULIET, ROMEO, started, type World } from './helpers';

const OWN = 'what was said here';

/** Nothing was missed at the sign-in; older messages lie in the archive. */
async function signedIn(ofRomeo: () => readonly string[], own: (id: string) => string | undefined): Promise<World> {
  const world = await started({ prepare: (session) => archive(session, () => [], { size: 2, own, ofRomeo }) });
  await world.signIn();
  return world;
}

async function older(world: World): Promise<string[]> {
  const [oldest] = await world.messages();
  const page = await world.handlers['messages.older']({ account: JULIET, with: ROMEO, before: oldest?.key ?? 0 });
  return page.messages.map(({ body }) => body);
}

it('is read from an own message on, of which the archive has not told its id', async () => {
  let ownId = '';
  const world = await signedIn(
    () => ['m0', 'm1', 'm2', 'own', 'm3', 'm4', 'm5'],
    (id) =>
      id === 'own'
        ? `<message xmlns="jabber:client" from="${JULIET}/here" to="${ROMEO}" type="chat" id="${ownId}"><body>${OWN}</body><origin-id xmlns="urn:xmpp:sid:0" id="${ownId}"/></message>`
        : undefined,
  );
  ownId = (await world.send(OWN)).id;
  expect(await older(world)).toEqual(['m1', 'm2']);
  expect(await older(world)).toEqual(['m0']);
  // What is newer comes by itself, and does not belong there.
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', OWN]);
  await world.receive(live('m3'));
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', OWN, 'm3']);
});

it('is nothing where the archive has forgotten the message that it would be read from', async () => {
  const world = await signedIn(
    () => ['m7', 'm8', 'm9'],
    () => undefined,
  );
  await world.receive(live('m5'));
  expect(await older(world)).toEqual([]);
  expect(await bodies(world)).toEqual(['m5']);
});

it('is all of it where nothing is here, page by page', async () => {
  const world = await signedIn(
    () => ['m0', 'm1', 'm2'],
    () => undefined,
  );
  const page = (before: number) => world.handlers['messages.older']({ account: JULIET, with: ROMEO, before });
  expect((await page(Number.MAX_SAFE_INTEGER)).messages.map(({ body }) => body)).toEqual(['m1', 'm2']);
  expect(await older(world)).toEqual(['m0']);
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2']);
});
