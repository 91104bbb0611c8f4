import { beforeEach, describe, expect, it } from 'vitest';
import { SettledPiece } from '../../../../electron/features/tune/settled-piece';
import { FakeClock } from '../../../support/fake-clock';
import { someTrack } from '../../../support/fake-players';

let clock: FakeClock;
let piece: SettledPiece;
/** Titles in the order in which they settled; "–": nothing any more. */
let told: string[];

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  piece = new SettledPiece(clock, () => told.push(piece.track?.title ?? '–'));
});

const play = (name: string): void => piece.hear({ state: 'playing', name, track: someTrack(name) });
const pause = (name: string): void => piece.hear({ state: 'paused', name, track: someTrack(name) });
const stop = (): void => piece.hear({ state: 'stopped' });

describe('a piece', () => {
  it('counts after five seconds, and once', async () => {
    play('one');
    await clock.advance(4999);
    expect(told).toEqual([]);
    await clock.advance(1);
    play('one');
    await clock.advance(600_000);
    expect(told).toEqual(['one']);
  });

  it('that is skipped never counts, and the last one does', async () => {
    for (let number = 0; number < 1000; number += 1) {
      play(`skipped ${String(number)}`);
      await clock.advance(60);
    }
    expect(told).toEqual([]);
    play('last');
    await clock.advance(5000);
    expect(told).toEqual(['last']);
  });

  it('begins anew after a break', async () => {
    play('one');
    await clock.advance(4000);
    pause('one');
    await clock.advance(1000);
    play('one');
    await clock.advance(4000);
    expect(told).toEqual([]);
    await clock.advance(1000);
    expect(told).toEqual(['one']);
  });

  it('stays through a short pause and goes after a long one', async () => {
    play('one');
    await clock.advance(5000);
    pause('one');
    await clock.advance(29_000);
    play('one');
    await clock.advance(60_000);
    expect(told).toEqual(['one']);
    pause('one');
    await clock.advance(15_000);
    pause('one');
    await clock.advance(14_999);
    expect(told).toEqual(['one']);
    await clock.advance(1);
    expect(told).toEqual(['one', '–']);
  });

  it('goes soon after a stop, but not between two pieces', async () => {
    play('one');
    await clock.advance(5000);
    stop();
    await clock.advance(500);
    play('two');
    await clock.advance(5000);
    expect(told).toEqual(['one', 'two']);
    stop();
    await clock.advance(1000);
    expect(told).toEqual(['one', 'two', '–']);
  });

  it('goes while others are skipped through for long, and while something unnamed plays', async () => {
    play('one');
    await clock.advance(5000);
    for (let number = 0; number < 16; number += 1) {
      play(`skipped ${String(number)}`);
      await clock.advance(2000);
    }
    expect(told).toEqual(['one', '–']);
    play('two');
    await clock.advance(5000);
    play('');
    await clock.advance(30_000);
    expect(told).toEqual(['one', '–', 'two', '–']);
  });

  it('goes at once when it is dropped, and comes back after its five seconds', async () => {
    play('one');
    await clock.advance(5000);
    piece.drop();
    piece.drop();
    expect(told).toEqual(['one', '–']);
    play('one');
    await clock.advance(5000);
    expect(told).toEqual(['one', '–', 'one']);
  });

  it('is what was known of it when it settled', async () => {
    play('one');
    await clock.advance(5000);
    piece.hear({ state: 'playing', name: 'one', track: someTrack('one', { length: 1 }) });
    expect(piece.track?.length).toBe(613);
  });

  it('leaves no timer behind', async () => {
    play('one');
    await clock.advance(5000);
    stop();
    await clock.advance(1000);
    expect(clock.pending).toBe(0);
  });
});
