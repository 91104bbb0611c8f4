/** The server's archive against what comes live: one row a message, in the archive's order. */
import { expect, it } from 'vitest';
import type { ArchiveProgress } from '../../../electron/contract/account';
import { ConnectionError } from '../../../electron/xmpp/errors';
import { NS_DISCO_INFO, NS_MDS, NS_PUBSUB_EVENT, NS_STANZA_ID } from '../../../electron/xmpp/ns';
import { attr } from '../../../electron/xmpp/xml';
import type { FeatureSession } from '../../support/features-session';
import { archive, live } from './archive-server';
import { bodies, chat, JULIET, ROMEO, started, type World } from './helpers';

interface Archive {
  /** What it holds, oldest first. */
  said: readonly string[];
  /** Called before each page, with what the page begins with. */
  before: (first: string) => void;
}

/** Signed in with all read that the archive held, "m0", and without a connection since. */
async function away(): Promise<{ world: World; server: Archive; prepare: (session: FeatureSession) => void }> {
  const server: Archive = { said: ['m0'], before: () => undefined };
  const prepare = (session: FeatureSession): void =>
    archive(session, () => server.said, { size: 2, before: (first) => server.before(first) });
  const world = await started({ prepare });
  await world.signIn();
  world.session.leave();
  return { world, server, prepare };
}

it('a message that comes late on the stream, while the archive is read, stands where the archive has it', async () => {
  const { world, server } = await away();
  expect(await bodies(world)).toEqual(['m0']);
  server.said = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'];
  server.before = (first) => {
    // The server's store of waiting messages gives its own only now.
    if (first === 'm3') void world.session.receive(live('m2', true));
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(server.said);
  const snapshot = await world.snapshot();
  expect(snapshot.accounts[0]?.account.archiveGaps).toEqual([]);
  expect(snapshot.accounts[0]?.conversations).toMatchObject([{ with: ROMEO, unread: 6, lastMessage: { body: 'm6' } }]);
});

it('and so it does where a page of the archive begins with a receipt', async () => {
  const { world, server } = await away();
  server.said = ['m0', 'm1', 'm2', 'r3', 'm4'];
  server.before = (first) => {
    if (first === 'r3') void world.session.receive(live('m2', true));
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', 'm4']);
});

it('also where the program was ended after such a page, and what was missed comes late at its next start', async () => {
  const { world, server, prepare } = await away();
  server.said = ['m0', 'm1', 'm2', 'r3', 'm4'];
  server.before = (first) => {
    // The connection is lost before the next page comes.
    if (first === 'm1') throw new ConnectionError('offline');
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m0', 'm4']);
  await world.stop();
  server.before = () => undefined;
  const again = await started({
    ...world.kept,
    prepare: (session) => {
      prepare(session);
      session.onTraffic((_, stanza) => {
        if (stanza.is('presence') && attr(stanza, 'type') === undefined) void session.receive(live('m2', true));
      });
    },
  });
  await again.quiet();
  expect(await bodies(again)).toEqual(['m0', 'm1', 'm2', 'm4']);
});

it('all that was missed is read, also where the last thing that was known is a receipt', async () => {
  let said = ['m0', 'r1'];
  const world = await started({ prepare: (session) => archive(session, () => said, { size: 2 }) });
  await world.signIn();
  world.features.setOpenConversation({ account: JULIET, with: ROMEO });
  world.session.leave();
  said = [...said, ...Array.from({ length: 8 }, (_, nth) => `m${String(nth + 1)}`)];
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(said.filter((id) => id !== 'r1'));
  expect((await world.snapshot()).accounts[0]?.account.archiveGaps).toEqual([]);
});

it('what came live in the meantime stays behind what was missed, and is there once', async () => {
  const { world, server } = await away();
  server.said = ['m0', 'm1', 'm2', 'm3', 'm4'];
  let isFirst = true;
  server.before = () => {
    if (!isFirst) return;
    isFirst = false;
    server.said = [...server.said, 'm5', 'm6'];
    void world.session.receive(live('m5'));
    void world.session.receive(live('m6'));
  };
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(server.said);
});

it('what the server kept meanwhile and gives at the start of a session ends no gap', async () => {
  let said = ['m0'];
  const world = await started({ prepare: (session) => archive(session, () => said, { size: 2 }) });
  await world.signIn();
  const { session } = world;
  session.leave();
  said = ['m0', 'm1', 'm2', 'm3', 'm4'];
  const send = session.send.bind(session);
  session.send = async (stanza) => {
    await send(stanza);
    if (stanza.is('presence')) await world.receive(live('m2', true), live('m1', true));
  };
  session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(said);
});

it('what was said of the id that the archive gives a message counts as soon as that is known', async () => {
  let said = ['m0'];
  const message = chat('m1', { id: 'm1', payload: `<origin-id xmlns="${NS_STANZA_ID}" id="m1"/>` });
  const world = await started({
    prepare: (session) => archive(session, () => said, { size: 2, own: (id) => (id === 'm1' ? message : undefined) }),
  });
  await world.signIn();
  await world.receive(message);
  expect(world.features.unreadTotal()).toBe(1);
  const displayed = `<displayed xmlns="${NS_MDS}"><stanza-id xmlns="${NS_STANZA_ID}" id="m1" by="${JULIET}"/></displayed>`;
  await world.receive(
    `<message xmlns="jabber:client" from="${JULIET}" to="${JULIET}/here"><event xmlns="${NS_PUBSUB_EVENT}">` +
      `<items node="${NS_MDS}"><item id="${ROMEO}">${displayed}</item></items></event></message>`,
  );
  expect(world.features.unreadTotal()).toBe(1);
  world.session.leave();
  said = ['m0', 'm1'];
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(said);
  expect(world.features.unreadTotal()).toBe(0);
});

it('a service that does not say what it offers is not taken for one without an archive', async () => {
  let said = Array.from({ length: 8 }, (_, nth) => `m${String(nth)}`);
  let queries = 0;
  const serve = (session: FeatureSession): void =>
    archive(session, () => said, { size: 2, before: () => (queries += 1) });
  const world = await started({ prepare: serve });
  await world.signIn();
  world.session.leave();
  said = [...said, 'm8', 'm9'];
  world.session.answer('get', 'query', NS_DISCO_INFO, () => Promise.reject(new ConnectionError('timeout')));
  world.session.comeBack();
  await world.quiet();
  expect((await world.snapshot()).accounts[0]?.account.archiveGaps).toHaveLength(1);
  world.session.leave();
  serve(world.session);
  queries = 0;
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(said);
  // The page with what was missed, and the one that shows that nothing lies before it.
  expect(queries).toBe(2);
});

it('how much there is to be read is told where the archive is read for the first time, not of what was missed', async () => {
  let said = Array.from({ length: 7 }, (_, nth) => `m${String(nth)}`);
  const world = await started({ prepare: (session) => archive(session, () => said, { size: 2 }) });
  const progress: (ArchiveProgress | undefined)[] = [];
  world.hub.on('accountChanged', (payload) => progress.push(payload.account.archiveProgress));
  const told = (): readonly ArchiveProgress[] => progress.splice(0).filter((one) => one !== undefined);
  await world.signIn();
  expect(told()).toContainEqual({ read: 4, total: 7 });
  world.session.leave();
  said = [...said, 'm7', 'm8', 'm9'];
  world.session.comeBack();
  await world.quiet();
  expect(told()).toContainEqual({ read: 2 });
});

it('a catch-up that was interrupted goes on where it was, also in another run', async () => {
  let said = ['m0'];
  let queries = 0;
  let lose: (session: FeatureSession) => void = () => undefined;
  const prepare = (session: FeatureSession): void =>
    archive(session, () => said, {
      size: 2,
      before: () => {
        queries += 1;
        lose(session);
      },
    });
  const world = await started({ prepare });
  await world.signIn();
  world.session.leave();
  said = Array.from({ length: 9 }, (_, nth) => `m${String(nth)}`);
  queries = 0;
  lose = (session) => {
    if (queries === 2) session.leave();
  };
  world.session.comeBack();
  await world.quiet();
  expect((await world.snapshot()).accounts[0]?.account.archiveGaps).not.toEqual([]);
  await world.stop();
  queries = 0;
  lose = () => undefined;
  const again = await started({ ...world.kept, prepare });
  await again.quiet();
  expect(await bodies(again)).toEqual(said);
  expect((await again.snapshot()).accounts[0]?.account.archiveGaps).toEqual([]);
});
