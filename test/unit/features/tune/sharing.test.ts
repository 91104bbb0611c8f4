/** Sharing what plays, from the players to what stands at the server, with a fake clock. */
import { describe, expect, it } from 'vitest';
import type { Audience, TuneSettings } from '../../../../electron/contract/personal';
import { StanzaError } from '../../../../electron/xmpp/errors';
import { NS_TUNE } from '../../../../electron/xmpp/ns';
import { xml } from '../../../../electron/xmpp/xml';
import { FakePep } from '../../../support/fake-pep';
import { somePlayer } from '../../../support/fake-players';
import { JULIET, ROMEO, World, type Kept } from '../helpers';

const EMPTY = `<tune xmlns="${NS_TUNE}"/>`;
const tune = (title: string): string =>
  `<tune xmlns="${NS_TUNE}"><artist>Nina Simone</artist><title>${title}</title></tune>`;

interface Scene {
  readonly world: World;
  readonly pep: () => FakePep;
  /** What was published as tune since the last call. */
  take(): readonly string[];
}

const pepOf = new WeakMap<object, FakePep>();

async function scene(kept: Kept = {}, change: (pep: FakePep) => void = () => undefined): Promise<Scene> {
  let pep: FakePep | undefined;
  const shared = kept.profileDir === undefined ? undefined : pepOf.get(kept);
  const world = new World({
    ...kept,
    prepare: (session) => {
      const made = new FakePep(session);
      // The server outlives the program.
      for (const [name, node] of (shared ?? pep)?.nodes ?? []) made.nodes.set(name, node);
      pep = made;
      change(made);
    },
  });
  await world.features.start();
  await world.quiet();
  const current = (): FakePep => {
    if (pep === undefined) throw new Error('no session was made');
    return pep;
  };
  let taken = 0;
  return {
    world,
    pep: current,
    take: () => {
      const all = current().published.filter(({ node }) => node === NS_TUNE);
      const fresh = all.slice(taken).map(({ payload }) => payload);
      taken = all.length;
      return fresh;
    },
  };
}

async function audience(world: World, chosen: Partial<Audience>): Promise<void> {
  await world.handlers['personal.setAudience']({
    account: JULIET,
    kind: 'tune',
    audience: { kind: 'contacts', groups: [], people: [], ...chosen } as Parameters<
      World['handlers']['personal.setAudience']
    >[0]['audience'],
  });
}

async function change(world: World, tuneSettings: Partial<TuneSettings>): Promise<void> {
  const { tune: before } = world.features.settings;
  await world.handlers['settings.change']({ tune: { ...before, ...tuneSettings } });
}

/** Signed in, shared with all contacts, nothing plays yet. */
async function sharing(made?: Scene): Promise<Scene> {
  const found = made ?? (await scene());
  if (found.world.sessions.length === 0) await found.world.signIn();
  await audience(found.world, {});
  await change(found.world, { previewed: true });
  await found.world.switches({ tune: true });
  return found;
}

const plays = ({ world }: Scene, title: string): void => world.players.are(somePlayer('playing', title));

describe('before the user has agreed', () => {
  it('no player is looked at and nothing is sent', async () => {
    const { world, pep, take } = await scene();
    await world.signIn();
    world.players.are(somePlayer('playing', 'Sinnerman'));
    await audience(world, {});
    await world.clock.advance(60_000);
    expect(world.players.isRead).toBe(false);
    await world.switches({ tune: true });
    await world.clock.advance(60_000);
    expect(world.players.isRead).toBe(false);
    expect(take()).toEqual([]);
    expect(pep().log.filter((line) => line.includes(NS_TUNE))).toEqual([]);
  });

  it('the window may look at the players and see what would be sent', async () => {
    const { world, take } = await scene();
    await world.signIn();
    world.players.are(somePlayer('playing', 'Sinnerman'));
    await world.handlers['personal.watchPlayers']({ on: true });
    await world.clock.advance(1000);
    const { nowPlaying } = await world.snapshot();
    expect(nowPlaying.preview).toEqual({ artist: 'Nina Simone', title: 'Sinnerman' });
    expect(world.hub.all('nowPlayingChanged').at(-1)?.nowPlaying).toEqual(nowPlaying);
    await world.handlers['personal.watchPlayers']({ on: false });
    expect(world.players.isRead).toBe(false);
    expect(take()).toEqual([]);
  });

  it('with an audience that was never chosen nothing is sent', async () => {
    const made = await scene();
    await made.world.signIn();
    await change(made.world, { previewed: true });
    await made.world.switches({ tune: true });
    plays(made, 'Sinnerman');
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([]);
  });
});

describe('a piece that plays', () => {
  it('goes out once the server has said back who may see it', async () => {
    const made = await sharing();
    plays(made, 'Sinnerman');
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('Sinnerman')]);
    expect(made.pep().log.filter((line) => line.endsWith(NS_TUNE))).toEqual([
      `get configure ${NS_TUNE}`,
      `create ${NS_TUNE}`,
      `get configure ${NS_TUNE}`,
      `get affiliations ${NS_TUNE}`,
      `publish ${NS_TUNE}`,
    ]);
    expect(made.pep().published[0]?.access).toBe('presence');
    const { personal } = (await made.world.snapshot()).accounts[0] ?? expect.unreachable();
    expect(personal.shared).toEqual({ artist: 'Nina Simone', title: 'Sinnerman' });
    await made.world.clock.advance(600_000);
    expect(made.take()).toEqual([]);
  });

  it('is followed by the next one fifteen seconds later at the earliest', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    plays(made, 'two');
    await made.world.clock.advance(14_900);
    expect(made.take()).toEqual([tune('one')]);
    await made.world.clock.advance(200);
    expect(made.take()).toEqual([tune('two')]);
  });

  it('1,000 in a minute: none, then the right one', async () => {
    const made = await sharing();
    for (let number = 0; number < 1000; number += 1) {
      plays(made, `skipped ${String(number)}`);
      await made.world.clock.advance(60);
    }
    expect(made.take()).toEqual([]);
    plays(made, 'the right one');
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([tune('the right one')]);
  });

  it('never goes out while there is no connection, and does when there is one again', async () => {
    const made = await sharing();
    made.world.session.leave();
    plays(made, 'one');
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([]);
    made.world.session.comeBack();
    await made.world.clock.advance(2000);
    expect(made.take()).toEqual([tune('one')]);
  });

  it('goes to each account for itself', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    await made.world.signIn({ jid: 'rosaline@capulet.lit' });
    await made.world.clock.advance(20_000);
    // The second one has chosen no audience.
    expect(made.pep().published).toEqual([]);
  });
});

describe('the tune is taken away', () => {
  it.each<[string, (made: Scene) => unknown, number]>([
    ['after thirty seconds of pause', ({ world }) => world.players.are(somePlayer('paused', 'one')), 30_000],
    ['when the player stops', ({ world }) => world.players.are(somePlayer('stopped', 'one')), 1000],
    ['when the player goes', ({ world }) => world.players.are(), 1000],
    ['when the screen is locked', ({ world }) => world.features.setLocked(true), 0],
    ['when the computer is about to sleep', ({ world }) => world.features.setAsleep(true), 0],
    ['when the user no longer shares', ({ world }) => world.switches({ tune: false }), 0],
    ['when the player is switched off', ({ world }) => change(world, { players: { rhythmbox: false } }), 1000],
    ['when nobody may see it', ({ world }) => audience(world, { kind: 'nobody' }), 0],
    ['at the end of the program', ({ world }) => world.stop(), 0],
    ['when the user goes offline', ({ world }) => availability(world, 'offline'), 0],
    ['when the user signs out', ({ world }) => world.handlers['accounts.signOut']({ account: JULIET }), 0],
  ])('%s', async (_when, act, milliseconds) => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('one')]);
    await act(made);
    await made.world.clock.advance(milliseconds);
    expect(made.take()).toEqual([EMPTY]);
  });

  it('on "Do not disturb" only where that was chosen', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    await availability(made.world, 'dnd');
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([tune('one')]);
    await change(made.world, { silentOnDnd: true });
    await made.world.quiet();
    expect(made.take()).toEqual([EMPTY]);
    await availability(made.world, 'available');
    await made.world.clock.advance(15_000);
    expect(made.take()).toEqual([tune('one')]);
  });

  it('and comes back when the screen is unlocked', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    made.world.features.setLocked(true);
    await made.world.clock.advance(60_000);
    made.world.features.setLocked(false);
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('one'), EMPTY, tune('one')]);
  });

  it('at the next start where the program was killed, also when nothing is shared any more', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    // As a kill leaves it: nobody said goodbye, and the next run finds the files as they are.
    const { kept } = made.world;
    pepOf.set(kept, made.pep());
    const again = await scene(kept);
    await again.world.clock.advance(1000);
    expect(again.take()).toEqual([EMPTY]);
    expect(again.pep().standing(NS_TUNE)).toBe(EMPTY);
    await again.world.stop();
    const third = await scene(kept);
    await third.world.clock.advance(5000);
    expect(third.take()).toEqual([]);
  });

  it('after the connection is back, where the music ended meanwhile', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    made.world.session.leave();
    made.world.players.are();
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([tune('one')]);
    made.world.session.comeBack();
    await made.world.clock.advance(2000);
    expect(made.take()).toEqual([EMPTY]);
  });
});

describe('who may see it', () => {
  it('an older item in a node that was open is gone before anything goes out', async () => {
    const made = await scene();
    await made.world.signIn();
    const open = made.pep().put(NS_TUNE, 'open', xml('tune', { xmlns: NS_TUNE }, xml('title', {}, 'old')));
    open.subscribers.add('stranger@verona.lit');
    await sharing(made);
    plays(made, 'new');
    await made.world.clock.advance(5000);
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['presence']);
    expect([...(node?.subscribers ?? [])]).toEqual([]);
    expect(made.take()).toEqual([EMPTY, tune('new')]);
    expect(made.pep().published.map(({ access }) => access)).toEqual(['open', 'presence']);
  });

  it('a node that is right is only emptied', async () => {
    const made = await scene();
    await made.world.signIn();
    made.pep().put(NS_TUNE, 'presence', xml('tune', { xmlns: NS_TUNE }, xml('title', {}, 'old')));
    await sharing(made);
    plays(made, 'new');
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('new')]);
    expect(made.pep().log).toContain(`purge ${NS_TUNE}`);
    expect(made.pep().log).not.toContain(`delete ${NS_TUNE}`);
  });

  it('chosen people are a whitelist of those who are contacts', async () => {
    const made = await sharing();
    await audience(made.world, { kind: 'people', people: ['Romeo@Montague.lit', 'nobody@verona.lit'] });
    plays(made, 'one');
    await made.world.clock.advance(5000);
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['whitelist']);
    expect([...(node?.affiliations ?? [])]).toEqual([[ROMEO, 'member']]);
    expect(made.take()).toEqual([tune('one')]);
  });

  /** The service tells of a change of the roster. */
  async function push({ world }: Scene, id: string, item: string): Promise<void> {
    await world.receive(
      `<iq xmlns="jabber:client" type="set" id="${id}"><query xmlns="jabber:iq:roster" ver="${id}">${item}</query></iq>`,
    );
    await world.clock.advance(1000);
  }

  it('groups are a whitelist that is kept in step', async () => {
    const made = await scene();
    await made.world.signIn();
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    plays(made, 'one');
    await made.world.clock.advance(5000);
    const members = (): unknown => [...(made.pep().nodes.get(NS_TUNE)?.affiliations ?? [])];
    expect(members()).toEqual([[ROMEO, 'member']]);
    // Somebody more is let in, and hears what plays as soon as anything may go out again.
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>Friends</group></item>`);
    expect(members()).toEqual([
      [ROMEO, 'member'],
      ['nurse@capulet.lit', 'member'],
    ]);
    expect(made.take()).toEqual([tune('one')]);
    // What stands there is shown all the while.
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toMatchObject({ title: 'one' });
    await made.world.clock.advance(15_000);
    expect(made.take()).toEqual([tune('one')]);
    // Somebody is shut out: they see it end, and the others get it anew from a node that they were never in.
    await made.world.clock.advance(15_000);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"/>`);
    await made.world.clock.advance(1000);
    expect(members()).toEqual([['nurse@capulet.lit', 'member']]);
    expect(made.take()).toEqual([EMPTY, tune('one')]);
  });

  it('groups are the server’s business where it knows them', async () => {
    const made = await scene({}, (pep) => pep.features.push('access-roster'));
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Servants', 'Friends'] });
    plays(made, 'one');
    await made.world.clock.advance(5000);
    const node = made.pep().nodes.get(NS_TUNE);
    expect(node?.fields.get('pubsub#access_model')).toEqual(['roster']);
    expect(node?.fields.get('pubsub#roster_groups_allowed')).toEqual(['Friends', 'Servants']);
    expect(made.take()).toEqual([tune('one')]);
  });

  it('who comes into a group that the server knows hears what plays, as soon as anything may go out again', async () => {
    const made = await scene({}, (pep) => pep.features.push('access-roster'));
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    plays(made, 'one');
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('one')]);
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    expect(made.take()).toEqual([]);
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toMatchObject({ title: 'one' });
    await made.world.clock.advance(15_000);
    expect(made.take()).toEqual([tune('one')]);
    // Neither another group nor leaving is anything that the others have to hear of.
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>House</group></item>`);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"><group>House</group></item>`);
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([]);
    expect(made.pep().log).not.toContain(`delete ${NS_TUNE}`);
  });

  it('who asked for the items and then leaves the group is shut out', async () => {
    const made = await scene({}, (pep) => pep.features.push('access-roster'));
    await made.world.signIn();
    await push(made, 'p1', `<item jid="${ROMEO}" subscription="both"><group>Friends</group></item>`);
    await sharing(made);
    await audience(made.world, { kind: 'groups', groups: ['Friends'] });
    plays(made, 'one');
    await made.world.clock.advance(5000);
    made.pep().nodes.get(NS_TUNE)?.subscribers.add(ROMEO);
    await push(made, 'p2', `<item jid="nurse@capulet.lit" subscription="both"><group>Friends</group></item>`);
    expect([...(made.pep().nodes.get(NS_TUNE)?.subscribers ?? [])]).toEqual([ROMEO]);
    await push(made, 'p3', `<item jid="${ROMEO}" subscription="both"/>`);
    expect([...(made.pep().nodes.get(NS_TUNE)?.subscribers ?? [])]).toEqual([]);
  });

  it('another audience sees the tune only once the former one no longer does', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    await audience(made.world, { kind: 'people', people: [ROMEO] });
    await made.world.clock.advance(15_000);
    expect(made.pep().published.map(({ payload, access }) => [access, payload === EMPTY])).toEqual([
      ['presence', false],
      ['presence', true],
      ['whitelist', false],
    ]);
  });
});

describe('nothing is sent, and it is said why,', () => {
  it.each<[string, (pep: FakePep) => void, string]>([
    ['where the service has no publish-options', (pep) => pep.features.shift(), 'not-offered'],
    ['where the service has no personal nodes', (pep) => (pep.features = []), 'not-offered'],
    ['where it says another audience than it was told', (pep) => (pep.claims = 'open'), 'audience-differs'],
    ['where it knows nothing of configurations', (pep) => refuse(pep, 'get configure'), 'not-offered'],
    ['where it refuses the precondition', (pep) => refuse(pep, 'publish', 'conflict'), 'audience-differs'],
    ['where it refuses for another reason', (pep) => refuse(pep, 'create', 'resource-constraint'), 'failed'],
  ])('%s', async (_where, prepare, problem) => {
    const made = await sharing(await scene({}, prepare));
    plays(made, 'one');
    await made.world.clock.advance(600_000);
    expect(made.take()).toEqual([]);
    expect((await made.world.snapshot()).accounts[0]?.personal).toMatchObject({ problems: { tune: problem } });
    expect((await made.world.snapshot()).accounts[0]?.personal.shared).toBeUndefined();
  });

  it('where somebody else changed the node meanwhile; the next piece finds it right again', async () => {
    const made = await sharing();
    plays(made, 'one');
    await made.world.clock.advance(5000);
    made.pep().put(NS_TUNE, 'open');
    plays(made, 'two');
    await made.world.clock.advance(20_000);
    // The former tune is taken away, the new one is not shown to everybody.
    expect(made.take()).toEqual([tune('one'), EMPTY]);
    expect((await made.world.snapshot()).accounts[0]?.personal.problems).toEqual({ tune: 'audience-differs' });
    plays(made, 'three');
    await made.world.clock.advance(20_000);
    expect(made.pep().published.at(-1)).toEqual({ node: NS_TUNE, payload: tune('three'), access: 'presence' });
    expect((await made.world.snapshot()).accounts[0]?.personal.problems).toEqual({});
  });

  it('and the flag for the next start is set only while something may stand', async () => {
    const made = await sharing(await scene({}, (pep) => (pep.claims = 'open')));
    plays(made, 'one');
    await made.world.clock.advance(20_000);
    await made.world.stop();
    const again = await scene(made.world.kept);
    await again.world.clock.advance(10_000);
    expect(again.take()).toEqual([]);
  });
});

it('every publish, clear and audience is in the ledger', async () => {
  const made = await sharing();
  plays(made, 'one');
  await made.world.clock.advance(5000);
  await audience(made.world, { kind: 'people', people: [ROMEO] });
  await made.world.clock.advance(20_000);
  await made.world.stop();
  const rows = made.world
    .openFile()
    .history(JULIET)
    .ledger.list(JULIET)
    .filter(({ xep }) => xep === 'XEP-0118')
    .map(({ kind, to }) => [kind, to])
    .reverse();
  expect(rows).toEqual([
    ['tune-audience', 'contacts'],
    ['tune', 'contacts'],
    ['tune-audience', `people: ${ROMEO}`],
    ['tune', `people: ${ROMEO}`],
    ['tune-cleared', `people: ${ROMEO}`],
  ]);
});

function refuse(pep: FakePep, action: string, condition = 'feature-not-implemented'): void {
  pep.before = (asked) => {
    if (asked === action) throw new StanzaError(condition, 'cancel', '');
  };
}

async function availability(world: World, chosen: 'available' | 'dnd' | 'offline'): Promise<void> {
  await world.handlers['accounts.setAvailability']({ account: JULIET, availability: chosen, statusText: '' });
}
