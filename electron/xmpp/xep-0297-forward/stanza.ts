/**
 * Stanza Forwarding — XEP-0297, version 1.0.
 * https://xmpp.org/extensions/xep-0297.html
 *
 * Only as the wrapping of other protocols (carbons). Left out: forwards as messages of their own
 * (§3): nothing proves that they are genuine, so they are never opened and the feature is not
 * advertised.
 */
import { NS_CLIENT, NS_FORWARD } from '../ns';
import { children, xml, type Element } from '../xml';
import { buildDelay, parseDelay, type Delay } from '../xep-0203-delay/stanza';

export interface Forwarded {
  /** The message inside, still attached to its parents so that inherited namespaces hold. */
  readonly message: Element;
  /** When the forwarding entity received it. */
  readonly delay?: Delay;
}

/** The one message forwarded in `parent`; undefined where there is none, or more than one of anything. */
export function parseForwarded(parent: Element, now: number): Forwarded | undefined {
  const [wrapper, ...moreWrappers] = children(parent, 'forwarded', NS_FORWARD);
  if (wrapper === undefined || moreWrappers.length > 0) return undefined;
  const [message, ...moreMessages] = children(wrapper, 'message', NS_CLIENT);
  if (message === undefined || moreMessages.length > 0) return undefined;
  const delay = parseDelay(wrapper, now);
  return delay === undefined ? { message } : { message, delay };
}

export function buildForwarded(forwarded: Forwarded): Element {
  return xml(
    'forwarded',
    { xmlns: NS_FORWARD },
    ...(forwarded.delay === undefined ? [] : [buildDelay(forwarded.delay)]),
    forwarded.message,
  );
}
