/**
 * Last User Interaction in Presence — XEP-0319, version 1.0.2.
 * https://xmpp.org/extensions/xep-0319.html
 *
 * Left out: nothing. Whether the time is told at all is the user's switch.
 */
import { NS_IDLE } from '../ns';
import { attr, child, xml, type Element } from '../xml';
import { formatStamp, parsePastStamp } from '../xep-0203-delay/stanza';

/** When the user last touched the device, in milliseconds since the epoch, never after `now`. */
export function parseIdleSince(presence: Element, now: number): number | undefined {
  const idle = child(presence, 'idle', NS_IDLE);
  return idle === undefined ? undefined : parsePastStamp(attr(idle, 'since'), now);
}

export function buildIdleSince(since: number): Element {
  return xml('idle', { xmlns: NS_IDLE, since: formatStamp(since) });
}
