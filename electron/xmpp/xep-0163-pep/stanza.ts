/**
 * Personal Eventing Protocol — XEP-0163, version 1.2.2, and private data in it — XEP-0223, version 1.1.1.
 * https://xmpp.org/extensions/xep-0163.html
 *
 * Left out: subscribing to nodes of people who are no contacts.
 */
import { bareJid, resourceOf, type BareJid } from '../jid';
import type { InboundMessage } from '../module';
import { NS_PUBSUB } from '../ns';
import { parseEvent, type PubsubEvent } from '../xep-0060-pubsub/stanza';

/** Whether the account's server keeps items and honours how a node is to be (XEP-0223 §3): else what is private may not be. */
export function keepsPrivateData(accountFeatures: readonly string[]): boolean {
  return ['publish-options', 'persistent-items'].every((name) => accountFeatures.includes(`${NS_PUBSUB}#${name}`));
}

/** Whether the audience of a node can be chosen and checked: it can be made, configured and published to on condition. */
export function controlsAudience(accountFeatures: ReadonlySet<string>): boolean {
  return ['publish-options', 'create-nodes', 'config-node', 'delete-nodes'].every((name) =>
    accountFeatures.has(`${NS_PUBSUB}#${name}`),
  );
}

/** Whether the server knows the access model "roster" (XEP-0060 §4.5): groups need no list of people. */
export function knowsRosterGroups(accountFeatures: ReadonlySet<string>): boolean {
  return accountFeatures.has(`${NS_PUBSUB}#access-roster`);
}

/** An event of somebody's personal node. */
export interface PepEvent extends PubsubEvent {
  /** Bare JID of the person whose node it is. */
  readonly owner: BareJid;
}

/**
 * The event in a message. Undefined for everything else, whatever it claims: a personal node is its
 * owner's bare JID's (§2), so neither another session nor a copy speaks for it. Whether the owner is
 * somebody whose events are wanted is for others to say.
 */
export function parsePepEvent({ stanza, from, carbon }: InboundMessage): PepEvent | undefined {
  const owner = carbon || resourceOf(from) !== '' ? undefined : bareJid(from);
  const event = owner === undefined ? undefined : parseEvent(stanza);
  return owner === undefined || event === undefined ? undefined : { ...event, owner };
}
