/**
 * XMPP Ping — XEP-0199, version 2.0.1.
 * https://xmpp.org/extensions/xep-0199.html
 *
 * Left out: pinging other clients (§4.4).
 */
import { NS_PING } from '../ns';
import { xml, type Element } from '../xml';

/** To the own server (§4.2). */
export function buildPing(): Element {
  return xml('iq', { type: 'get' }, xml('ping', { xmlns: NS_PING }));
}
