/**
 * Delayed Delivery — XEP-0203, version 2.0, with the date format of XEP-0082 1.1.1.
 * https://xmpp.org/extensions/xep-0203.html
 *
 * Left out: the reason text of a delay, and the legacy `jabber:x:delay` of XEP-0091.
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_DELAY } from '../ns';
import { attr, children, xml, type Element } from '../xml';

export interface Delay {
  /** When the stanza was first sent, in milliseconds since the epoch, within `EARLIEST`…now. */
  readonly at: number;
  /** Who delayed it, as claimed. Anyone could have written it. */
  readonly from?: BareJid | FullJid;
}

/** No stanza is older than the protocol (January 1999). */
export const EARLIEST = Date.UTC(1999, 0, 1);

const DATE_LIMIT = 8.64e15;
// XEP-0082 §3.2; a sign and more than four digits in the year are XML Schema's, and hostile peers'.
const STAMP = /^(-?\d{4,9})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d{0,20})?(Z|[+-]\d{2}:\d{2})$/u;

/** Milliseconds since the epoch for a date of XEP-0082; undefined if the text is none. May lie far outside any sensible range. */
export function parseStamp(text: string): number | undefined {
  const match = text.length > 64 ? null : STAMP.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offset = parseOffset(match[8] ?? 'Z');
  if (hour > 24 || minute > 59 || second > 60 || offset === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const fraction = Number(`0.${match[7] ?? '0'}`);
  // Date.UTC reads the years 0 to 99 as 1900 to 1999, hence the detour.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const midnight = date.getTime();
  if (Number.isNaN(midnight)) return year < 0 ? -DATE_LIMIT : DATE_LIMIT;
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction * 1000);
  return midnight + time - offset;
}

/** A time as XEP-0082 writes it, in UTC with milliseconds. */
export function formatStamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Like `parseStamp`, brought into `EARLIEST`…`now`: a peer can neither pin a message to the end of time nor crash a formatter. */
export function parsePastStamp(text: string | undefined, now: number): number | undefined {
  const at = text === undefined ? undefined : parseStamp(text);
  return at === undefined ? undefined : Math.max(EARLIEST, Math.min(at, now));
}

/**
 * The delay noted in a stanza. Of several, the one of an address in `preferred` (own server,
 * own account) counts before what the sender may have written itself; then the first.
 */
export function parseDelay(parent: Element, now: number, preferred: readonly string[] = []): Delay | undefined {
  const delays = children(parent, 'delay', NS_DELAY)
    .map((element) => parseDelayElement(element, now))
    .filter((delay) => delay !== undefined);
  return delays.find((delay) => delay.from !== undefined && preferred.includes(delay.from)) ?? delays[0];
}

function parseDelayElement(element: Element, now: number): Delay | undefined {
  const at = parsePastStamp(attr(element, 'stamp'), now);
  if (at === undefined) return undefined;
  const from = anyJid(attr(element, 'from'));
  return from === undefined ? { at } : { at, from };
}

export function buildDelay(delay: Delay): Element {
  return xml('delay', { xmlns: NS_DELAY, stamp: formatStamp(delay.at), ...(delay.from && { from: delay.from }) });
}

function parseOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
