/**
 * Displayed Markers — XEP-0333, version 1.0.0.
 * https://xmpp.org/extensions/xep-0333.html
 *
 * Left out: the markers "received" and "acknowledged" of earlier drafts. Whether a marker is sent
 * (switch, contacts only) is decided by the features.
 */
import { NS_MARKERS } from '../ns';
import { boundId } from '../text';
import { attr, child, children, xml, type Element } from '../xml';

/** Whether the sender wants to know when the message was displayed, and gave an id to tell it by. */
export function parseMarkable(message: Element): boolean {
  return child(message, 'markable', NS_MARKERS) !== undefined && boundId(attr(message, 'id')) !== undefined;
}

/** Id of the message up to which the sender of this one has seen everything; undefined also where there are several. */
export function parseDisplayed(message: Element): string | undefined {
  const [displayed, ...more] = children(message, 'displayed', NS_MARKERS);
  return displayed === undefined || more.length > 0 ? undefined : boundId(attr(displayed, 'id'));
}

export function buildMarkable(): Element {
  return xml('markable', { xmlns: NS_MARKERS });
}

export function buildDisplayed(id: string): Element {
  return xml('displayed', { xmlns: NS_MARKERS, id });
}
