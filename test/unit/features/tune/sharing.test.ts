/** Sharing what plays, from the players to what stands at the server, with a fake clock. */
import { describe, expect, it } from 'vitest';
import { NS_TUNE } from '../../../../electron/xmpp/ns';
import { somePlayer } from '../../../support/fake-players';
import { JULIET, ROMEO, type World } from '../helpers';
import {
  audience,
  change,
  EMPTY,
  goesOut,
  plays,
  scene,
  sharing,
  startedAgain,
  tune,
  type Scene,
} from './sharing-scene';

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
    await goesOut(made, 'Sinnerman');
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
    await goesOut(made, 'one');
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
    await goesOut(made, 'one');
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
    await goesOut(made, 'one');
    expect(made.take()).toEqual([tune('one')]);
    await act(made);
    await made.world.clock.advance(milliseconds);
    expect(made.take()).toEqual([EMPTY]);
  });

  // What is under way may be about to end, and must not take the last word along.
  it.each(Array.from({ length: 10 }, (_, turns) => turns))(
    'also %d turns after something else of the account changed',
    async (turns) => {
      const made = await sharing();
      await goesOut(made, 'one');
      expect(made.take()).toEqual([tune('one')]);
      const changed = made.world.handlers['accounts.setPriority']({ account: JULIET, priority: 1 });
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      await availability(made.world, 'offline');
      await changed;
      expect(made.take()).toEqual([EMPTY]);
    },
  );

  it('on "Do not disturb" only where that was chosen', async () => {
    const made = await sharing();
    await goesOut(made, 'one');
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
    await goesOut(made, 'one');
    made.world.features.setLocked(true);
    await made.world.clock.advance(60_000);
    made.world.features.setLocked(false);
    await made.world.clock.advance(5000);
    expect(made.take()).toEqual([tune('one'), EMPTY, tune('one')]);
  });

  it('at the next start where the program was killed, also when nothing is shared any more', async () => {
    const made = await sharing();
    await goesOut(made, 'one');
    // As a kill leaves it: nobody said goodbye, and the next run finds the files as they are.
    const again = await startedAgain(made);
    await again.world.clock.advance(1000);
    expect(again.take()).toEqual([EMPTY]);
    expect(again.pep().standing(NS_TUNE)).toBe(EMPTY);
    await again.world.stop();
    const third = await startedAgain(again);
    await third.world.clock.advance(5000);
    expect(third.take()).toEqual([]);
  });

  it('after the connection is back, where the music ended meanwhile', async () => {
    const made = await sharing();
    await goesOut(made, 'one');
    made.world.session.leave();
    made.world.players.are();
    await made.world.clock.advance(60_000);
    expect(made.take()).toEqual([tune('one')]);
    made.world.session.comeBack();
    await made.world.clock.advance(2000);
    expect(made.take()).toEqual([EMPTY]);
  });
});

it('every publish, clear and audience is in the ledger', async () => {
  const made = await sharing();
  await goesOut(made, 'one');
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

async function availability(world: World, chosen: 'available' | 'dnd' | 'offline'): Promise<void> {
  await world.handlers['accounts.setAvailability']({ account: JULIET, availability: chosen, statusText: '' });
}
