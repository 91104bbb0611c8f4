/**
 * Blocking Command Reports — XEP-0377, version 0.4.1.
 * https://xmpp.org/extensions/xep-0377.html
 *
 * Left out: messages as evidence (§5) and the leave to hand the report on to others; nothing of a
 * conversation leaves by a report but what the user writes into it.
 */
import { NS_REPORTING } from '../ns';
import { cleanText } from '../text';
import { xml, type Element } from '../xml';

export interface Report {
  readonly reason: 'spam' | 'abuse';
  /** In the user's own words; empty: none. */
  readonly text: string;
}

/** For the item of a block command (XEP-0191). */
export function buildReport({ reason, text }: Report): Element {
  const words = cleanText(text).trim();
  return xml(
    'report',
    { xmlns: NS_REPORTING, reason: `urn:xmpp:reporting:${reason}` },
    ...(words === '' ? [] : [xml('text', {}, words)]),
  );
}
