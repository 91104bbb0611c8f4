/**
 * Publish-Subscribe — XEP-0060, version 1.30.0: what a client needs for the nodes of its own account.
 * https://xmpp.org/extensions/xep-0060.html
 *
 * Left out: subscriptions and affiliations, creating and listing nodes (a personal node comes into
 * being with its first item), and paging through items.
 */
import { NS_PUBSUB, NS_PUBSUB_EVENT, NS_PUBSUB_OWNER } from '../ns';
import { boundId } from '../text';
import { attr, child, children, xml, type Element } from '../xml';
import { buildSubmitForm } from '../xep-0004-forms/stanza';

/** More items of one node are not read. */
export const MAX_ITEMS = 10_000;
const NS_PUBLISH_OPTIONS = `${NS_PUBSUB}#publish-options`;
const NS_NODE_CONFIG = `${NS_PUBSUB}#node_config`;

export interface PubsubItem {
  readonly id: string;
  readonly payload: Element;
}

/** How a node is to be (§7.1.5, §16.4.4). */
export interface NodeOptions {
  readonly access: 'whitelist' | 'presence' | 'open';
  /** "max": as many as the server allows. */
  readonly maxItems: number | 'max';
  /** Whether somebody who comes is sent the last item unasked. */
  readonly sendLast: 'never' | 'on_sub_and_presence';
}

/** What happened to a node: items came, or are gone. */
export interface PubsubEvent {
  readonly node: string;
  readonly published: readonly PubsubItem[];
  /** Ids of items that are gone; 'all': the whole node. */
  readonly retracted: readonly string[] | 'all';
}

/** Refused by the server with "conflict" where the node is there and is not as the options have it. */
export function buildPublish(node: string, item: PubsubItem, options: NodeOptions): Element {
  return xml(
    'iq',
    { type: 'set' },
    xml(
      'pubsub',
      { xmlns: NS_PUBSUB },
      xml('publish', { node }, xml('item', { id: item.id }, item.payload)),
      xml('publish-options', {}, buildSubmitForm(NS_PUBLISH_OPTIONS, optionFields(options))),
    ),
  );
}

/** Makes a node that is there already as the options have it (§8.2). */
export function buildConfigure(node: string, options: NodeOptions): Element {
  const form = buildSubmitForm(NS_NODE_CONFIG, optionFields(options));
  return xml('iq', { type: 'set' }, xml('pubsub', { xmlns: NS_PUBSUB_OWNER }, xml('configure', { node }, form)));
}

/** `notify`: the account's other sessions are told (§7.2). */
export function buildRetract(node: string, id: string, notify: boolean): Element {
  const retract = xml('retract', { node, ...(notify && { notify: 'true' }) }, xml('item', { id }));
  return xml('iq', { type: 'set' }, xml('pubsub', { xmlns: NS_PUBSUB }, retract));
}

export function buildItemsGet(node: string): Element {
  return xml('iq', { type: 'get' }, xml('pubsub', { xmlns: NS_PUBSUB }, xml('items', { node })));
}

/** The items in an iq result, those with an id and a payload; undefined where there is no list. */
export function parseItems(iq: Element): readonly PubsubItem[] | undefined {
  const pubsub = child(iq, 'pubsub', NS_PUBSUB);
  const items = pubsub === undefined ? undefined : child(pubsub, 'items', NS_PUBSUB);
  return items === undefined ? undefined : readItems(items, NS_PUBSUB);
}

/** The event in a message; undefined where there is none. Whose node it is, only the sender's address tells. */
export function parseEvent(message: Element): PubsubEvent | undefined {
  const [event, ...more] = children(message, 'event', NS_PUBSUB_EVENT);
  const change = more.length > 0 ? undefined : event?.getChildElements().find((el) => el.getNS() === NS_PUBSUB_EVENT);
  const node = change === undefined ? undefined : boundId(attr(change, 'node'));
  if (change === undefined || node === undefined) return undefined;
  const name = change.getName();
  if (name === 'purge' || name === 'delete') return { node, published: [], retracted: 'all' };
  if (name !== 'items') return undefined;
  const retracted = children(change, 'retract', NS_PUBSUB_EVENT)
    .slice(0, MAX_ITEMS)
    .map((retract) => boundId(attr(retract, 'id')))
    .filter((id) => id !== undefined);
  return { node, published: readItems(change, NS_PUBSUB_EVENT), retracted };
}

function readItems(parent: Element, ns: string): readonly PubsubItem[] {
  return children(parent, 'item', ns)
    .slice(0, MAX_ITEMS)
    .map((item) => {
      const id = boundId(attr(item, 'id'));
      const [payload, ...more] = item.getChildElements();
      return id === undefined || payload === undefined || more.length > 0 ? undefined : { id, payload };
    })
    .filter((item) => item !== undefined);
}

function optionFields({ access, maxItems, sendLast }: NodeOptions): Readonly<Record<string, string>> {
  return {
    'pubsub#persist_items': 'true',
    'pubsub#max_items': String(maxItems),
    'pubsub#send_last_published_item': sendLast,
    'pubsub#access_model': access,
  };
}
