/**
 * Message Delivery Receipts — XEP-0184, version 1.4.0.
 * https://xmpp.org/extensions/xep-0184.html
 *
 * Left out: nothing of the wire format. Whether a receipt is sent (switch, contacts only) is
 * decided by the features.
 */
import { NS_RECEIPTS } from '../ns';
import { boundId } from '../text';
import { attr, child, children, xml, type Element } from '../xml';

/** Some clients pack several receipts in one message; more than this are not believed. */
const MAX_RECEIPTS = 64;

/** Whether the sender asks for a receipt that can be given: there is an id, and it is no receipt itself (§5, against loops). */
export function parseReceiptRequest(message: Element): boolean {
  return (
    child(message, 'request', NS_RECEIPTS) !== undefined &&
    boundId(attr(message, 'id')) !== undefined &&
    child(message, 'received', NS_RECEIPTS) === undefined
  );
}

/** Ids of the messages this one is a receipt for. */
export function parseReceivedIds(message: Element): readonly string[] {
  return children(message, 'received', NS_RECEIPTS)
    .slice(0, MAX_RECEIPTS)
    .map((received) => boundId(attr(received, 'id')))
    .filter((id) => id !== undefined);
}

export function buildReceiptRequest(): Element {
  return xml('request', { xmlns: NS_RECEIPTS });
}

export function buildReceived(id: string): Element {
  return xml('received', { xmlns: NS_RECEIPTS, id });
}
