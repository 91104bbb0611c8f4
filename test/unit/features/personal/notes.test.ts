import { describe, expect, it } from 'vitest';
import type { NoteKind } from '../../../../electron/contract/personal';
import { activityFrom, activityWords, moodFrom, moodWords } from '../../../../electron/features/personal/note-words';
import { ConnectionError } from '../../../../electron/xmpp/errors';
import { NS_ACTIVITY, NS_DISCO_INFO, NS_MOOD, NS_NICK } from '../../../../electron/xmpp/ns';
import { xml } from '../../../../electron/xmpp/xml';
import { FakePep } from '../../../support/fake-pep';
import { JULIET, ROMEO, World } from '../helpers';

async function scene(prepare: (pep: FakePep) => void = () => undefined) {
  const peps: FakePep[] = [];
  const world = new World({
    prepare: (session) => {
      const pep = new FakePep(session);
      prepare(pep);
      peps.push(pep);
    },
  });
  await world.features.start();
  await world.signIn();
  const [pep = expect.unreachable()] = peps;
  return { world, pep };
}

const set = (world: World, kind: NoteKind, text: string): Promise<null> =>
  Promise.resolve(world.handlers['personal.setNote']({ account: JULIET, kind, text }));
const notes = async (world: World): Promise<unknown> => (await world.snapshot()).accounts[0]?.personal.notes;

describe('mood, activity and nickname', () => {
  it('go to the service, to contacts unless another audience was chosen', async () => {
    const { world, pep } = await scene();
    await set(world, 'mood', ' In Love: with Romeo ');
    await set(world, 'activity', 'reading');
    await set(world, 'nickname', 'Jule');
    expect(pep.published).toEqual([
      {
        node: NS_MOOD,
        payload: `<mood xmlns="${NS_MOOD}"><in_love/><text>with Romeo</text></mood>`,
        access: 'presence',
      },
      {
        node: NS_ACTIVITY,
        payload: `<activity xmlns="${NS_ACTIVITY}"><relaxing><reading/></relaxing></activity>`,
        access: 'presence',
      },
      { node: NS_NICK, payload: `<nick xmlns="${NS_NICK}">Jule</nick>`, access: 'presence' },
    ]);
    expect(await notes(world)).toEqual({ mood: 'In Love: with Romeo', activity: 'reading', nickname: 'Jule' });
  });

  it('are taken away by an empty text', async () => {
    const { world, pep } = await scene();
    await set(world, 'mood', 'happy');
    await set(world, 'mood', '  ');
    expect(pep.standing(NS_MOOD)).toBe(`<mood xmlns="${NS_MOOD}"/>`);
    expect(await notes(world)).toMatchObject({ mood: '' });
  });

  it('are shown to another audience only once the former one no longer sees them', async () => {
    const { world, pep } = await scene();
    await set(world, 'mood', 'happy');
    await world.handlers['personal.setAudience']({
      account: JULIET,
      kind: 'mood',
      audience: { kind: 'people', groups: [], people: [ROMEO] },
    });
    expect(pep.published.map(({ access, payload }) => [access, payload.includes('happy')])).toEqual([
      ['presence', true],
      ['presence', false],
      ['whitelist', true],
    ]);
    await world.handlers['personal.setAudience']({
      account: JULIET,
      kind: 'mood',
      audience: { kind: 'nobody', groups: [], people: [] },
    });
    expect(pep.standing(NS_MOOD)).toBe(`<mood xmlns="${NS_MOOD}"/>`);
    await expect(set(world, 'mood', 'sad')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('are read when a session begins, and left as they are', async () => {
    const { world, pep } = await scene((made) => {
      made.put(NS_MOOD, 'open', xml('mood', { xmlns: NS_MOOD }, xml('in_awe'), xml('text', {}, 'stars')));
    });
    await world.quiet();
    expect(await notes(world)).toEqual({ mood: 'in awe: stars', activity: '', nickname: '' });
    expect(pep.published).toEqual([]);
  });

  it('are not said to be missing at a service that has not told what it offers', async () => {
    const world = new World({
      prepare: (session) =>
        session.answer('get', 'query', NS_DISCO_INFO, () => {
          throw new ConnectionError('timeout');
        }),
    });
    await world.features.start();
    await world.signIn();
    const offered = async () => (await world.snapshot()).accounts[0]?.personal.offered;
    expect(await offered()).toBeUndefined();
    world.session.answer('get', 'query', NS_DISCO_INFO, () => `<query xmlns="${NS_DISCO_INFO}"/>`);
    await world.clock.advance(60_000);
    expect(await offered()).toBe(false);
  });

  it('are refused with a reason', async () => {
    const { world } = await scene((pep) => (pep.features = []));
    await expect(set(world, 'mood', 'happy')).rejects.toMatchObject({ code: 'not-offered' });
    const { world: other } = await scene((pep) => (pep.claims = 'open'));
    await expect(set(other, 'mood', 'happy')).rejects.toMatchObject({ code: 'audience-differs' });
    other.session.leave();
    await expect(set(other, 'mood', 'happy')).rejects.toMatchObject({ code: 'offline' });
  });

  it('are in the ledger', async () => {
    const { world } = await scene();
    await set(world, 'nickname', 'Jule');
    await set(world, 'nickname', '');
    await world.stop();
    const rows = world.openFile().history(JULIET).ledger.list(JULIET);
    expect(rows.filter(({ xep }) => xep === 'XEP-0172').map(({ kind, to }) => `${kind} ${to}`)).toEqual([
      'nickname-cleared contacts',
      'nickname contacts',
      'nickname-audience contacts',
    ]);
  });
});

describe('words', () => {
  it.each([
    ['happy', { value: 'happy', text: '' }],
    ['In Love', { value: 'in_love', text: '' }],
    ['annoyed: curse my nurse!', { value: 'annoyed', text: 'curse my nurse!' }],
    ['fine: so so', { value: 'undefined', text: 'fine: so so' }],
    ['12:30 already', { value: 'undefined', text: '12:30 already' }],
    ['', 'none'],
  ] as const)('of a mood: "%s"', (words, mood) => {
    expect(moodFrom(words)).toEqual(mood);
    expect(moodWords(moodFrom(words)).toLowerCase()).toBe(words.toLowerCase());
  });

  it.each([
    ['coding', { general: 'working', specific: 'coding', text: '' }],
    ['traveling: to Mantua', { general: 'traveling', text: 'to Mantua' }],
    ['juggling', { general: 'undefined', text: 'juggling' }],
    ['', 'none'],
  ] as const)('of an activity: "%s"', (words, activity) => {
    expect(activityFrom(words)).toEqual(activity);
    expect(activityWords(activityFrom(words))).toBe(words);
  });
});
