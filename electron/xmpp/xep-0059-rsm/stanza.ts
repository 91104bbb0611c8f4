/**
 * Result Set Management — XEP-0059, version 1.0.
 * https://xmpp.org/extensions/xep-0059.html
 *
 * Left out: jumping to a page by its index (§2.6), which needs counts that are often guesses.
 */
import { NS_RSM } from '../ns';
import { boundId } from '../text';
import { attr, child, childText, xml, type Element } from '../xml';

/** Which part of a result is wanted. */
export interface PageRequest {
  /** At most so many items; 0 asks for the number alone (§2.7). */
  readonly max: number;
  /** The page that ends before this item; empty: the last page (§2.3, §2.5). */
  readonly before?: string;
  /** The page that begins after this item (§2.2). */
  readonly after?: string;
}

/** What the responder says of a page. */
export interface Page {
  /** Its first item; absent where the page is empty. */
  readonly first?: string;
  readonly last?: string;
  /** Place of `first` in the whole, from 0; perhaps a guess. */
  readonly index?: number;
  /** Items in the whole; perhaps a guess. */
  readonly count?: number;
}

export function buildPageRequest({ max, before, after }: PageRequest): Element {
  return xml(
    'set',
    { xmlns: NS_RSM },
    xml('max', {}, String(max)),
    ...(before === undefined ? [] : [xml('before', {}, before)]),
    ...(after === undefined ? [] : [xml('after', {}, after)]),
  );
}

/** The description in `parent`; undefined where there is none. What can't be read in it is absent. */
export function parsePage(parent: Element): Page | undefined {
  const set = child(parent, 'set', NS_RSM);
  if (set === undefined) return undefined;
  const first = child(set, 'first', NS_RSM);
  const page = {
    first: boundId(first?.text()),
    last: boundId(childText(set, 'last', NS_RSM)),
    index: parseNumber(first === undefined ? undefined : attr(first, 'index')),
    count: parseNumber(childText(set, 'count', NS_RSM)),
  };
  return Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
}

function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : undefined;
}
