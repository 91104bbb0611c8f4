/**
 * Publish-Subscribe — XEP-0060, version 1.30.0, §8: what the owner of a node asks and orders.
 * https://xmpp.org/extensions/xep-0060.html#owner
 */
import { bareJid, type BareJid } from '../jid';
import { NS_DATA_FORM, NS_PUBSUB, NS_PUBSUB_OWNER } from '../ns';
import { attr, child, children, xml, type Element } from '../xml';
import { buildSubmitForm, parseFormFields } from '../xep-0004-forms/stanza';
import { optionFields, type AccessModel, type NodeOptions } from './stanza';

const NS_NODE_CONFIG = `${NS_PUBSUB}#node_config`;
const MAX_PEOPLE = 10_000;

/** How a node is, as its server says. Fields that it does not tell are absent. */
export interface NodeConfiguration {
  /** One of §4.5, or what else the server calls it. */
  readonly access?: string;
  readonly rosterGroups: readonly string[];
}

/** What the owner of a node may make of somebody (§4.1); "member" may read a node of the access model "whitelist". */
export type Affiliation = 'member' | 'none';

/** Makes a node that is to be so from its first moment on (§8.1.3). */
export function buildCreate(node: string, options: NodeOptions): Element {
  return xml(
    'iq',
    { type: 'set' },
    xml('pubsub', { xmlns: NS_PUBSUB }, xml('create', { node }), xml('configure', {}, configForm(options))),
  );
}

/** Makes a node that is there already as the options have it (§8.2). */
export function buildConfigure(node: string, options: NodeOptions): Element {
  return toOwner('set', xml('configure', { node }, configForm(options)));
}

/** Says who may read a node that is there, and leaves all else of it as it is (§8.2.4). */
export function buildAccessConfigure(node: string, access: AccessModel, rosterGroups: readonly string[]): Element {
  const fields = {
    'pubsub#access_model': access,
    'pubsub#roster_groups_allowed': access === 'roster' ? rosterGroups : undefined,
  };
  return toOwner('set', xml('configure', { node }, buildSubmitForm(NS_NODE_CONFIG, fields)));
}

export function buildConfigurationGet(node: string): Element {
  return toOwner('get', xml('configure', { node }));
}

/** Undefined where the result tells nothing of a node. */
export function parseConfiguration(iq: Element): NodeConfiguration | undefined {
  const configure = ownerChild(iq, 'configure');
  const fields = configure === undefined ? undefined : parseFormFields(configure);
  if (fields === undefined) return undefined;
  const [access] = fields.get('pubsub#access_model') ?? [];
  return {
    ...(access !== undefined && { access }),
    rosterGroups: fields.get('pubsub#roster_groups_allowed') ?? [],
  };
}

/** The form in which a result tells how a node is; undefined where there is none. */
export function configurationForm(iq: Element): Element | undefined {
  const configure = ownerChild(iq, 'configure');
  return configure === undefined ? undefined : child(configure, 'x', NS_DATA_FORM);
}

/** The node with everything in it, who subscribed to it and who may do what (§8.4). */
export function buildDelete(node: string): Element {
  return toOwner('set', xml('delete', { node }));
}

/** Every item of a node (§8.5). */
export function buildPurge(node: string): Element {
  return toOwner('set', xml('purge', { node }));
}

export function buildAffiliationsGet(node: string): Element {
  return toOwner('get', xml('affiliations', { node }));
}

/** Changes those that are named and leaves all others (§8.9.2). */
export function buildAffiliationsSet(node: string, changes: ReadonlyMap<BareJid, Affiliation>): Element {
  const each = [...changes].map(([jid, affiliation]) => xml('affiliation', { jid, affiliation }));
  return toOwner('set', xml('affiliations', { node }, ...each));
}

/** Who may do what, those left out who may nothing in particular; undefined where there is no list. */
export function parseAffiliations(iq: Element): ReadonlyMap<BareJid, string> | undefined {
  const list = ownerChild(iq, 'affiliations');
  if (list === undefined) return undefined;
  const found = children(list, 'affiliation', NS_PUBSUB_OWNER)
    .slice(0, MAX_PEOPLE)
    .map((element) => [bareJid(attr(element, 'jid')), attr(element, 'affiliation')] as const)
    .filter((entry): entry is [BareJid, string] => entry[0] !== undefined && entry[1] !== undefined);
  return new Map(found.filter(([, affiliation]) => affiliation !== 'none'));
}

export function buildSubscriptionsGet(node: string): Element {
  return toOwner('get', xml('subscriptions', { node }));
}

/** Who asked for the node's items by themselves (§8.8.1), each once; undefined where there is no list. */
export function parseSubscribers(iq: Element): readonly BareJid[] | undefined {
  const list = ownerChild(iq, 'subscriptions');
  if (list === undefined) return undefined;
  const found = children(list, 'subscription', NS_PUBSUB_OWNER)
    .slice(0, MAX_PEOPLE)
    .filter((element) => attr(element, 'subscription') !== 'none')
    .map((element) => bareJid(attr(element, 'jid')))
    .filter((jid) => jid !== undefined);
  return [...new Set(found)];
}

/** Ends what these asked for by themselves (§8.8.2). */
export function buildUnsubscribe(node: string, jids: readonly BareJid[]): Element {
  const each = jids.map((jid) => xml('subscription', { jid, subscription: 'none' }));
  return toOwner('set', xml('subscriptions', { node }, ...each));
}

function configForm(options: NodeOptions): Element {
  return buildSubmitForm(NS_NODE_CONFIG, optionFields(options));
}

function toOwner(type: 'get' | 'set', action: Element): Element {
  return xml('iq', { type }, xml('pubsub', { xmlns: NS_PUBSUB_OWNER }, action));
}

function ownerChild(iq: Element, name: string): Element | undefined {
  const pubsub = child(iq, 'pubsub', NS_PUBSUB_OWNER);
  return pubsub === undefined ? undefined : child(pubsub, name, NS_PUBSUB_OWNER);
}
