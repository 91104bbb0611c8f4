import { describe, expect, it } from 'vitest';
import { median, summarize } from '../../bench/statistics';

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 1])).toBe(9);
  });

  it('is the mean of the two middle values of an even count', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is the value itself when there is one', () => {
    expect(median([7])).toBe(7);
  });

  it('refuses an empty list, which would otherwise pass as a number', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('summarize', () => {
  it('keeps the spread and the count', () => {
    expect(summarize([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, runs: 3 });
  });
});
