import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useLocale } from '../../../../renderer/text/catalogue';
import {
  daysUntil,
  formatCalendarDate,
  formatDate,
  formatDay,
  formatListTime,
  formatTime,
  formatWait,
} from '../../../../renderer/text/time';

const now = new Date(2026, 2, 10, 15, 30).getTime();
const at = (month: number, day: number, year = 2026): number => new Date(year, month - 1, day, 14, 2).getTime();

beforeEach(() => useLocale('en-GB'));
afterEach(() => vi.unstubAllEnvs());

describe('times', () => {
  it('are of 24 hours in every locale', () => {
    useLocale('en-US');
    expect(formatTime(at(3, 10))).toBe('14:02');
    expect(formatTime(new Date(2026, 2, 10, 0, 5).getTime())).toBe('00:05');
  });

  it('name the day', () => {
    expect(formatDay(at(3, 10), now)).toBe('Today');
    expect(formatDay(at(3, 9), now)).toBe('Yesterday');
    expect(formatDay(at(3, 3), now)).toBe('Tuesday 3 March');
    expect(formatDay(at(12, 24, 2025), now)).toBe('Wednesday, 24 December 2025');
  });

  it('are as short as a list needs them', () => {
    expect(formatListTime(at(3, 10), now)).toBe('14:02');
    expect(formatListTime(at(3, 9), now)).toBe('Mon');
    expect(formatListTime(at(2, 3), now)).toBe('3 Feb');
    expect(formatListTime(at(12, 24, 2025), now)).toBe('24/12/2025');
  });

  it('are that day of a calendar date in every time zone', () => {
    vi.stubEnv('TZ', 'America/St_Johns');
    expect(formatDate(Date.parse('2027-01-01'))).toBe('31 December 2026');
    expect(formatCalendarDate('2027-01-01')).toBe('1 January 2027');
  });

  it('tell how long to wait', () => {
    expect(formatWait(900)).toBe('1 second');
    expect(formatWait(42_000)).toBe('42 seconds');
    expect(formatWait(300_000)).toBe('5 minutes');
    expect(formatWait(-5)).toBe('0 seconds');
  });

  it('count whole days', () => {
    expect(daysUntil(now + 61 * 86_400_000 + 1, now)).toBe(61);
    expect(daysUntil(now - 1, now)).toBe(-1);
  });
});
