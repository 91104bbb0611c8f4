/**
 * Publish-Subscribe — XEP-0060, version 1.30.0: what a client needs for the nodes of its own account.
 * https://xmpp.org/extensions/xep-0060.html
 *
 * Items and events stand here, what an owner may do with a node in `owner.ts`. Left out: subscribing
 * (contacts hear of personal nodes by their presence), collections, and paging through items.
 */
import type { BareJid } from '../jid';
import { NS_PUBSUB, NS_PUBSUB_EVENT } from '../ns';
import { boundId } from '../text';
import { attr, child, children, xml, type Element } from '../xml';
import { buildSubmitForm, type FormValues } from '../xep-0004-forms/stanza';

/** More items of one node are not read. */
export const MAX_ITEMS = 10_000;
const NS_PUBLISH_OPTIONS = `${NS_PUBSUB}#publish-options`;

export interface PubsubItem {
  readonly id: string;
  readonly payload: Element;
}

/** Who may read a node (§4.5). */
export type AccessModel = 'whitelist' | 'roster' | 'presence' | 'open';

/** How a node is to be (§7.1.5, §16.4.4). */
export interface NodeOptions {
  readonly access: AccessModel;
  /** Of the access model "roster": groups of the owner's roster. */
  readonly rosterGroups?: readonly string[];
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

/**
 * With `options`, refused by the server with "conflict" where the node is there and is not as they have
 * it (§7.1.5); without, it goes into the node however that is.
 */
export function buildPublish(node: string, item: PubsubItem, options?: NodeOptions): Element {
  const publish = xml('publish', { node }, xml('item', { id: item.id }, item.payload));
  const precondition =
    options === undefined
      ? []
      : [xml('publish-options', {}, buildSubmitForm(NS_PUBLISH_OPTIONS, optionFields(options)))];
  return xml('iq', { type: 'set' }, xml('pubsub', { xmlns: NS_PUBSUB }, publish, ...precondition));
}

/** `notify`: the account's other sessions are told (§7.2). */
export function buildRetract(node: string, id: string, notify: boolean): Element {
  const retract = xml('retract', { node, ...(notify && { notify: 'true' }) }, xml('item', { id }));
  return xml('iq', { type: 'set' }, xml('pubsub', { xmlns: NS_PUBSUB }, retract));
}

/** Of somebody else's node, or one item alone. */
export interface ItemsOf {
  readonly owner?: BareJid | undefined;
  readonly id?: string;
}

export function buildItemsGet(node: string, { owner, id }: ItemsOf = {}): Element {
  const wanted = id === undefined ? [] : [xml('item', { id })];
  return xml(
    'iq',
    { type: 'get', ...(owner !== undefined && { to: owner }) },
    xml('pubsub', { xmlns: NS_PUBSUB }, xml('items', { node }, ...wanted)),
  );
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

/** The fields of a node's configuration and of a precondition (§16.4.4). */
export function optionFields({ access, rosterGroups, maxItems, sendLast }: NodeOptions): FormValues {
  return {
    'pubsub#persist_items': 'true',
    'pubsub#max_items': String(maxItems),
    'pubsub#send_last_published_item': sendLast,
    'pubsub#access_model': access,
    'pubsub#roster_groups_allowed': access === 'roster' ? rosterGroups : undefined,
  };
}
