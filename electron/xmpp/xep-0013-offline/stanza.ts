/**
 * Flexible Offline Message Retrieval — XEP-0013, version 1.3.
 * https://xmpp.org/extensions/xep-0013.html
 *
 * Left out: fetching or removing single messages (§2.4, §2.5). Whoever asks any of this tells the server not
 * to send what waits to this session by itself (§2.2): it is asked in a session of its own that never sends
 * presence, so that the next one that does gets everything.
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_DISCO_INFO, NS_DISCO_ITEMS, NS_OFFLINE } from '../ns';
import { boundId } from '../text';
import { attr, child, children, xml, type Element } from '../xml';
import { parseFormFields } from '../xep-0004-forms/stanza';

/** More headers of one list are not read. */
export const MAX_HEADERS = 10_000;

/** One message that waits (§2.3). */
export interface OfflineHeader {
  readonly node: string;
  readonly from: BareJid | FullJid;
}

export function buildOfflineCountGet(): Element {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: NS_DISCO_INFO, node: NS_OFFLINE }));
}

/** How many wait (§2.2); undefined where the result does not say. */
export function parseOfflineCount(iq: Element): number | undefined {
  const query = child(iq, 'query', NS_DISCO_INFO);
  const fields = query === undefined ? undefined : parseFormFields(query);
  const [text = ''] = fields?.get('number_of_messages') ?? [];
  return /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
}

export function buildOfflineHeadersGet(): Element {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: NS_DISCO_ITEMS, node: NS_OFFLINE }));
}

/** Those that can be read; undefined where there is no list. */
export function parseOfflineHeaders(iq: Element): readonly OfflineHeader[] | undefined {
  const query = child(iq, 'query', NS_DISCO_ITEMS);
  if (query === undefined) return undefined;
  return children(query, 'item', NS_DISCO_ITEMS)
    .slice(0, MAX_HEADERS)
    .map((item) => ({ node: boundId(attr(item, 'node')), from: anyJid(attr(item, 'name')) }))
    .filter((header): header is OfflineHeader => header.node !== undefined && header.from !== undefined);
}

/** All of them are sent as messages, and stay at the server (§2.6). */
export function buildOfflineFetch(): Element {
  return xml('iq', { type: 'get' }, xml('offline', { xmlns: NS_OFFLINE }, xml('fetch', {})));
}

/** All of them are removed (§2.7). */
export function buildOfflinePurge(): Element {
  return xml('iq', { type: 'set' }, xml('offline', { xmlns: NS_OFFLINE }, xml('purge', {})));
}

/** Whether a message was sent because it was fetched, and its node. */
export function offlineNodeOf(message: Element): string | undefined {
  const offline = child(message, 'offline', NS_OFFLINE);
  const item = offline === undefined ? undefined : child(offline, 'item', NS_OFFLINE);
  return item === undefined ? undefined : boundId(attr(item, 'node'));
}
