/** Times and dates in the user's locale. Clock times are always of 24 hours, as accessible names hold them. */
import { formatLocale, t } from './catalogue';

const DAY = 24 * 60 * 60 * 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${formatLocale()} ${name}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(formatLocale(), options);
    formats.set(key, found);
  }
  return found.format(at);
}

/** "14:02" */
export function formatTime(at: number): string {
  return format(at, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "14:02:31" */
export function formatTimeWithSeconds(at: number): string {
  return format(at, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** "10:13" of so many seconds; hours where there are some. */
export function formatDuration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** "3 March 2026" */
export function formatDate(at: number): string {
  return format(at, 'date', { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "3 March 2026" of a calendar date such as "2026-03-03", which is that day wherever its reader is. */
export function formatCalendarDate(date: string): string {
  return format(Date.parse(date), 'calendar', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** "Tuesday, 3 March 2026 at 14:02" */
export function formatDateTime(at: number): string {
  return format(at, 'full', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

/** Midnight that began the day of `at`, in the local time zone. */
export function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function daysAgo(at: number, now: number): number {
  // Rounded, because days with a change of clocks have 23 or 25 hours.
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY);
}

/** Heading of a day in a conversation: "Today", "Yesterday", "Tuesday, 3 March", with the year if it is another one. */
export function formatDay(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (new Date(at).getFullYear() === new Date(now).getFullYear())
    return format(at, 'day', { weekday: 'long', day: 'numeric', month: 'long' });
  return format(at, 'day-year', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** Shortest form for a list: "14:02", "Mon", "3 Mar", "03/03/2025". */
export function formatListTime(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days <= 0) return formatTime(at);
  if (days < 7) return format(at, 'weekday', { weekday: 'short' });
  if (new Date(at).getFullYear() === new Date(now).getFullYear())
    return format(at, 'short', { day: 'numeric', month: 'short' });
  return format(at, 'short-year', { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** A time of another day is told with its date. */
export function formatRecent(at: number, now: number): string {
  return daysAgo(at, now) === 0 ? formatTime(at) : formatDateTime(at);
}

/** "12 seconds", "3 minutes": how long until something. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return seconds < 100 ? t('time.seconds', { count: seconds }) : t('time.minutes', { count: Math.round(seconds / 60) });
}

/** Whole days from `now` until `at`; negative when it has passed. */
export function daysUntil(at: number, now: number): number {
  return Math.floor((at - now) / DAY);
}

/** "3 days", "5 hours", "12 minutes": the largest whole unit of so many seconds. */
export function formatSpan(seconds: number): string {
  const units = [
    ['day', 24 * 60 * 60],
    ['hour', 60 * 60],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? units[3];
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(formatLocale(), options).format(Math.floor(seconds / length));
}
