import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NS_PRIVATE } from '../../../../electron/xmpp/ns';
import { mountSmallDisk } from '../../../support/small-disk';
import { chat, JULIET, online, temporaryFolder, type World } from '../helpers';

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
