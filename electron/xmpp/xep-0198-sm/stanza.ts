/**
 * Stream Management — XEP-0198, version 1.6.3
 * https://xmpp.org/extensions/xep-0198.html
 *
 * Left out: the preferred resumption time of the client.
 * None of these elements is a stanza; none is counted.
 */
import { NS_SM } from '../ns';
import { attr, xml, type Element } from '../xml';

/** §4: counters start anew here. */
export const COUNT_LIMIT = 2 ** 32;
const MAX_ID = 4096;

/** What the server answers to `<enable/>`. */
export interface Enabled {
  /** Of the session, for its resumption; undefined where the server does not resume. */
  readonly id: string | undefined;
  /** How long the server keeps the session after the connection was lost, in seconds, where it says so. */
  readonly maxSeconds: number | undefined;
  /** Where to connect for a resumption: "host:port". */
  readonly location: string | undefined;
}

export function parseEnabled(enabled: Element): Enabled {
  const id = attr(enabled, 'id') ?? '';
  const resumes = ['true', '1'].includes(attr(enabled, 'resume') ?? '') && id !== '' && id.length <= MAX_ID;
  return {
    id: resumes ? id : undefined,
    maxSeconds: parseUnsigned(attr(enabled, 'max')),
    location: attr(enabled, 'location')?.slice(0, MAX_ID),
  };
}

/** The attribute `h`: how many stanzas were handled, below 2³²; undefined where it is missing or no such number. */
export function parseHandled(element: Element): number | undefined {
  return parseUnsigned(attr(element, 'h'));
}

export function buildEnable(): Element {
  return xml('enable', { xmlns: NS_SM, resume: 'true' });
}

export function buildResume(id: string, handled: number): Element {
  return xml('resume', { xmlns: NS_SM, previd: id, h: String(handled) });
}

/** Asks how many stanzas were handled. */
export function buildRequest(): Element {
  return xml('r', { xmlns: NS_SM });
}

/** Tells how many stanzas were handled. */
export function buildAnswer(handled: number): Element {
  return xml('a', { xmlns: NS_SM, h: String(handled) });
}

/** Stands in the stream error for who acknowledges `h` stanzas, though only `sendCount` were sent (§6). */
export function buildHandledCountTooHigh(h: number, sendCount: number): Element {
  return xml('handled-count-too-high', { xmlns: NS_SM, h: String(h), 'send-count': String(sendCount) });
}

function parseUnsigned(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/u.test(text)) return undefined;
  const value = Number(text);
  return value < COUNT_LIMIT ? value : undefined;
}
