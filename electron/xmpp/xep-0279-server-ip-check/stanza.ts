/**
 * Server IP Check — XEP-0279, version 0.2.
 * https://xmpp.org/extensions/xep-0279.html
 */
import { NS_SERVER_IP_CHECK } from '../ns';
import { boundLine } from '../text';
import { child, childText, xml, type Element } from '../xml';

/** Where this client is, as its server sees it. */
export interface SeenAddress {
  /** IPv4 or IPv6, as the server writes it. */
  readonly ip: string;
  readonly port?: number;
}

/** Asked of the own account. */
export function buildAddressGet(): Element {
  return xml('iq', { type: 'get' }, xml('address', { xmlns: NS_SERVER_IP_CHECK }));
}

/** Undefined where the result holds no address. */
export function parseSeenAddress(iq: Element): SeenAddress | undefined {
  const address = child(iq, 'address', NS_SERVER_IP_CHECK);
  if (address === undefined) return undefined;
  const ip = boundLine(childText(address, 'ip', NS_SERVER_IP_CHECK) ?? '', 64);
  if (!/^[0-9a-f.:]{2,45}$/iu.test(ip)) return undefined;
  const port = childText(address, 'port', NS_SERVER_IP_CHECK) ?? '';
  return { ip, ...(/^\d{1,5}$/u.test(port) && { port: Number(port) }) };
}
