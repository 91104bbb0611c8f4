import { beforeEach, describe, expect, it } from 'vitest';
import { IdleWatcher } from '../../../electron/desktop/idle';
import { FakeClock } from '../../support/fake-clock';

describe('IdleWatcher', () => {
  let clock: FakeClock;
  let lastInput: number;
  let limit: number;
  let asked: number;
  let told: (number | undefined)[];
  let watcher: IdleWatcher;
  beforeEach(() => {
    clock = new FakeClock(1_000_000_000);
    lastInput = clock.now();
    limit = 5;
    asked = 0;
    told = [];
    watcher = new IdleWatcher({
      systemIdleSeconds: () => {
        asked += 1;
        return Math.floor((clock.now() - lastInput) / 1000);
      },
      limitMinutes: () => limit,
      clock,
      changed: (since) => told.push(since),
    });
  });

  it('tells once, with the time of the last input, and again on return', async () => {
    watcher.restart();
    await clock.advance(4 * 60_000);
    expect(told).toEqual([]);
    await clock.advance(2 * 60_000);
    expect(told).toHaveLength(1);
    expect(Math.abs((told[0] ?? 0) - lastInput)).toBeLessThan(1000);
    lastInput = clock.now();
    await clock.advance(6000);
    expect(told).toHaveLength(2);
    expect(told[1]).toBeUndefined();
  });

  it('asks the system only when the limit could be reached', async () => {
    watcher.restart();
    for (let minute = 0; minute < 60; minute += 1) {
      lastInput = clock.now();
      await clock.advance(60_000);
    }
    expect(asked).toBeLessThanOrEqual(17);
  });

  it('never asks when it is off', async () => {
    limit = 0;
    watcher.restart();
    await clock.advance(3_600_000);
    expect(asked).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('comes back when it is turned off while idle', async () => {
    watcher.restart();
    await clock.advance(6 * 60_000);
    limit = 0;
    watcher.restart();
    expect(told.at(-1)).toBeUndefined();
    expect(told).toHaveLength(2);
  });

  it('is idle at once when the screen is locked, until it is unlocked', async () => {
    watcher.restart();
    const lockedAt = clock.now();
    watcher.locked();
    expect(told).toEqual([lockedAt]);
    lastInput = clock.now();
    await clock.advance(60_000);
    expect(told).toEqual([lockedAt]);
    lastInput = clock.now();
    watcher.unlocked();
    expect(told).toEqual([lockedAt, undefined]);
  });

  it('leaves no timer behind', async () => {
    watcher.restart();
    await clock.advance(1000);
    watcher.stop();
    expect(clock.pending).toBe(0);
  });
});
