/**
 * vcard-temp — XEP-0054, version 1.3.0. Here is how a card is asked for and written; `form.ts` says what
 * stands where in it.
 * https://xmpp.org/extensions/xep-0054.html
 *
 * Left out: cards of other things than accounts, and <AGENT/>, which the extension itself removed.
 */
import { NS_CLIENT, NS_VCARD_TEMP } from '../ns';
import { child, xml, type Element } from '../xml';

/** Of somebody else; without an address: the account's own. */
export function buildVcardGet(to?: string): Element {
  return xml('iq', { type: 'get', ...(to !== undefined && { to }) }, xml('vCard', { xmlns: NS_VCARD_TEMP }));
}

/** Takes the place of the whole card. */
export function buildVcardSet(card: Element): Element {
  return xml('iq', { xmlns: NS_CLIENT, type: 'set' }, card);
}

/** The card in an iq result; undefined where there is none. */
export function parseVcard(iq: Element): Element | undefined {
  return child(iq, 'vCard', NS_VCARD_TEMP);
}
