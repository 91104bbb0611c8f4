/** What of the server's archive is news (unread, answered by receipts), and what is the past. */
import { expect, it } from 'vitest';
import { StanzaError } from '../../../electron/xmpp/errors';
import { NS_DISCO_INFO } from '../../../electron/xmpp/ns';
import { attr, child } from '../../../electron/xmpp/xml';
import type { FeatureSession } from '../../support/features-session';
import { archive, live } from './archive-server';
import { account, bodies, chat, JULIET, NURSE, receiptRequest, ROMEO, started, type World } from './helpers';

const PEOPLE = `<item jid="${ROMEO}" subscription="both"/><item jid="${NURSE}" subscription="both"/>`;

/** Ids that begin with "n" are the nurse's, all others Romeo's; each asks for a receipt. */
const by = (id: string): string =>
  chat(id, { id, payload: receiptRequest, ...(id.startsWith('n') ? { from: `${NURSE}/home` } : {}) });

interface Server {
  /** What the archive holds, oldest first. */
  said: readonly string[];
  /** Called before each page, with what the page begins with. */
  before: (first: string) => void;
  readonly prepare: (session: FeatureSession) => void;
}

function serverWith(said: readonly string[], size = 9): Server {
  const server: Server = {
    said,
    before: () => undefined,
    prepare(session) {
      session.roster = PEOPLE;
      const ofRomeo = (): readonly string[] => server.said.filter((id) => !id.startsWith('n'));
      archive(session, () => server.said, { size, own: by, ofRomeo, before: (first) => server.before(first) });
    },
  };
  return server;
}

/** The ids of messages that were answered by receipts since the last call, in their order. */
function receipts(world: World): string[] {
  return world
    .takeMessages()
    .map((stanza) => child(stanza, 'received', 'urn:xmpp:receipts'))
    .flatMap((received) => (received === undefined ? [] : [attr(received, 'id') ?? '']));
}

async function unread(world: World): Promise<Record<string, number>> {
  const conversations = (await world.snapshot()).accounts[0]?.conversations ?? [];
  return Object.fromEntries(conversations.map((one) => [one.with, one.unread]));
}

function open(world: World): void {
  world.features.setOpenConversation({ account: JULIET, with: ROMEO });
}

it('of an empty conversation that is open at a reconnect, only what was missed is', async () => {
  const server = serverWith(['n0']);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  open(world);
  world.session.leave();
  world.takeMessages();
  // Years ago, and further back than what was read at the sign-in.
  server.said = ['o1', 'o2', 'o3', 'n0', 'n1', 'm1'];
  world.session.comeBack();
  await world.quiet();
  expect(await bodies(world)).toEqual(['m1']);
  expect(receipts(world).sort()).toEqual(['m1', 'n1']);
  expect(await unread(world)).toEqual({ [ROMEO]: 1, [NURSE]: 1 });
});

it('what was missed of the open conversation is read first, and nothing before it', async () => {
  const server = serverWith(['m0', 'n0'], 3);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  open(world);
  world.session.leave();
  world.takeMessages();
  server.said = ['m0', 'n0', 'm1', 'n1', 'n2', 'n3', 'n4'];
  world.session.comeBack();
  await world.quiet();
  expect(receipts(world)).toEqual(['m1', 'n2', 'n3', 'n4', 'n1']);
  expect(await bodies(world)).toEqual(['m0', 'm1']);
});

it('what comes while the archive is read for the first time makes no news of the past', async () => {
  const server = serverWith(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'], 2);
  const world = await started({
    prepare: (session) => {
      server.prepare(session);
      session.onTraffic((_, stanza) => {
        if (stanza.is('presence')) void session.receive(by('m6'));
      });
    },
  });
  await world.signIn();
  expect(receipts(world)).toEqual(['m6']);
  expect(await bodies(world)).toEqual([...server.said, 'm6']);
  expect(await unread(world)).toEqual({ [ROMEO]: 1 });
});

it('nor does a first reading that was interrupted', async () => {
  const server = serverWith(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'], 2);
  const world = await started({ prepare: server.prepare });
  server.before = (first) => {
    if (first === 'm2') world.session.leave();
  };
  await world.signIn();
  server.before = () => undefined;
  world.session.comeBack();
  await world.quiet();
  expect(receipts(world)).toEqual([]);
  expect(await bodies(world)).toEqual(server.said);
  expect(await unread(world)).toEqual({ [ROMEO]: 0 });
});

it('a service that fails to say what it offers does not make the past news', async () => {
  const server = serverWith(['m0', 'm1', 'm2', 'm3']);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  world.session.leave();
  world.session.answer('get', 'query', NS_DISCO_INFO, () =>
    Promise.reject(new StanzaError('internal-server-error', 'wait', '')),
  );
  world.session.comeBack();
  await world.quiet();
  world.session.leave();
  world.takeMessages();
  server.prepare(world.session);
  server.said = ['o1', ...server.said, 'm4'];
  world.session.comeBack();
  await world.quiet();
  expect(receipts(world)).toEqual(['m4']);
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
  expect((await account(world))?.archiveGaps).toEqual([]);
});

it('a service that had no archive for a while does not make the past news', async () => {
  const server = serverWith(['m0', 'm1', 'm2', 'm3']);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  world.session.leave();
  world.session.answer('get', 'query', NS_DISCO_INFO, () => `<query xmlns="${NS_DISCO_INFO}"/>`);
  world.session.comeBack();
  await world.quiet();
  world.session.leave();
  world.takeMessages();
  server.prepare(world.session);
  server.said = ['o1', ...server.said, 'm4'];
  world.session.comeBack();
  await world.quiet();
  expect(receipts(world)).toEqual(['m4']);
  expect(await bodies(world)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
});

it('an empty conversation that is opened while the archive is read costs nothing of what was missed', async () => {
  const server = serverWith(['n0'], 2);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  world.session.leave();
  world.takeMessages();
  server.said = ['o1', 'n0', 'n1', 'm1', 'n2', 'm2', 'n3', 'n4'];
  let reading: Promise<unknown> = Promise.resolve();
  server.before = (first) => {
    if (first !== 'n3') return;
    server.before = () => undefined;
    const before = Number.MAX_SAFE_INTEGER;
    reading = Promise.resolve(world.handlers['messages.older']({ account: JULIET, with: ROMEO, before }));
  };
  world.session.comeBack();
  await world.quiet();
  await reading;
  await world.quiet();
  expect(await bodies(world)).toEqual(['m1', 'm2']);
  expect(await bodies(world, NURSE)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
  expect(receipts(world).sort()).toEqual(['m1', 'm2', 'n1', 'n2', 'n3', 'n4']);
  expect((await account(world))?.archiveGaps).toEqual([]);
});

it('what the archive alone still has of a gap whose beginning is not here any more ends at what is here', async () => {
  const server = serverWith(['m0', 'm1', 'x']);
  const world = await started({ prepare: server.prepare });
  await world.signIn();
  await world.receive(live('m2'));
  world.session.leave();
  world.takeMessages();
  // The last one that came is not in the archive.
  server.said = ['o1', 'o2', 'm0', 'm1', 'x', 'm3'];
  world.session.comeBack();
  await world.quiet();
  expect(receipts(world)).toEqual(['m3']);
});
