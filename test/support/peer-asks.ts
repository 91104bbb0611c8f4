/** What another program asks of a server about cards and nodes, and puts there. */
import { NS_PUBSUB, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import type { Peer } from './peer';

/** The answer as XML, or "error: CONDITION". `to` absent: the peer's own account. */
export async function ask(peer: Peer, type: 'get' | 'set', payload: string, to?: string): Promise<string> {
  const answer = (await peer.do('iq', { type, payload, timeout: 10, ...(to !== undefined && { to }) })) as {
    readonly xml?: string;
    readonly error?: string;
  };
  return answer.xml ?? `error: ${String(answer.error)}`;
}

export function cardOf(peer: Peer, to?: string): Promise<string> {
  return ask(peer, 'get', `<vCard xmlns='${NS_VCARD_TEMP}'/>`, to);
}

export function itemsOf(peer: Peer, node: string, to?: string): Promise<string> {
  return ask(peer, 'get', `<pubsub xmlns='${NS_PUBSUB}'><items node='${node}'/></pubsub>`, to);
}

/** Into a node of the peer's own account. */
export function publish(peer: Peer, node: string, payload: string, id = 'current'): Promise<string> {
  const item = `<item id='${id}'>${payload}</item>`;
  return ask(peer, 'set', `<pubsub xmlns='${NS_PUBSUB}'><publish node='${node}'>${item}</publish></pubsub>`);
}
