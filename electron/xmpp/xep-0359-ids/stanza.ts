/**
 * Unique and Stable Stanza IDs — XEP-0359, version 0.7.0.
 * https://xmpp.org/extensions/xep-0359.html
 *
 * Left out: references to other stanzas (§3.3).
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_STANZA_ID } from '../ns';
import { boundId } from '../text';
import { attr, children, xml, type Element } from '../xml';

/** More entities than this do not stamp one message. */
const MAX_STANZA_IDS = 16;

export interface StanzaId {
  readonly id: string;
  /** Who is said to have given the id. Only to be believed of an entity that guards its stamp: see `stanzaIdBy`. */
  readonly by: BareJid | FullJid;
}

/** The id the sending client gave; anyone can write it. Undefined also where there are several. */
export function parseOriginId(message: Element): string | undefined {
  const [origin, ...more] = children(message, 'origin-id', NS_STANZA_ID);
  return origin === undefined || more.length > 0 ? undefined : boundId(attr(origin, 'id'));
}

/** All stamps but those of an entity that appears twice, of which at least one is forged (§4, rule 4). */
export function parseStanzaIds(message: Element): readonly StanzaId[] {
  const found = children(message, 'stanza-id', NS_STANZA_ID)
    .slice(0, MAX_STANZA_IDS)
    .map(parseStanzaId)
    .filter((stanzaId) => stanzaId !== undefined);
  return found.filter(({ by }) => found.filter((other) => other.by === by).length === 1);
}

/** The id that `entity` gave. The caller has made sure that `entity` announces `urn:xmpp:sid:0` and so removes forgeries (§7). */
export function stanzaIdBy(stanzaIds: readonly StanzaId[], entity: BareJid): string | undefined {
  return stanzaIds.find(({ by }) => (by as string) === entity)?.id;
}

export function buildOriginId(id: string): Element {
  return xml('origin-id', { xmlns: NS_STANZA_ID, id });
}

export function buildStanzaId(stanzaId: StanzaId): Element {
  return xml('stanza-id', { xmlns: NS_STANZA_ID, id: stanzaId.id, by: stanzaId.by });
}

function parseStanzaId(element: Element): StanzaId | undefined {
  const id = boundId(attr(element, 'id'));
  const by = anyJid(attr(element, 'by'));
  return id === undefined || by === undefined ? undefined : { id, by };
}
