/**
 * Chat State Notifications — XEP-0085, version 2.1.
 * https://xmpp.org/extensions/xep-0085.html
 *
 * Left out: states tied to threads (§5.6). When to send which state is decided by the features.
 */
import type { ChatState } from '../../contract/messages';
import { NS_CHAT_STATES } from '../ns';
import { xml, type Element } from '../xml';

const STATES: readonly ChatState[] = ['active', 'composing', 'paused', 'inactive', 'gone'];

/** Undefined also where a message claims two states at once (§5.5). */
export function parseChatState(message: Element): ChatState | undefined {
  const [element, ...more] = message.getChildElements().filter((el) => el.getNS() === NS_CHAT_STATES);
  if (element === undefined || more.length > 0) return undefined;
  return STATES.find((state) => state === element.getName());
}

export function buildChatState(state: ChatState): Element {
  return xml(state, { xmlns: NS_CHAT_STATES });
}
