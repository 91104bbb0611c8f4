import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv } from 'ajv';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PolicyPack } from '../../../../electron/contract/privacy';
import { MAX_PACK_BYTES, policyPack, readPack } from '../../../../electron/features/privacy/policies/schema';
import { JULIET, online, temporaryFolder, type World } from '../helpers';

const folder = path.resolve(import.meta.dirname, '../../../../electron/features/privacy/policies');
const read = (name: string): PolicyPack => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as PolicyPack;
const jabber = read('jabber.org.json');
const neutral = read('neutral.json');
const clausesOf = (pack: PolicyPack) => pack.sections.flatMap(({ clauses }) => clauses);

describe('the schema of policy packs', () => {
  const schema = JSON.parse(readFileSync(path.join(folder, 'policy-pack.schema.json'), 'utf8')) as object;

  it('is the one that Candor itself reads packs by', () => {
    expect(schema).toEqual(toJsonSchema(policyPack));
  });

  it.each([
    ['jabber.org', jabber],
    ['neutral', neutral],
  ])('fits the pack %s', (_name, pack) => {
    const validate = new Ajv({ strict: true }).compile(schema);
    expect(validate(pack) ? [] : validate.errors).toEqual([]);
    expect(readPack(JSON.stringify(pack))).toEqual({ pack });
  });

  it.each<[string, string, (pack: Record<string, unknown>) => void]>([
    ['unknown members', 'colour', (pack) => (pack['colour'] = 'red')],
    ['another format', 'format', (pack) => (pack['format'] = 2)],
    ['a source without https', 'source.url', (pack) => (pack['source'] = { url: 'http://example.net/' })],
    ['a probe that nobody knows', 'sections.0.clauses.0.probes.0', (pack) => (firstClause(pack)['probes'] = ['mind'])],
    ['line ends in a text', 'sections.0.clauses.0.means', (pack) => (firstClause(pack)['means'] = 'one\ntwo')],
    ['text that turns around', 'title', (pack) => (pack['title'] = 'safe \u202e elbatsurt')],
    ['no date of reading', 'readOn', (pack) => (pack['readOn'] = 'yesterday')],
    ['a path as id', 'id', (pack) => (pack['id'] = '../profile')],
    ['a text without end', 'sections.0.clauses.0.means', (pack) => (firstClause(pack)['means'] = 'x'.repeat(2001))],
  ])('refuses %s', (_what, place, spoil) => {
    const pack = structuredClone(jabber) as unknown as Record<string, unknown>;
    spoil(pack);
    expect(readPack(JSON.stringify(pack))).toEqual({ place });
  });

  it('refuses two clauses of one name, and what is no JSON', () => {
    const [section] = jabber.sections;
    expect(readPack(JSON.stringify({ ...jabber, sections: [section, section] }))).toEqual({ place: '1.open' });
    expect(readPack('{')).toEqual({ place: 'JSON' });
  });
});

function firstClause(pack: Record<string, unknown>): Record<string, unknown> {
  const sections = pack['sections'] as { clauses: Record<string, unknown>[] }[];
  const clause = sections[0]?.clauses[0];
  if (clause === undefined) throw new Error('there is no clause');
  return clause;
}

describe('the pack of jabber.org', () => {
  it('has all twelve sections in the order of the source, and says of each clause what it means', () => {
    expect(jabber.sections.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, at) => String(at + 1)));
    for (const { number, clauses } of jabber.sections)
      for (const { id, says } of clauses) {
        expect(id).toMatch(new RegExp(`^${number}\\.`, 'u'));
        expect(says).toBeTruthy();
      }
  });

  it('shows at each clause what can be seen, or says why nothing can', () => {
    for (const pack of [jabber, neutral])
      for (const clause of clausesOf(pack))
        if (clause.probes.length === 0 && clause.id !== '1.open') expect(clause.notCheckable, clause.id).toBeTruthy();
  });
});

it('the example in the README is a pack', () => {
  const readme = readFileSync(path.resolve(folder, '../../../../README.md'), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/su.exec(readme) ?? [];
  expect(readPack(example)).toMatchObject({ pack: { id: 'chat.example' } });
});

describe('policies', () => {
  const JABBER = 'juliet@jabber.org';
  const added = (change: Partial<PolicyPack> = {}): PolicyPack => ({
    ...jabber,
    id: 'capulet.lit',
    services: ['capulet.lit'],
    title: 'Rules of the house of Capulet',
    ...change,
  });
  function fileWith(text: string): string {
    const file = path.join(temporaryFolder(), 'pack.json');
    writeFileSync(file, text);
    return file;
  }
  const add = (world: World, pack: PolicyPack) => world.features.addPolicyPack(fileWith(JSON.stringify(pack)));
  const page = (world: World, account = JULIET, pack?: string) => world.handlers['privacy.policy']({ account, pack });

  it('are those of the service, else the neutral ones', async () => {
    const world = await online();
    const { packs, shown, pack, changes } = await page(world);
    expect(packs).toMatchObject([{ id: 'neutral', origin: 'neutral' }]);
    expect(shown).toEqual(packs[0]);
    expect(pack).toEqual(neutral);
    expect(changes).toEqual([]);
    await world.signIn({ jid: JABBER });
    expect(await page(world, JABBER)).toMatchObject({ shown: { id: 'jabber.org', origin: 'built-in' }, pack: jabber });
  });

  it('can be added by the user, are marked so, stay after a restart and can be taken away', async () => {
    const world = await online();
    expect(await add(world, added())).toMatchObject({ id: 'added:capulet.lit', origin: 'added' });
    expect(world.hub.all('packsChanged')).toHaveLength(1);
    expect(await page(world)).toMatchObject({ shown: { id: 'added:capulet.lit' }, pack: added() });
    await world.handlers['privacy.removePack']({ pack: 'added:capulet.lit' });
    expect((await page(world)).shown.origin).toBe('neutral');
    await expect(world.handlers['privacy.removePack']({ pack: 'jabber.org' })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('never take the place of one of Candor’s own', async () => {
    const world = await online();
    await world.signIn({ jid: JABBER });
    await add(world, added({ id: 'jabber.org', services: ['jabber.org'] }));
    const { packs, shown } = await page(world, JABBER);
    expect(packs.map(({ id, origin }) => [id, origin])).toEqual([
      ['jabber.org', 'built-in'],
      ['added:jabber.org', 'added'],
    ]);
    expect(shown.id).toBe('jabber.org');
    expect((await page(world, JABBER, 'added:jabber.org')).pack.title).toBe('Rules of the house of Capulet');
    await expect(page(world, JULIET, 'jabber.org')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it.each<[string, () => string, string]>([
    ['is no pack', () => fileWith('{}'), 'format'],
    ['is too large', () => fileWith(' '.repeat(MAX_PACK_BYTES + 1)), 'size'],
    ['is no text', () => fileWith('\ud800'), 'JSON'],
    ['is a folder', () => temporaryFolder(), 'file'],
    ['is not there', () => '/nowhere/pack.json', 'file'],
    ['speaks of no service', () => fileWith(JSON.stringify(added({ services: [] }))), 'services'],
    ['speaks of a person', () => fileWith(JSON.stringify(added({ services: ['romeo@capulet.lit'] }))), 'services.0'],
  ])('are not added where the file %s', async (_what, file, detail) => {
    const world = await online();
    await expect(world.features.addPolicyPack(file())).rejects.toMatchObject({ code: 'pack-invalid', detail });
    expect((await page(world)).packs).toHaveLength(1);
  });

  it.each([
    { zone: 'America/St_Johns', at: '2026-03-05T03:00:00Z', left: 2 },
    { zone: 'America/St_Johns', at: '2026-03-07T03:00:00Z', left: 0 },
    { zone: 'America/St_Johns', at: '2026-03-07T04:00:00Z', left: undefined },
    { zone: 'Pacific/Kiritimati', at: '2026-03-05T09:00:00Z', left: 1 },
    { zone: 'Pacific/Kiritimati', at: '2026-03-05T10:00:00Z', left: 0 },
    { zone: 'Europe/Berlin', at: '2026-03-01T12:00:00Z', left: 5 },
  ])('count the days of the calendar on the wall: $left left at $at in $zone', async ({ zone, at, left }) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const world = await online();
    world.clock.set(Date.parse(at) - world.clock.now());
    await add(world, added({ effectiveOn: '2026-03-06' }));
    expect((await page(world)).daysUntilEffect).toBe(left);
  });

  it('show what changed since they were last read, and how long it is until they take effect', async () => {
    const world = await online();
    await add(world, added());
    await world.handlers['privacy.markPolicyRead']({ account: JULIET });
    expect(await page(world)).toMatchObject({ lastRead: { at: world.clock.now() }, changes: [] });

    const [purpose, ...others] = jabber.sections;
    const [open, volume] = purpose?.clauses ?? [];
    if (purpose === undefined || open === undefined || volume === undefined) throw new Error('the pack has no purpose');
    const changed = { ...open, says: 'The service is for the house alone.' };
    const fresh = { ...volume, id: '1.feasts' };
    const soon = new Date(world.clock.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    await add(world, added({ effectiveOn: soon, sections: [{ ...purpose, clauses: [changed, fresh] }, ...others] }));
    const { changes, daysUntilEffect } = await page(world);
    expect(daysUntilEffect).toBe(30);
    expect(changes).toEqual([
      {
        kind: 'changed',
        clause: '1.open',
        section: 'Purpose',
        before: { says: open.says, means: open.means },
        after: { says: changed.says, means: open.means },
      },
      { kind: 'added', clause: '1.feasts', section: 'Purpose', after: { says: volume.says, means: volume.means } },
      { kind: 'removed', clause: '1.volume', section: 'Purpose', before: { says: volume.says, means: volume.means } },
    ]);
    await world.handlers['privacy.markPolicyRead']({ account: JULIET });
    expect((await page(world)).changes).toEqual([]);
  });

  it('are not lost with the note of what was read', async () => {
    const world = await online();
    await world.handlers['privacy.markPolicyRead']({ account: JULIET });
    writeFileSync(path.join(world.profileDir, 'policies-read.json'), '{"neutral": 1}');
    expect((await page(world)).lastRead).toBeUndefined();
    rmSync(path.join(world.profileDir, 'policies-read.json'));
    expect((await page(world)).lastRead).toBeUndefined();
  });
});
