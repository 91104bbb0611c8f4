/** How one room's stanzas are read and written, and what stands around a payload in the pairs. */
import { anyJid } from '../../electron/xmpp/jid';
import type { InboundMessage } from '../../electron/xmpp/module';
import { NS_CLIENT, NS_PUBSUB } from '../../electron/xmpp/ns';
import { attr, xml, type Element } from '../../electron/xmpp/xml';
import type { PubsubItem } from '../../electron/xmpp/xep-0060-pubsub/stanza';
import { unwrapCarbon } from '../../electron/xmpp/xep-0280-carbons/stanza';
import { bare } from '../support/addresses';

/** The account that reads every pair. */
export const ACCOUNT = bare('juliet@capulet.lit');
/** The time at which every pair is read. */
export const NOW = Date.UTC(2030, 0, 1);

export interface Codec {
  /** Undefined: refused; the JSON file then holds null. */
  parse?(element: Element): unknown;
  build?(json: never): Element;
}

/** How items of a personal node are read and written, each in an <item/> with its id. */
export function inItem<T>(parse: (item: PubsubItem) => unknown, build: (json: T) => PubsubItem): Codec {
  return {
    parse: (item) => {
      const payload = item.getChildElements()[0];
      return payload && parse({ id: attr(item, 'id') ?? '', payload });
    },
    build: (json: T) => {
      const { id, payload } = build(json);
      return xml('item', { xmlns: NS_PUBSUB, id }, payload);
    },
  };
}

/** A message around payloads. */
export function inMessage(...payloads: readonly Element[]): Element {
  return xml('message', { xmlns: NS_CLIENT, id: 'm1' }, ...payloads);
}

/** An iq result around one payload. */
export function inResult(payload: Element): Element {
  return xml('iq', { type: 'result', id: 'i1' }, payload);
}

/** An iq set around one payload. */
export function inSet(payload: Element): Element {
  return xml('iq', { type: 'set', id: 'i1' }, payload);
}

/** Undefined for a forged carbon: the inbox drops it. */
export function inbound(outer: Element): InboundMessage | undefined {
  const carbon = unwrapCarbon(outer, ACCOUNT);
  if (carbon === 'forged') return undefined;
  const stanza = carbon?.stanza ?? outer;
  return {
    outer,
    stanza,
    from: anyJid(attr(stanza, 'from')) ?? ACCOUNT,
    to: anyJid(attr(stanza, 'to')) ?? ACCOUNT,
    direction: carbon?.direction ?? 'in',
    carbon: carbon !== undefined,
  };
}
