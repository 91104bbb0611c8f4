/** What was read without a connection is told when there is one, to the own devices and to those who asked for it. */
import { expect, it } from 'vitest';
import { NS_DISCO_INFO, NS_MARKERS, NS_MDS, NS_PUBSUB, NS_STANZA_ID } from '../../../electron/xmpp/ns';
import { attr, child, type Element } from '../../../electron/xmpp/xml';
import type { FeatureSession } from '../../support/features-session';
import { chat, idOf, JULIET, online, ROMEO, started, type World } from './helpers';

const stamp = (id: string): string => `<stanza-id xmlns="${NS_STANZA_ID}" id="${id}" by="${JULIET}"/>`;
const said = (id: string): string => chat(id, { id, payload: `<markable xmlns="${NS_MARKERS}"/>${stamp(id)}` });

/** A service that keeps what was read; `published` has the stanza-ids that it was told. */
function keepsRead(read: () => string, published: string[]): (session: FeatureSession) => void {
  const features = [`${NS_PUBSUB}#publish-options`, `${NS_PUBSUB}#persistent-items`, NS_STANZA_ID];
  const offered = features.map((name) => `<feature var="${name}"/>`).join('');
  return (session) => {
    session.answer('get', 'query', NS_DISCO_INFO, () => `<query xmlns="${NS_DISCO_INFO}">${offered}</query>`);
    const items = (): string =>
      read() === '' ? '' : `<item id="${ROMEO}"><displayed xmlns="${NS_MDS}">${stamp(read())}</displayed></item>`;
    session.answer(
      'get',
      'pubsub',
      NS_PUBSUB,
      () => `<pubsub xmlns="${NS_PUBSUB}"><items node="${NS_MDS}">${items()}</items></pubsub>`,
    );
    session.answer('set', 'pubsub', NS_PUBSUB, (pubsub: Element) => {
      const publish = child(pubsub, 'publish', NS_PUBSUB);
      const item = publish && child(publish, 'item', NS_PUBSUB);
      const displayed = item && child(item, 'displayed', NS_MDS);
      const id = idOf(displayed && child(displayed, 'stanza-id', NS_STANZA_ID));
      if (publish !== undefined && attr(publish, 'node') === NS_MDS && id !== undefined) published.push(id);
      return undefined;
    });
  };
}

async function readAll(world: World): Promise<void> {
  const newest = (await world.messages()).at(-1);
  await world.handlers['messages.markRead']({ account: JULIET, with: ROMEO, upTo: newest?.key ?? 0 });
  await world.quiet();
}

/** Ids up to which the other side was told that all was read. */
function markers(world: World): (string | undefined)[] {
  return world
    .takeMessages()
    .map((stanza) => child(stanza, 'displayed', NS_MARKERS))
    .flatMap((displayed) => (displayed === undefined ? [] : [idOf(displayed)]));
}

it('the own devices hear once of the newest position', async () => {
  const published: string[] = [];
  const world = await online({ prepare: keepsRead(() => '', published) });
  await world.receive(said('m1'), said('m2'));
  world.session.leave();
  const [first] = await world.messages();
  await world.handlers['messages.markRead']({ account: JULIET, with: ROMEO, upTo: first?.key ?? 0 });
  await readAll(world);
  world.session.comeBack();
  await world.quiet();
  expect(published).toEqual(['m2']);
  world.session.leave();
  world.session.comeBack();
  await world.quiet();
  expect(published).toEqual(['m2']);
});

it('also in the next run', async () => {
  const published: string[] = [];
  const prepare = keepsRead(() => '', published);
  const world = await online({ prepare });
  await world.switches({ readMarkers: true });
  await world.receive(said('m1'));
  world.session.leave();
  await readAll(world);
  await world.stop();
  const again = await started({ ...world.kept, prepare });
  await again.quiet();
  expect(published).toEqual(['m1']);
  expect(markers(again)).toEqual(['m1']);
});

it('and nothing takes back what another device has read further', async () => {
  const published: string[] = [];
  let elsewhere = '';
  const world = await online({ prepare: keepsRead(() => elsewhere, published) });
  await world.receive(said('m1'));
  world.session.leave();
  await readAll(world);
  // It is not here yet, and this service has no archive to get it from, so nobody knows where it stands.
  elsewhere = 'm2';
  world.session.comeBack();
  await world.receive(said('m2'));
  expect(published).not.toContain('m1');
  expect(world.features.unreadTotal()).toBe(0);
});

it('those who asked for it get one marker, of the newest message', async () => {
  const world = await online();
  await world.switches({ readMarkers: true });
  await world.receive(said('m1'), said('m2'));
  world.session.leave();
  world.takeMessages();
  const [first] = await world.messages();
  await world.handlers['messages.markRead']({ account: JULIET, with: ROMEO, upTo: first?.key ?? 0 });
  await readAll(world);
  expect(markers(world)).toEqual([]);
  world.session.comeBack();
  await world.quiet();
  const [sent] = world.takeMessages();
  expect(idOf(sent && child(sent, 'displayed', NS_MARKERS))).toBe('m2');
  if (sent !== undefined) world.session.acknowledge(sent);
  world.session.leave();
  world.session.comeBack();
  await world.quiet();
  expect(markers(world)).toEqual([]);
});

it('a marker that the server may not have goes out again in the next session', async () => {
  const world = await online();
  await world.switches({ readMarkers: true });
  await world.receive(said('m1'));
  await readAll(world);
  expect(markers(world)).toEqual(['m1']);
  world.session.leave();
  world.session.comeBack();
  await world.quiet();
  expect(markers(world)).toEqual(['m1']);
});

it('what was read while the user told nothing of it is not told later', async () => {
  const world = await online();
  await world.receive(said('m1'));
  world.session.leave();
  await readAll(world);
  await world.switches({ readMarkers: true });
  world.session.comeBack();
  await world.quiet();
  expect(markers(world)).toEqual([]);
});

it('nor is what was read while it was told, once the user tells nothing of it', async () => {
  const published: string[] = [];
  const world = await online({ prepare: keepsRead(() => '', published) });
  await world.switches({ readMarkers: true });
  await world.receive(said('m1'));
  world.session.leave();
  await readAll(world);
  await world.switches({ readMarkers: false, readSync: false });
  world.session.comeBack();
  await world.quiet();
  expect(markers(world)).toEqual([]);
  expect(published).toEqual([]);
});
