/**
 * Last Message Correction — XEP-0308, version 1.2.1.
 * https://xmpp.org/extensions/xep-0308.html
 *
 * Left out: the rooms' rule that an occupant may have changed between two messages (§5), which
 * needs the room's presence; `mayCorrect` therefore takes full JIDs for rooms at their word.
 */
import { bareJid, type BareJid, type FullJid } from '../jid';
import { NS_CORRECT } from '../ns';
import { boundId } from '../text';
import { attr, children, xml, type Element } from '../xml';

/** Id of the message that this one replaces; undefined also where there are several. */
export function parseReplaces(message: Element): string | undefined {
  const [replace, ...more] = children(message, 'replace', NS_CORRECT);
  return replace === undefined || more.length > 0 ? undefined : boundId(attr(replace, 'id'));
}

export function buildReplaces(id: string): Element {
  return xml('replace', { xmlns: NS_CORRECT, id });
}

/** What of a message decides about corrections. */
export interface Correctable {
  readonly from: BareJid | FullJid;
  readonly to: BareJid | FullJid;
  readonly direction: 'in' | 'out';
  /** RFC 6121 §5.2.2. */
  readonly type: string;
  readonly body?: string;
}

/**
 * Whether `correction` may replace `original` (§5): the same person to the same person, and a text
 * stays a text of its type. Bare JIDs count in a chat (people write from several clients), full
 * JIDs in a room (each occupant is somebody else).
 */
export function mayCorrect(original: Correctable, correction: Correctable): boolean {
  if (original.direction !== correction.direction || original.type !== correction.type) return false;
  if (!isText(original) || !isText(correction)) return false;
  if (original.type === 'groupchat') return original.from === correction.from;
  return bareJid(original.from) === bareJid(correction.from) && bareJid(original.to) === bareJid(correction.to);
}

function isText(message: Correctable): boolean {
  const canCarryText = message.type === 'chat' || message.type === 'normal' || message.type === 'groupchat';
  return canCarryText && message.body !== undefined;
}
