/** What becomes of messages while nothing can be stored, and when the store is damaged. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Snapshot } from '../../../electron/contract/snapshot';
import { Database } from '../../../electron/store/database';
import { SCHEMA_VERSION } from '../../../electron/store/migrations';
import { FakeSecrets } from '../../support/features-world';
import { mountSmallDisk } from '../../support/small-disk';
import { lockedByAnother } from '../store/helpers';
import { archive, live } from './archive-server';
import { bodies, chat, JULIET, online, ROMEO, started, temporaryFolder, type World } from './helpers';

/** Profile folder on a disk that can be filled up; undefined where none may be mounted. */
function smallDisk(mebibytes = 3): { readonly profileDir: string; readonly fillUp: () => () => void } | undefined {
  const profileDir = temporaryFolder();
  const disk = mountSmallDisk(profileDir, mebibytes);
  if (disk === undefined) return undefined;
  onTestFinished(() => disk.unmount());
  return { profileDir, fillUp: disk.fillUp };
}

function storeFile(world: World): string {
  const { profileId } = JSON.parse(readFileSync(join(world.profileDir, 'profile.json'), 'utf8')) as {
    profileId: string;
  };
  return join(world.profileDir, `history-${profileId}.1.db`);
}

describe('a full disk', () => {
  it('keeps messages with the server, tells the user, and loses nothing', async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip('only an administrator may mount a small file system');
    const world = await online({ profileDir: disk.profileDir });
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.receive(chat('before'));
    const makeRoom = disk.fillUp();

    await world.receive(...Array.from({ length: 30 }, (_, n) => chat(`meanwhile ${String(n)}`)));
    expect(world.session.askAcknowledgement()).toBe(false);
    expect(world.hub.all('storageStateChanged')).toEqual([{ storage: { state: 'failing', why: 'disk-full' } }]);
    expect((await world.snapshot()).storage).toEqual({ state: 'failing', why: 'disk-full' });
    const long = 'x'.repeat(20_000);
    await expect(world.handlers['messages.send']({ account: JULIET, with: ROMEO, body: long })).rejects.toMatchObject({
      code: 'storage-failed',
    });
    await expect(
      world.handlers['messages.setDraft']({ account: JULIET, with: ROMEO, draft: long }),
    ).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await bodies(world)).toEqual(['before']);

    makeRoom();
    await world.clock.advance(5000);
    expect(world.session.askAcknowledgement()).toBe(true);
    expect(world.hub.all('storageStateChanged').at(-1)).toEqual({ storage: { state: 'ok' } });
    const expected = ['before', ...Array.from({ length: 30 }, (_, n) => `meanwhile ${String(n)}`)];
    expect(await bodies(world)).toEqual(expected);
    await world.stop();
    const again = await started(world.kept);
    expect(await bodies(again)).toEqual(expected);
    expect((await again.snapshot()).notices).toBeUndefined();
  }, 30_000);

  it('never acknowledges what it could not keep back, and takes it when it comes again', async ({ skip }) => {
    const disk = smallDisk(100);
    if (disk === undefined) return skip('only an administrator may mount a small file system');
    const world = await online({ profileDir: disk.profileDir });
    const makeRoom = disk.fillUp();
    const kept = 20_000;
    const all = Array.from({ length: kept + 50 }, (_, n) => chat(`m${String(n)}`));
    for (const stanza of all) await world.session.receive(stanza);
    await world.clock.advance(5000);
    makeRoom();
    await world.clock.advance(5000);
    expect((await world.messages()).at(-1)?.body).toBe(`m${String(kept - 1)}`);
    expect(world.session.askAcknowledgement()).toBe(false);
    world.session.interrupt();
    world.session.resume();
    await world.receive(...all.slice(-100));
    expect(world.session.askAcknowledgement()).toBe(true);
    const page = await world.messages();
    expect(page.map(({ body }) => body)).toEqual(
      Array.from({ length: page.length }, (_, n) => `m${String(all.length - page.length + n)}`),
    );
  }, 60_000);

  it('keeps nobody from coming online, and what was missed meanwhile is read once there is room', async () => {
    let said = ['m0'];
    const world = await online({ prepare: (session) => archive(session, () => said, { size: 9 }) });
    const release = world.blockStore();
    world.session.leave();
    world.session.takeSent();
    said = ['m0', 'm1', 'm2'];
    world.session.comeBack();
    await world.clock.advance(5000);
    expect(world.session.takeSent().some((stanza) => stanza.is('presence'))).toBe(true);
    expect((await world.snapshot()).accounts[0]?.account.supports.archive).toBe(true);
    release();
    said = ['m0', 'm1', 'm2', 'm3'];
    await world.receive(live('m3'));
    await world.clock.advance(60_000);
    expect(await bodies(world)).toEqual(said);
  });

  it('tells the server by itself once what came is stored, since it may not ask again', async () => {
    const world = await online();
    const release = world.blockStore();
    await world.receive(chat('m1'));
    expect(world.session.askAcknowledgement()).toBe(false);
    await world.clock.advance(5000);
    expect(world.session.handledTold).toBe(0);
    release();
    await world.clock.advance(60_000);
    expect(world.session.handledTold).toBe(1);
    expect(await bodies(world)).toEqual(['m1']);
  });

  it('leaves what could not be stored to the server when Candor ends', async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip('only an administrator may mount a small file system');
    const world = await online({ profileDir: disk.profileDir });
    disk.fillUp();
    await world.receive(chat('never stored'));
    await world.stop();
    await expect(world.clock.advance(60_000)).resolves.toBeUndefined();
  });

  it('is found out to have room again also while nobody writes anything', async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip('only an administrator may mount a small file system');
    const world = await online({ profileDir: disk.profileDir });
    const makeRoom = disk.fillUp();
    await expect(
      world.handlers['messages.setDraft']({ account: JULIET, with: ROMEO, draft: 'x'.repeat(60_000) }),
    ).rejects.toMatchObject({ code: 'storage-failed' });
    await world.clock.advance(20_000);
    expect((await world.snapshot()).storage).toEqual({ state: 'failing', why: 'disk-full' });
    makeRoom();
    await world.clock.advance(5000);
    expect((await world.snapshot()).storage).toEqual({ state: 'ok' });
  });
});

describe('a store that another program locks', () => {
  it('goes on by itself once the lock is gone', async () => {
    const world = await online();
    const unlock = lockedByAnother(storeFile(world), world.secrets.entries.get('history-key') ?? '');
    const draft = { account: JULIET, with: ROMEO, draft: 'Wilt thou' };
    await expect(world.handlers['messages.setDraft'](draft)).rejects.toMatchObject({ code: 'storage-failed' });
    await world.clock.advance(20_000);
    expect((await world.snapshot()).storage).toEqual({ state: 'failing', why: 'failed' });
    unlock();
    await world.clock.advance(5000);
    expect((await world.snapshot()).storage).toEqual({ state: 'ok' });
    await world.handlers['messages.setDraft'](draft);
    await world.receive(chat('stored again'));
    expect(await bodies(world)).toEqual(['stored again']);
    expect(world.session.askAcknowledgement()).toBe(true);
  });
});

describe('a damaged history', () => {
  it('is set aside at the start; what can be read is there, and the user is told', async () => {
    const world = await online();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.receive(...Array.from({ length: 40 }, (_, n) => chat(`${String(n)} ${'wherefore '.repeat(200)}`)));
    await world.stop();
    const file = storeFile(world);
    const bytes = readFileSync(file);
    // The last page holds the newest messages.
    const at = statSync(file).size - 1000;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 32, at);
    writeFileSync(file, bytes);

    const again = await started(world.kept);
    const { notices } = await again.snapshot();
    expect(notices).toMatchObject([{ kind: 'history-damaged', file: file.slice(world.profileDir.length + 1) }]);
    const saved = notices?.[0]?.saved;
    expect((saved?.messages ?? 0) + (saved?.lost ?? 0)).toBe(40);
    expect(saved?.messages).toBeGreaterThan(30);
    expect(await again.messages()).toHaveLength(saved?.messages ?? 0);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    await again.stop();
    // A start in the background may not have shown it.
    const third = await started(world.kept);
    expect((await third.snapshot()).notices).toEqual(notices);
    await third.handlers['app.dismissNotice']({ kind: 'history-damaged', file: notices?.[0]?.file ?? '' });
    expect((await third.snapshot()).notices).toBeUndefined();
    await third.stop();
    expect((await (await started(world.kept)).snapshot()).notices).toBeUndefined();
  });

  it('that is found while it is in use goes on in a new file without a restart', async () => {
    const world = await online();
    const audience = { kind: 'groups' as const, groups: ['Friends'], people: [] };
    await world.handlers['personal.setAudience']({ account: JULIET, kind: 'mood', audience });
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.receive(...Array.from({ length: 40 }, (_, n) => chat(`${String(n)} ${'wherefore '.repeat(200)}`)));
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-30-days' });
    const file = storeFile(world);
    const bytes = readFileSync(file);
    for (let page = 1; page < bytes.length / 4096; page += 1)
      bytes.writeUInt8(bytes.readUInt8(page * 4096 + 9) ^ 1, page * 4096 + 9);
    writeFileSync(file, bytes);
    await world.receive(chat('after the damage'));
    // Written back at the latest with the hourly retention.
    await world.clock.advance(2 * 60 * 60 * 1000);
    expect(world.hub.all('noticeRaised')).toMatchObject([{ notice: { kind: 'history-damaged' } }]);
    await world.receive(chat('in the new file'));
    expect((await world.messages()).at(-1)?.body).toBe('in the new file');
    await world.stop();
    const again = await started(world.kept);
    expect((await again.messages()).at(-1)?.body).toBe('in the new file');
    const { accounts, notices } = await again.snapshot();
    expect(notices).toMatchObject([{ kind: 'history-damaged', audiencesLost: true }]);
    // What this run knew is not lost; of the rest nobody knows whom it was for.
    const { mood, activity } = accounts[0]?.personal.audiences ?? {};
    expect([mood, activity?.kind]).toEqual([audience, 'nobody']);
  });
});

describe('a history that is damaged while it is in use', () => {
  it('is filled up from the archive at once, in its order', async () => {
    const ids = Array.from({ length: 40 }, (_, nth) => `m${String(nth)}`);
    const said = ids.map((id) => `${id} ${'wherefore '.repeat(200)}`.trim());
    const own = (id: string): string => chat(said[ids.indexOf(id)] ?? '', { id });
    const world = await started({ prepare: (session) => archive(session, () => ids, { size: 15, own }) });
    await world.signIn();
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep' });
    await world.handlers['accounts.setHistoryPolicy']({ account: JULIET, policy: 'keep-30-days' });
    expect(await bodies(world)).toEqual(said);
    const file = storeFile(world);
    const bytes = readFileSync(file);
    for (let page = 1; page < bytes.length / 4096; page += 1)
      bytes.writeUInt8(bytes.readUInt8(page * 4096 + 9) ^ 1, page * 4096 + 9);
    writeFileSync(file, bytes);
    await world.receive(live('after the damage'));
    // Written back at the latest with the hourly retention.
    await world.clock.advance(2 * 60 * 60 * 1000);
    await world.quiet();
    expect(world.hub.all('noticeRaised')).toMatchObject([
      { notice: { kind: 'history-damaged', saved: { messages: expect.any(Number) as number } } },
    ]);
    expect((await bodies(world)).filter((body) => body !== 'after the damage')).toEqual(said);
    expect((await world.snapshot()).accounts[0]?.account.archiveGaps).toEqual([]);
    const { body } = await world.send('in the new file');
    expect((await bodies(world)).at(-1)).toBe(body);
    expect(world.session.askAcknowledgement()).toBe(true);
  });
});

describe('a key that is gone from a keychain that is fine', () => {
  it('costs no file, and is told rather than passed over', async () => {
    const world = await online();
    await world.receive(chat('behind the old key'));
    const friends = { kind: 'groups' as const, groups: ['Friends'], people: [] };
    await world.handlers['personal.setAudience']({ account: JULIET, kind: 'mood', audience: friends });
    await world.stop();
    const file = storeFile(world);
    const before = readFileSync(file);
    const secrets = new FakeSecrets();
    for (const [name, secret] of world.secrets.entries) if (name !== 'history-key') secrets.entries.set(name, secret);
    const again = await started({ ...world.kept, secrets });
    const { accounts, notices } = await again.snapshot();
    expect(notices).toMatchObject([{ kind: 'history-set-aside', audiencesLost: true }]);
    // Not the presets, which may be wider than what was chosen.
    const { mood, activity } = accounts[0]?.personal.audiences ?? {};
    expect([mood?.kind, activity?.kind]).toEqual(['nobody', 'nobody']);
    await again.handlers['personal.setAudience']({ account: JULIET, kind: 'mood', audience: friends });
    expect((await again.snapshot()).accounts[0]?.personal.audiences.mood).toEqual(friends);
    await again.stop();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('and a keychain that is locked is not taken for one that lost it', async () => {
    const world = await online();
    await world.receive(chat('behind the locked keychain'));
    await world.stop();
    const before = readFileSync(storeFile(world));
    world.secrets.found = { kind: 'memory', why: 'locked' };
    const locked = await started(world.kept);
    expect((await locked.snapshot()).secretStorage).toEqual({ kind: 'memory', why: 'locked' });
    await locked.stop();
    expect(readFileSync(storeFile(world)).equals(before)).toBe(true);
    world.secrets.found = { kind: 'keychain' };
    const unlocked = await started(world.kept);
    expect(await bodies(unlocked)).toEqual(['behind the locked keychain']);
  });
});

describe('a store that cannot be read', () => {
  it('because its key is gone stays where it is, a new one begins, and the user is told', async () => {
    const world = await online();
    await world.stop();
    const before = readdirSync(world.profileDir).filter((name) => name.endsWith('.db'));
    const secrets = new FakeSecrets();
    const again = await started({ ...world.kept, secrets });
    expect((await again.snapshot()).notices).toEqual([
      { kind: 'history-set-aside', file: before[0], audiencesLost: true },
    ]);
    await again.stop();
    expect(readdirSync(world.profileDir).filter((name) => name.endsWith('.db'))).toHaveLength(2);
    const third = await started({ ...world.kept, secrets });
    expect((await third.snapshot()).notices).toMatchObject([{ kind: 'history-set-aside', file: before[0] }]);
  });

  it('because it is something else stays as it is, byte by byte', async () => {
    const world = await online();
    await world.stop();
    const [name = ''] = readdirSync(world.profileDir).filter((one) => one.endsWith('.db'));
    const damaged = Buffer.alloc(20_000, 'damage');
    writeFileSync(join(world.profileDir, name), damaged);
    const again = await started(world);
    expect((await again.snapshot()).notices).toMatchObject([{ kind: 'history-damaged', file: name }]);
    expect(readFileSync(join(world.profileDir, name)).equals(damaged)).toBe(true);
  });
});

describe('a history that a newer Candor wrote', () => {
  /** As a later version leaves it. */
  function fromTheFuture(world: World): string {
    const file = storeFile(world);
    const db = Database.encrypted(file, world.secrets.entries.get('history-key') ?? '');
    db.exec(`pragma user_version = ${String(SCHEMA_VERSION + 1)}`);
    db.close();
    return file;
  }

  it('stays as it is and in use for the newer one; this run is in memory and says so', async () => {
    const world = await online();
    await world.receive(chat('for the newer one'));
    await world.stop();
    const file = fromTheFuture(world);
    const before = readFileSync(file);
    const again = await started(world.kept);
    const { notices } = await again.snapshot();
    expect(notices).toEqual([{ kind: 'history-too-new', file: basename(file), audiencesLost: true }]);
    await again.stop();
    expect(readdirSync(world.profileDir).filter((name) => name.endsWith('.db'))).toEqual([basename(file)]);
    expect(readFileSync(file).equals(before)).toBe(true);
    // It belongs to its run: another start looks again.
    const { notices: kept } = JSON.parse(readFileSync(join(world.profileDir, 'profile.json'), 'utf8')) as Snapshot;
    expect(kept).toBeUndefined();
  });

  it('and that is damaged is not taken for an empty one', async () => {
    const world = await online();
    await world.stop();
    const file = fromTheFuture(world);
    const bytes = readFileSync(file);
    const at = bytes.length - 1000;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 32, at);
    writeFileSync(file, bytes);
    const again = await started(world.kept);
    expect((await again.snapshot()).notices).toMatchObject([{ kind: 'history-too-new' }]);
    await again.stop();
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
