/**
 * Client Access Management — XEP-0494, version 0.1.0.
 * https://xmpp.org/extensions/xep-0494.html
 *
 * Left out: the details of grants and restrictions, of which only the kind is told.
 */
import { NS_CLIENT_ACCESS } from '../ns';
import { boundId, boundLine } from '../text';
import { attr, child, children, childText, xml, type Element } from '../xml';
import { parsePastStamp } from '../xep-0203-delay/stanza';

const MAX_CLIENTS = 1000;
const MAX_NAME = 200;

export interface ClientAccess {
  /** To revoke it by. */
  readonly id: string;
  readonly connected: boolean;
  /** Milliseconds since the epoch. */
  readonly firstSeen?: number;
  readonly lastSeen?: number;
  /** By which it got access: "password", "grant", "fast". */
  readonly authentication: readonly string[];
  /** Empty if not told. */
  readonly software: string;
  /** Empty if not told. */
  readonly device: string;
}

export function buildClientsGet(): Element {
  return xml('iq', { type: 'get' }, xml('list', { xmlns: NS_CLIENT_ACCESS }));
}

/** Those with an id; undefined where there is no list. `now`: nothing was seen after it. */
export function parseClients(iq: Element, now: number): readonly ClientAccess[] | undefined {
  const list = child(iq, 'clients', NS_CLIENT_ACCESS);
  if (list === undefined) return undefined;
  return children(list, 'client', NS_CLIENT_ACCESS)
    .slice(0, MAX_CLIENTS)
    .map((client) => parseClient(client, now))
    .filter((client) => client !== undefined);
}

export function buildRevoke(id: string): Element {
  return xml('iq', { type: 'set' }, xml('revoke', { xmlns: NS_CLIENT_ACCESS, id }));
}

function parseClient(element: Element, now: number): ClientAccess | undefined {
  const id = boundId(attr(element, 'id'));
  if (id === undefined) return undefined;
  const agent = child(element, 'user-agent', NS_CLIENT_ACCESS);
  const auth = child(element, 'auth', NS_CLIENT_ACCESS);
  const firstSeen = parsePastStamp(childText(element, 'first-seen', NS_CLIENT_ACCESS), now);
  const lastSeen = parsePastStamp(childText(element, 'last-seen', NS_CLIENT_ACCESS), now);
  const line = (name: string): string =>
    boundLine(agent === undefined ? '' : (childText(agent, name, NS_CLIENT_ACCESS) ?? ''), MAX_NAME);
  return {
    id,
    connected: ['true', '1'].includes(attr(element, 'connected') ?? ''),
    ...(firstSeen !== undefined && { firstSeen }),
    ...(lastSeen !== undefined && { lastSeen }),
    authentication: (auth?.getChildElements() ?? []).slice(0, 10).map((one) => boundLine(one.getName(), MAX_NAME)),
    software: line('software'),
    device: line('device'),
  };
}
