/**
 * Message Carbons — XEP-0280, version 1.0.1.
 * https://xmpp.org/extensions/xep-0280.html
 *
 * Left out: disabling carbons within a session (a session that wants none does not enable them)
 * and the private mark for single messages (§8).
 */
import { anyJid, bareJid, type BareJid } from '../jid';
import { NS_CARBONS, NS_CLIENT } from '../ns';
import { isFromAccount } from '../trust';
import { attr, children, xml, type Element } from '../xml';
import { parseForwarded } from '../xep-0297-forward/stanza';

export interface Carbon {
  /** 'out': a copy of what another session of ours sent. */
  readonly direction: 'in' | 'out';
  /** The message inside, in the namespace of the client. */
  readonly stanza: Element;
}

/**
 * Opens a carbon. Undefined: `outer` carries none and is a message like any other. 'forged': it
 * carries one that must not be believed (§11): not from the own bare JID, a carbon in a carbon,
 * not between the account and somebody, or ill-formed; the whole stanza is to be dropped.
 */
export function unwrapCarbon(outer: Element, account: BareJid): Carbon | 'forged' | undefined {
  const received = children(outer, 'received', NS_CARBONS);
  const sent = children(outer, 'sent', NS_CARBONS);
  const [wrapper, ...moreWrappers] = [...received, ...sent];
  if (wrapper === undefined) return undefined;
  if (moreWrappers.length > 0 || outer.getNS() !== NS_CLIENT || !vouchedFor(outer, account)) return 'forged';
  // The delay a server may note in the wrapping is read where the message is parsed.
  const message = parseForwarded(wrapper, 0)?.message;
  if (message === undefined || carriesCarbon(message)) return 'forged';
  // §6.1: what is said in a room is never copied; the room sends it to every session itself.
  if (attr(message, 'type') === 'groupchat') return 'forged';
  const direction = received.length > 0 ? 'in' : 'out';
  return concernsAccount(message, direction, account) ? { direction, stanza: message } : 'forged';
}

export function buildCarbonsEnable(): Element {
  return xml('iq', { type: 'set' }, xml('enable', { xmlns: NS_CARBONS }));
}

function carriesCarbon(message: Element): boolean {
  return children(message, 'received', NS_CARBONS).length + children(message, 'sent', NS_CARBONS).length > 0;
}

/** A copy of an incoming message was sent by somebody to us; one of an outgoing message by us to somebody. */
function concernsAccount(message: Element, direction: 'in' | 'out', account: BareJid): boolean {
  const from = bareJid(attr(message, 'from'));
  // Without `to`, a message a client sends is for its own account (RFC 6120 §10.3.1).
  const to = attr(message, 'to') === undefined ? account : bareJid(attr(message, 'to'));
  if (from === undefined || to === undefined) return false;
  return direction === 'in' ? to === account : from === account;
}

/** A `from` that is no JID at all is nobody's. */
function vouchedFor(outer: Element, account: BareJid): boolean {
  const from = anyJid(attr(outer, 'from'));
  return (from !== undefined || attr(outer, 'from') === undefined) && isFromAccount(from, account);
}
