/**
 * Message Retraction — XEP-0424, version 0.4.2.
 * https://xmpp.org/extensions/xep-0424.html
 *
 * Left out: retractions by moderators (XEP-0425), and those in rooms that hide who is who, which
 * need occupant ids (XEP-0421).
 */
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

/** Id of the message that this one takes back, which counts only from its author (§ "Business Rules"); undefined also where there are several. */
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
