/**
 * Message Retraction — XEP-0424, version 0.4.2.
 * https://xmpp.org/extensions/xep-0424.html
 *
 * Left out: retractions by moderators (XEP-0425), and those in rooms that hide who is who, which
 * need occupant ids (XEP-0421).
 */
import { bareJid, type BareJid, type FullJid } from '../jid';
import { NS_RETRACT } from '../ns';
import { boundId } from '../text';
import { attr, children, xml, type Element } from '../xml';
import { parsePastStamp } from '../xep-0203-delay/stanza';

/** What people read whose client knows no retractions. */
export const RETRACTION_FALLBACK =
  'I took back a message that I sent earlier, but your app cannot remove it. Please disregard it.';

/** An archive's place holder for a message that was taken back (§ "Tombstones"). */
export interface Tombstone {
  /** Id of the message that took it back. */
  readonly by: string;
  /** When, in milliseconds since the epoch. */
  readonly at?: number;
}

/** Id of the message that this one takes back, to be judged by `mayRetract`; undefined also where there are several. */
export function parseRetracts(message: Element): string | undefined {
  const [retract, ...more] = children(message, 'retract', NS_RETRACT);
  return retract === undefined || more.length > 0 ? undefined : boundId(attr(retract, 'id'));
}

/** Whether this stands in place of a message that was taken back; undefined also where there are several. */
export function parseTombstone(message: Element, now: number): Tombstone | undefined {
  const [retracted, ...more] = children(message, 'retracted', NS_RETRACT);
  if (retracted === undefined || more.length > 0) return undefined;
  const by = boundId(attr(retracted, 'id'));
  const at = parsePastStamp(attr(retracted, 'stamp'), now);
  return by === undefined ? undefined : { by, ...(at !== undefined && { at }) };
}

export function buildRetracts(id: string): Element {
  return xml('retract', { xmlns: NS_RETRACT, id });
}

/** What of a message decides about retractions. */
export interface Retractable {
  readonly from: BareJid | FullJid;
  readonly to: BareJid | FullJid;
  readonly direction: 'in' | 'out';
  /** RFC 6121 §5.2.2. */
  readonly type: string;
}

/**
 * Whether `retraction` may take `original` back (§ "Business Rules"): the same person, in the same
 * conversation. Bare JIDs count in a chat, full JIDs in a room.
 */
export function mayRetract(original: Retractable, retraction: Retractable): boolean {
  const inRoom = original.type === 'groupchat';
  if (original.direction !== retraction.direction || inRoom !== (retraction.type === 'groupchat')) return false;
  if (original.type === 'headline' || retraction.type === 'headline') return false;
  if (inRoom) return original.from === retraction.from;
  return bareJid(original.from) === bareJid(retraction.from) && bareJid(original.to) === bareJid(retraction.to);
}
