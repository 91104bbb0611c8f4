/**
 * Message Styling — XEP-0393, version 1.1.1.
 * https://xmpp.org/extensions/xep-0393.html
 *
 * How a body is styled is the window's business. Left out: sending the wish not to style (§6).
 */
import { NS_STYLING } from '../ns';
import { child, type Element } from '../xml';

/** Whether the sender asks not to style the body (§6). */
export function parseUnstyled(message: Element): boolean {
  return child(message, 'unstyled', NS_STYLING) !== undefined;
}
