import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NS_DISCO_INFO, NS_MAM, NS_PRIVATE } from '../../../../electron/xmpp/ns';
import { ConnectionError, StanzaError } from '../../../../electron/xmpp/errors';
import { mountSmallDisk } from '../../../support/small-disk';
import { archive } from '../archive-server';
import { chat, JULIET, online, ROMEO, temporaryFolder, type World } from '../helpers';

/** Runs until the work is done, whatever the clock has to do for it. */
async function ended<T>(world: World, work: Promise<T>): Promise<T> {
  const state = { done: false };
  const mark = (): void => {
    state.done = true;
  };
  work.then(mark, mark);
  while (!state.done) await world.quiet();
  return work;
}

describe('what stays with others', () => {
  const archived = async (world: World) =>
    (await world.handlers['leaving.remains']({ account: JULIET })).find(({ kind }) => kind === 'archive');
  const features = (...names: readonly string[]) =>
    `<query xmlns="${NS_DISCO_INFO}">${names.map((name) => `<feature var="${name}"/>`).join('')}</query>`;

  it('holds the archive, unless the service has told that there is none', async () => {
    const none = await online();
    expect(await archived(none)).toBeUndefined();
    none.session.lose();
    expect(await archived(none)).toEqual({ kind: 'archive', mark: 'not-checkable' });

    const one = await online({
      prepare: (session) => session.answer('get', 'query', NS_DISCO_INFO, () => features(NS_MAM)),
    });
    expect(await archived(one)).toEqual({ kind: 'archive', mark: 'service-says' });

    const silent = await online({
      prepare: (session) =>
        session.answer('get', 'query', NS_DISCO_INFO, () => {
          throw new ConnectionError('timeout');
        }),
    });
    expect(await archived(silent)).toEqual({ kind: 'archive', mark: 'not-checkable' });
  });
});

describe('an export', () => {
  it('names what could not be had, and holds the rest', async () => {
    const world = await online();
    await world.receive(chat('Good night'));
    world.session.answer('get', 'query', NS_PRIVATE, () => '<x xmlns="urn:nonsense"/>');
    const folder = temporaryFolder();
    const report = await ended(world, world.features.exportEverything(JULIET, folder));
    const missing = report.parts.filter((part) => part.missing !== undefined);
    expect(missing).toEqual([{ part: 'private-xml', count: 0, missing: { code: 'answer-not-understood' } }]);
    expect(report.parts).toContainEqual({ part: 'roster', count: 2 });
    expect(report.parts).toContainEqual({ part: 'messages', count: 1 });
    const page = readFileSync(join(folder, report.folder, 'read me.html'), 'utf8');
    expect(page).toContain('private-xml · answer-not-understood'.replace(' · ', '</bdi> · <bdi>'));
  });

  it('leaves nothing behind where it was stopped', async () => {
    const world = await online();
    const folder = temporaryFolder();
    world.session.answer('get', 'query', NS_PRIVATE, async () => {
      await world.handlers['leaving.cancel']({ account: JULIET });
      return undefined;
    });
    const work = world.features.exportEverything(JULIET, folder);
    await expect(ended(world, work)).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
    expect(world.hub.all('leavingProgressed').at(-1)).toEqual({ account: JULIET });
  });

  describe('of what only the archive of the service has', () => {
    const said = Array.from({ length: 900 }, (_, at) => `m${String(at)}`);

    async function atArchive(): Promise<World> {
      const world = await online({ prepare: (session) => archive(session, () => said, { size: 200 }) });
      await world.quiet();
      return world;
    }

    interface Json {
      readonly conversations: readonly { readonly messages: readonly { readonly text: string }[] }[];
      readonly onlyInArchive: readonly { readonly text: string; readonly with: string; readonly archiveId: string }[];
    }
    const read = (folder: string): { json: Json; xml: string; page: string } => ({
      json: JSON.parse(readFileSync(join(folder, 'messages.json'), 'utf8')) as Json,
      xml: readFileSync(join(folder, 'account.xml'), 'utf8'),
      page: readFileSync(join(folder, 'read me.html'), 'utf8'),
    });

    it('holds each message once, with progress', async () => {
      const world = await atArchive();
      const here = (await world.snapshot()).accounts[0]?.conversations[0];
      expect(here?.lastMessage?.body).toBe('m899');
      const folder = temporaryFolder();
      const report = await ended(world, world.features.exportEverything(JULIET, folder));
      const counts = new Map(report.parts.map(({ part, count }) => [part, count]));
      const held = counts.get('messages') ?? 0;
      expect(held).toBeGreaterThan(0);
      expect(held).toBeLessThan(900);
      expect(counts.get('archive')).toBe(900 - held);
      const { json, xml, page } = read(join(folder, report.folder));
      const texts = json.onlyInArchive.map(({ text }) => text);
      expect(texts).toEqual(said.slice(0, 900 - held));
      expect(json.onlyInArchive[0]).toMatchObject({ with: ROMEO, archiveId: 'm0', direction: 'in' });
      expect(json.conversations.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual(
        said.slice(900 - held),
      );
      expect(xml.match(/<body>m\d+<\/body>/gu)).toHaveLength(900);
      expect(page).toContain('Only in the archive of the service');
      const told = world.hub.all('leavingProgressed').map(({ progress }) => progress);
      expect(told).toContainEqual({ work: 'export', part: 'archive', done: 900, of: 900 });
    });

    it('says that it is not whole where the service breaks in the middle', async () => {
      const world = await atArchive();
      const { session } = world;
      let asked = 0;
      archive(session, () => said, {
        size: 200,
        before: () => {
          asked += 1;
          if (asked > 1) throw new StanzaError('internal-server-error', 'wait', '');
        },
      });
      const folder = temporaryFolder();
      const report = await ended(world, world.features.exportEverything(JULIET, folder));
      expect(report.parts.find(({ part }) => part === 'archive')).toEqual({
        ...{ part: 'archive', count: 200 },
        missing: { code: 'refused-by-server', detail: 'internal-server-error' },
      });
      const { json, page } = read(join(folder, report.folder));
      expect(json.onlyInArchive).toHaveLength(200);
      expect(page).toContain('The archive could not be read to its end');
    });

    it('stops where the archive leads in a circle, and when the user stops it', async () => {
      const world = await atArchive();
      const circle = `<fin xmlns="urn:xmpp:mam:2"><set xmlns="http://jabber.org/protocol/rsm"><first>m1</first><last>m1</last></set></fin>`;
      world.session.answer('set', 'query', 'urn:xmpp:mam:2', () => circle);
      const folder = temporaryFolder();
      const report = await ended(world, world.features.exportEverything(JULIET, folder));
      expect(report.parts.at(-1)).toMatchObject({ part: 'archive', missing: { code: 'answer-not-understood' } });

      const other = temporaryFolder();
      world.session.answer('set', 'query', 'urn:xmpp:mam:2', async () => {
        await world.handlers['leaving.cancel']({ account: JULIET });
        return circle;
      });
      const work = world.features.exportEverything(JULIET, other);
      await expect(ended(world, work)).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(other)).toEqual([]);
    });
  });

  it('is one at a time', async () => {
    const world = await online();
    const first = world.features.exportEverything(JULIET, temporaryFolder());
    await expect(world.features.exportEverything(JULIET, temporaryFolder())).rejects.toMatchObject({ code: 'busy' });
    await ended(world, first);
  });

  it('says that the disk is full, and leaves nothing of it there', async ({ skip }) => {
    const world = await online();
    for (let index = 0; index < 40; index += 1) await world.receive(chat('x'.repeat(50_000)));
    const folder = join(temporaryFolder(), 'disk');
    mkdirSync(folder);
    const disk = mountSmallDisk(folder, 1);
    if (disk === undefined) return skip('no small file system may be mounted here');
    onTestFinished(() => disk.unmount());
    const work = world.features.exportEverything(JULIET, folder);
    await expect(ended(world, work)).rejects.toMatchObject({ code: 'export-failed', detail: 'ENOSPC' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
