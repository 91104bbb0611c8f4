/**
 * Portable Import/Export Format for XMPP-IM Servers — XEP-0227, version 1.1.
 * https://xmpp.org/extensions/xep-0227.html
 *
 * The document is written in pieces, so that an archive of any length can be. Left out: passwords and SCRAM
 * credentials, which a client must not write down; XInclude; requests that wait; affiliations and
 * subscriptions of nodes.
 */
import type { BareJid, FullJid } from '../jid';
import { NS_CLIENT, NS_DATA_FORM, NS_FORWARD, NS_MAM, NS_PRIVATE, NS_PUBSUB, NS_PUBSUB_OWNER, NS_ROSTER } from '../ns';
import { cleanText } from '../text';
import { xml, type Element } from '../xml';
import { detached } from '../xml-copy';
import type { RosterItem } from '../rfc6121-roster/stanza';
import { buildDelay } from '../xep-0203-delay/stanza';

export const NS_PORTABLE = 'urn:xmpp:pie:0';
export const NS_PORTABLE_ARCHIVE = 'urn:xmpp:pie:0#mam';
// XEP-0016
const NS_PRIVACY = 'jabber:iq:privacy';
const BLOCKED = 'blocked';

/** The beginning of a document of one account (§4.1, §4.2). */
export function openDocument(local: string, domain: string): string {
  const host = xml('host', { jid: domain });
  const user = xml('user', { name: local });
  return `<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='${NS_PORTABLE}'>\n${opening(host)}\n${opening(user)}\n`;
}

export function closeDocument(): string {
  return '</user>\n</host>\n</server-data>\n';
}

/** §4.4 */
export function buildRoster(items: readonly RosterItem[]): Element {
  return xml(
    'query',
    { xmlns: NS_ROSTER },
    ...items.map(({ jid, name, groups, subscription, pendingOut }) =>
      xml(
        'item',
        { jid, ...(name !== '' && { name }), subscription, ...(pendingOut && { ask: 'subscribe' }) },
        ...groups.map((group) => xml('group', {}, group)),
      ),
    ),
  );
}

/** §4.6 */
export function buildPrivate(stored: readonly Element[]): Element {
  return xml('query', { xmlns: NS_PRIVATE }, ...stored.map(detached));
}

/** Everybody in it is denied everything (§4.8): the same as being blocked (XEP-0191 §5). */
export function buildBlocked(jids: readonly (BareJid | FullJid)[]): Element {
  const items = jids.map((jid, at) => xml('item', { type: 'jid', value: jid, action: 'deny', order: String(at + 1) }));
  const rest = xml('item', { action: 'allow', order: String(jids.length + 1) });
  return xml(
    'query',
    { xmlns: NS_PRIVACY },
    xml('default', { name: BLOCKED }),
    xml('list', { name: BLOCKED }, ...items, rest),
  );
}

/** A node with what stands in it. */
export interface PortableNode {
  readonly node: string;
  /** The form in which the server tells how it is; undefined where it did not. */
  readonly configuration: Element | undefined;
  readonly items: readonly { readonly id: string | undefined; readonly payloads: readonly Element[] }[];
}

/** How the nodes are (§4.10.1), and what stands in them (§4.10.2). */
export function buildNodes(nodes: readonly PortableNode[]): readonly [Element, Element] {
  const configured = nodes.map(({ node, configuration }) =>
    xml(
      'configure',
      { node },
      configuration === undefined ? xml('x', { xmlns: NS_DATA_FORM, type: 'form' }) : detached(configuration),
    ),
  );
  const filled = nodes.map(({ node, items }) =>
    xml('items', { node }, ...items.map(({ id, payloads }) => xml('item', { id }, ...payloads.map(detached)))),
  );
  return [xml('pubsub', { xmlns: NS_PUBSUB_OWNER }, ...configured), xml('pubsub', { xmlns: NS_PUBSUB }, ...filled)];
}

/** §4.5 */
export function buildOffline(messages: readonly Element[]): Element {
  return xml('offline-messages', {}, ...messages.map(detached));
}

export const openArchive = `<archive xmlns='${NS_PORTABLE_ARCHIVE}'>\n`;
export const closeArchive = '</archive>\n';

/** A message as it is held; times in milliseconds since the epoch. */
export interface PortableMessage {
  readonly archiveId: string;
  /** Its own; empty: unknown. */
  readonly id: string;
  readonly from: BareJid | FullJid;
  readonly to: BareJid | FullJid;
  readonly at: number;
  readonly body: string;
}

/** One message of an archive (§4.11). */
export function buildArchived({ archiveId, id, from, to, at, body }: PortableMessage): Element {
  const attributes = { xmlns: NS_CLIENT, from, to, type: 'chat', ...(id !== '' && { id }) };
  return buildForwardedEntry(archiveId, at, xml('message', attributes, xml('body', {}, cleanText(body))));
}

/** An entry as a server's own archive has it (§4.11); `at`: when that server received it (milliseconds since the epoch). */
export function buildForwardedEntry(archiveId: string, at: number, message: Element): Element {
  return xml(
    'result',
    { xmlns: NS_MAM, id: archiveId },
    xml('forwarded', { xmlns: NS_FORWARD }, buildDelay({ at }), detached(message)),
  );
}

function opening(element: Element): string {
  return element.toString().replace(/\/>$/u, '>');
}
