/**
 * Fallback Indication — XEP-0428, version 0.2.1, with the counting of XEP-0426 0.3.0.
 * https://xmpp.org/extensions/xep-0428.html
 *
 * Left out: nothing. A fallback is cut only where what it stands for was understood.
 */
import { NS_FALLBACK } from '../ns';
import { attr, children, xml, type Element } from '../xml';

/** A message has one or two; more than this are not looked at. */
const MAX_REGIONS = 8;

/** Part of a text, in code points (XEP-0426); `end` is the first that is no longer in it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * What of the body or subject stands there only for clients that don't know these protocols: all
 * of it, or stretches in any order, which may overlap and lie outside of the text.
 */
export function parseFallback(
  message: Element,
  text: 'body' | 'subject',
  understood: readonly string[],
): 'all' | readonly Stretch[] {
  const fallbacks = children(message, 'fallback', NS_FALLBACK)
    .filter((fallback) => understood.includes(attr(fallback, 'for') ?? ''))
    .slice(0, MAX_REGIONS);
  if (fallbacks.some((fallback) => !hasRegions(fallback))) return 'all';
  const regions = fallbacks
    .flatMap((fallback) => children(fallback, text, NS_FALLBACK))
    .slice(0, MAX_REGIONS)
    .map(parseRegion);
  return regions.includes('all') ? 'all' : regions.filter((region) => region !== 'all' && region !== undefined);
}

/** The text without its fallback. */
export function withoutFallback(text: string, fallback: 'all' | readonly Stretch[]): string {
  if (fallback === 'all') return '';
  if (fallback.length === 0) return text;
  let kept = '';
  let place = 0;
  for (const character of text) {
    if (!fallback.some(({ start, end }) => start <= place && place < end)) kept += character;
    place += 1;
  }
  return kept;
}

/** Says that the body, or this stretch of it, is the fallback of a protocol. */
export function buildFallback(protocol: string, stretch?: Stretch): Element {
  const region = stretch === undefined ? [] : [xml('body', { start: String(stretch.start), end: String(stretch.end) })];
  return xml('fallback', { xmlns: NS_FALLBACK, for: protocol }, ...region);
}

/** Length as stretches count it. */
export function lengthInCodePoints(text: string): number {
  return [...text].length;
}

function hasRegions(fallback: Element): boolean {
  return [...children(fallback, 'body', NS_FALLBACK), ...children(fallback, 'subject', NS_FALLBACK)].length > 0;
}

/** Undefined where its ends make no sense. */
function parseRegion(region: Element): 'all' | Stretch | undefined {
  const start = attr(region, 'start');
  const end = attr(region, 'end');
  if (start === undefined && end === undefined) return 'all';
  const [from, to] = [parseOffset(start ?? '0'), end === undefined ? Number.POSITIVE_INFINITY : parseOffset(end)];
  return from === undefined || to === undefined || from >= to ? undefined : { start: from, end: to };
}

function parseOffset(text: string): number | undefined {
  return /^\d{1,10}$/u.test(text) ? Number(text) : undefined;
}
