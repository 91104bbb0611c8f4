/**
 * Message Processing Hints — XEP-0334, version 1.0.0.
 * https://xmpp.org/extensions/xep-0334.html
 *
 * Left out: nothing. Hints are wishes of the sender, never orders.
 */
import { NS_HINTS } from '../ns';
import { child, xml, type Element } from '../xml';

export const HINTS = ['no-permanent-store', 'no-store', 'no-copy', 'store'] as const;
export type Hint = (typeof HINTS)[number];

/** The known hints of a message, each once, in a fixed order. */
export function parseHints(message: Element): readonly Hint[] {
  return HINTS.filter((hint) => child(message, hint, NS_HINTS) !== undefined);
}

export function buildHint(hint: Hint): Element {
  return xml(hint, { xmlns: NS_HINTS });
}
