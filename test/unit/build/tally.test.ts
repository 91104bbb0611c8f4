import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tally } from '../../../build/shared/tally';

describe('the tally', () => {
  const printed: string[] = [];
  beforeEach(() => {
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    printed.length = 0;
  });

  it('ends with the sum over all steps', () => {
    const tally = new Tally();
    tally.add('lint', { passed: 1, failed: 0 }, 1200);
    tally.add('unit tests', { passed: 40, failed: 2 }, 30_000);
    expect(tally.summary().split('\n').at(-1)).toBe('41 passed, 2 failed');
    expect(tally.failed).toBe(2);
  });

  it('says of each step how it ended, as soon as it did', () => {
    const tally = new Tally();
    tally.add('lint', { passed: 1, failed: 0 }, 1200);
    tally.add('unit tests', { passed: 40, failed: 2 }, 30_000);
    expect(printed).toEqual([
      'ok        1.2 s  lint: 1 passed, 0 failed',
      'FAILED   30.0 s  unit tests: 40 passed, 2 failed',
    ]);
  });
});
