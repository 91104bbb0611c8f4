import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Steps } from '../../../build/shared/steps';
import { runNode } from '../../../build/shared/suites';
import { Tally, type Counts } from '../../../build/shared/tally';

const passed: Counts = { passed: 1, failed: 0 };

describe('the steps of a run', () => {
  let tally: Tally;
  let steps: Steps;
  let terminal: EventEmitter;
  let begun: string[];

  beforeEach(() => {
    vi.spyOn(console, 'log').mockReturnValue();
    tally = new Tally();
    steps = new Steps(tally);
    terminal = new EventEmitter();
    begun = [];
    steps.heedInterrupts(terminal);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function step(title: string, then: () => void = () => undefined): () => Promise<Counts> {
    return () => {
      begun.push(title);
      then();
      return Promise.resolve(passed);
    };
  }

  it('are counted, also one that throws', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await steps.run('first', step('first'));
    await steps.runAside('second', () => Promise.reject(new Error('no display')));
    expect(tally.summary()).toMatch(/1 passed, 1 failed$/u);
  });

  it.each(['SIGINT', 'SIGTERM'])(
    'begin no more after %s, in either lane, and the run has not passed',
    async (signal) => {
      const interrupt = (): void => void terminal.emit(signal);
      await steps.runAside('first', step('first', interrupt));
      await Promise.all([steps.run('second', step('second')), steps.runAside('third', step('third'))]);
      expect(begun).toEqual(['first']);
      expect(tally.failed).toBe(1);
    },
  );

  it('fail once, however often the user presses the keys', () => {
    for (let pressed = 0; pressed < 3; pressed += 1) terminal.emit('SIGINT');
    expect(tally.failed).toBe(1);
  });
});

it('a runner does not begin where the run was interrupted right before', async () => {
  const script = ['-e', 'process.exit(7)'];
  expect(await runNode(script, {})).toBe(7);
  expect(await runNode(script, { interrupted: AbortSignal.abort() })).toBe(130);
});
