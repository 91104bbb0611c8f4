import { describe, expect, it } from 'vitest';
import { MAX_IN_FLIGHT, PoliteRunner, SPREAD } from '../../../../electron/features/privacy/polite-runner';
import { FakeClock, settle } from '../../../support/fake-clock';

/** Tasks that end when the test says so. */
function scene() {
  const clock = new FakeClock();
  const runner = new PoliteRunner(clock);
  const ends: ((error?: Error) => void)[] = [];
  const starts: number[] = [];
  const task = (): Promise<number> =>
    new Promise((resolve, reject) => {
      starts.push(clock.now());
      ends.push((error) => (error === undefined ? resolve(starts.length) : reject(error)));
    });
  return { clock, runner, ends, starts, task };
}

const never = new AbortController().signal;

describe('questions to the service', () => {
  it('are ten at most at the same time, and their starts are spread', async () => {
    const { clock, runner, ends, starts, task } = scene();
    for (let count = 0; count < 25; count += 1) runner.run(task, never).catch(() => undefined);
    await settle();
    expect(starts).toHaveLength(1);
    for (let step = 0; step < 40; step += 1) await clock.advance(SPREAD);
    expect(starts).toHaveLength(MAX_IN_FLIGHT);
    for (const [index, at] of starts.slice(1).entries())
      expect(at - (starts[index] ?? 0)).toBeGreaterThanOrEqual(SPREAD);

    ends[0]?.();
    ends[1]?.(new Error('no'));
    await settle();
    await clock.advance(SPREAD);
    await clock.advance(SPREAD);
    expect(starts).toHaveLength(MAX_IN_FLIGHT + 2);
    expect(runner.inFlight).toBe(MAX_IN_FLIGHT);
  });

  it('tell what became of them', async () => {
    const { runner, ends, task, clock } = scene();
    const good = runner.run(task, never);
    const bad = runner.run(task, never);
    await settle();
    await clock.advance(SPREAD);
    ends[0]?.();
    ends[1]?.(new Error('refused'));
    expect(await good).toBe(2);
    await expect(bad).rejects.toThrow('refused');
    expect(runner.inFlight).toBe(0);
  });

  it('are given up while they wait', async () => {
    const { clock, runner, starts, task } = scene();
    const controller = new AbortController();
    const first = runner.run(task, never);
    const second = runner.run(task, controller.signal);
    await settle();
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await expect(runner.run(task, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await clock.advance(SPREAD * 3);
    expect(starts).toHaveLength(1);
    void first;
  });
});
