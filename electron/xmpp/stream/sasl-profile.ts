/**
 * How SASL messages stand on the stream. The exchange itself is the same in both profiles: that of
 * RFC 6120 §6, and the newer one of XEP-0388, which needs no stream restart.
 */
import { ConnectionError } from '../errors';
import { bareJid, type BareJid } from '../jid';
import { NS_SASL, NS_SASL2 } from '../ns';
import { child, children, childText, xml, type Element } from '../xml';

export interface SaslProfile {
  /** Of every element of the exchange. */
  readonly namespace: string;
  /** RFC 6120 §6.4.6: whether the client opens the stream anew after success. XEP-0388 does not. */
  readonly restartsStream: boolean;
  /** Mechanism names of the features, at most 32; what is no name (RFC 4422 §3.1) is left out. */
  offered(features: Element): string[];
  /** Begins with the client's first message, and with what else is asked for where the profile has that. */
  begin(mechanism: string, message: string, inline: readonly Element[]): Element;
  respond(message: string): Element;
  /** The server's message in a challenge or a success; '' for none. */
  messageOf(element: Element): string;
  /** Throws a `ConnectionError` where a success is not for `account`. */
  checkSuccess(success: Element, account: BareJid): void;
}

/** RFC 6120 §6 */
export const classicProfile: SaslProfile = {
  namespace: NS_SASL,
  restartsStream: true,
  offered: (features) => mechanismNames(child(features, 'mechanisms', NS_SASL), NS_SASL),
  begin: (mechanism, message) => xml('auth', { xmlns: NS_SASL, mechanism }, encode(message)),
  respond: (message) => xml('response', { xmlns: NS_SASL }, encode(message)),
  // §6.4.2: a lone "=" is an empty message.
  messageOf: (element) => decode(element.text().trim() === '=' ? '' : element.text()),
  // The address comes with resource binding.
  checkSuccess: () => undefined,
};

/** XEP-0388 */
export const extensibleProfile: SaslProfile = {
  namespace: NS_SASL2,
  restartsStream: false,
  offered: (features) => mechanismNames(child(features, 'authentication', NS_SASL2), NS_SASL2),
  begin: (mechanism, message, inline) =>
    xml('authenticate', { xmlns: NS_SASL2, mechanism }, xml('initial-response', {}, encode(message)), ...inline),
  respond: (message) => xml('response', { xmlns: NS_SASL2 }, encode(message)),
  messageOf: (element) =>
    decode(element.is('success') ? (childText(element, 'additional-data', NS_SASL2) ?? '') : element.text()),
  checkSuccess(success, account) {
    const identity = childText(success, 'authorization-identifier', NS_SASL2)?.trim();
    if (bareJid(identity) !== account) throw new ConnectionError('wrong-address-bound');
  },
};

function mechanismNames(list: Element | undefined, namespace: string): string[] {
  if (list === undefined) return [];
  return children(list, 'mechanism', namespace)
    .map((mechanism) => mechanism.text().trim())
    .filter((name) => /^[A-Z0-9_-]{1,20}$/u.test(name))
    .slice(0, 32);
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text.trim(), 'base64').toString('utf8');
}
