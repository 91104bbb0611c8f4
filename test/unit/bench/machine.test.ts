import { describe, expect, it } from 'vitest';
import { parseProcessorTimes } from '../../bench/machine';

describe('parseProcessorTimes', () => {
  it('counts neither idling nor waiting for the disk as busy, and guests once', () => {
    const stat = 'cpu  100 10 50 800 40 0 5 0 99 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(parseProcessorTimes(stat)).toEqual({ busy: 165, total: 1005 });
  });
});
