/**
 * vCard4 over XMPP — XEP-0292, version 0.12.0: the card in a personal node (§3.1); `form.ts` says what
 * stands where in it.
 * https://xmpp.org/extensions/xep-0292.html
 *
 * Left out: cards of contacts in the own account (§4), and the card by a request of its own
 * (earlier versions), which the node has replaced.
 */
import { NS_VCARD4 } from '../ns';
import type { Element } from '../xml';
import { detached } from '../xml-copy';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';

/** The item of a node that holds one at a time (XEP-0060 §12.20). */
const ITEM_ID = 'current';

/** A copy of the card's own; undefined where the item is none. */
export function parseVcard4({ payload }: PubsubItem): Element | undefined {
  return payload.is('vcard', NS_VCARD4) ? detached(payload) : undefined;
}

export function buildVcard4(card: Element): PubsubItem {
  return { id: ITEM_ID, payload: card };
}
