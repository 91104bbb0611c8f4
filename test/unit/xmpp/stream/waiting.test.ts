import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../../electron/xmpp/stream/reconnect';
import { within } from '../../../../electron/xmpp/stream/time-limit';
import { Watchdog } from '../../../../electron/xmpp/stream/watchdog';
import { Random } from '../../../chaos/random';
import { FakeClock } from '../../../support/fake-clock';

describe('waiting for the next attempt', () => {
  it('grows to two minutes and never ends', () => {
    const backoff = new Backoff(() => 0.999_999);
    const waits = Array.from({ length: 2_000 }, () => backoff.next());
    expect(waits.slice(0, 4)).toEqual([1_000, 40_000, 120_000, 120_000]);
    expect(Math.max(...waits)).toBe(120_000);
  });

  it('spreads over the whole time', () => {
    let n = 0;
    const values = [0, 0.25, 0.5, 0.75];
    const backoff = new Backoff(() => values[n++ % 4] ?? 0);
    for (let round = 0; round < 8; round += 1) backoff.next();
    expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([40_000, 60_000, 80_000, 100_000]);
  });

  it('keeps a hundred clients of a server that is away apart from the second attempt on', () => {
    const random = new Random(4711);
    const perSecond = new Map<number, number>();
    for (let client = 0; client < 100; client += 1) {
      const backoff = new Backoff(random.next);
      let at = backoff.next();
      while ((at += backoff.next()) < 3_600_000) {
        const second = Math.floor(at / 1000);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(10);
  });

  it('starts anew after success', () => {
    const backoff = new Backoff(() => 0.999_999);
    for (let round = 0; round < 20; round += 1) backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(1_000);
  });
});

describe('watchdog', () => {
  function watched() {
    const clock = new FakeClock();
    const seen = { pings: 0, lostAt: -1, lastReceivedAt: clock.now() };
    const start = clock.now();
    const watchdog = new Watchdog({
      clock,
      lastReceivedAt: () => seen.lastReceivedAt,
      ping: () => (seen.pings += 1),
      lost: () => (seen.lostAt = clock.now() - start),
    });
    return { clock, seen, watchdog };
  }

  it('calls a silent stream lost within 45 s', async () => {
    const { clock, seen } = watched();
    await clock.advance(45_000);
    expect(seen.pings).toBe(1);
    expect(seen.lostAt).toBe(42_000);
  });

  it('leaves a stream alone on which something comes in', async () => {
    const { clock, seen } = watched();
    for (let second = 0; second < 600; second += 20) {
      seen.lastReceivedAt = clock.now();
      await clock.advance(20_000);
    }
    expect(seen).toMatchObject({ pings: 0, lostAt: -1 });
  });

  it('is content with any answer, and asks again after more silence', async () => {
    const { clock, seen } = watched();
    await clock.advance(29_000);
    expect(seen.pings).toBe(1);
    seen.lastReceivedAt = clock.now();
    await clock.advance(14_000);
    expect(seen.lostAt).toBe(-1);
    await clock.advance(42_000);
    expect(seen.pings).toBe(2);
    expect(seen.lostAt).toBeGreaterThan(0);
  });

  it('asks at once when told', async () => {
    const { clock, seen, watchdog } = watched();
    watchdog.askNow();
    expect(seen.pings).toBe(1);
    await clock.advance(14_000);
    expect(seen.lostAt).toBe(14_000);
  });

  it('finds a dead stream also after the clock was set back by a day', async () => {
    const { clock, seen } = watched();
    clock.set(-86_400_000);
    await clock.advance(45_000);
    expect(seen.lostAt).toBe(42_000 - 86_400_000);
  });

  it('says nothing once stopped', async () => {
    const { clock, seen, watchdog } = watched();
    await clock.advance(29_000);
    watchdog.stop();
    await clock.advance(100_000);
    expect(seen.lostAt).toBe(-1);
  });
});

describe('time limit', () => {
  it('settles as the work does', async () => {
    const clock = new FakeClock();
    await expect(within(clock, 10, Promise.resolve(1), () => new Error('late'))).resolves.toBe(1);
    await expect(within(clock, 10, Promise.reject(new Error('no')), () => new Error('late'))).rejects.toThrow('no');
    expect(clock.pending).toBe(0);
  });

  it('rejects when it is over', async () => {
    const clock = new FakeClock();
    const limited = expect(within(clock, 10, new Promise(() => undefined), () => new Error('late'))).rejects.toThrow(
      'late',
    );
    await clock.advance(10);
    await limited;
  });
});
