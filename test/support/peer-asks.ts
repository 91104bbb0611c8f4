/** What another program asks of a server about cards, nodes and private XML, and puts there. */
import { NS_DATA_FORM, NS_PRIVATE, NS_PUBSUB, NS_VCARD_TEMP } from '../../electron/xmpp/ns';
import type { Peer } from './peer';

/** The answer as XML, or "error: CONDITION". `to` absent: the peer's own account. */
export async function ask(peer: Peer, type: 'get' | 'set', payload: string, to?: string): Promise<string> {
  const answer = (await peer.do('iq', { type, payload, ...(to !== undefined && { to }) })) as {
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

/** Into a node of the peer's own account; `access` is the access model that the node gets or must have. */
export function publish(
  peer: Peer,
  node: string,
  payload: string,
  { id = 'current', access }: { readonly id?: string; readonly access?: string } = {},
): Promise<string> {
  const item = `<publish node='${node}'><item id='${id}'>${payload}</item></publish>`;
  const options = access === undefined ? '' : publishOptions(access);
  return ask(peer, 'set', `<pubsub xmlns='${NS_PUBSUB}'>${item}${options}</pubsub>`);
}

function publishOptions(access: string): string {
  const formType = `<field var='FORM_TYPE' type='hidden'><value>${NS_PUBSUB}#publish-options</value></field>`;
  const model = `<field var='pubsub#access_model'><value>${access}</value></field>`;
  return `<publish-options><x xmlns='${NS_DATA_FORM}' type='submit'>${formType}${model}</x></publish-options>`;
}

/** Private XML (XEP-0049) of the peer's own account. */
export function privateXmlOf(peer: Peer, element: string, ns: string): Promise<string> {
  return ask(peer, 'get', `<query xmlns='${NS_PRIVATE}'><${element} xmlns='${ns}'/></query>`);
}

export function storePrivateXml(peer: Peer, data: string): Promise<string> {
  return ask(peer, 'set', `<query xmlns='${NS_PRIVATE}'>${data}</query>`);
}
