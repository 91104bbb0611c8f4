/**
 * Client State Indication — XEP-0352, version 1.0.0.
 * https://xmpp.org/extensions/xep-0352.html
 *
 * Left out: nothing.
 */
import { NS_CSI } from '../ns';
import { xml, type Element } from '../xml';

/** Whether anybody looks at the client. A stream begins as active, also a resumed one (§ "Interaction with Stream Resumption"). */
export type ClientState = 'active' | 'inactive';

/** No stanza: nothing answers it, and stream management does not count it. */
export function buildClientState(state: ClientState): Element {
  return xml(state, { xmlns: NS_CSI });
}
