import { describe, expect, it } from 'vitest';
import { quietSince, type CpuSample } from '../../bench/quiet';

/** Samples every 100 ms; each number is the processor time used since the one before. */
function samples(...used: readonly number[]): CpuSample[] {
  let total = 0;
  return used.map((more, index) => ({ at: index * 100, used: (total += more) }));
}

const rule = { span: 300, share: 0.05 };

describe('quietSince', () => {
  it('is the start of the first quiet span', () => {
    expect(quietSince(samples(0, 100, 100, 40, 0, 0, 0, 0), rule)).toBe(300);
  });

  it('does not take a short rest for the end of the work', () => {
    expect(quietSince(samples(0, 100, 0, 0, 100, 5, 0, 0, 0), rule)).toBe(400);
  });

  it('allows what the rule allows', () => {
    expect(quietSince(samples(0, 5, 5, 5, 5), rule)).toBe(0);
    expect(quietSince(samples(0, 6, 5, 5, 5, 5), rule)).toBe(100);
  });

  it('is undefined while there is no whole quiet span', () => {
    expect(quietSince(samples(0, 100, 0, 0), rule)).toBeUndefined();
    expect(quietSince([], rule)).toBeUndefined();
  });
});
