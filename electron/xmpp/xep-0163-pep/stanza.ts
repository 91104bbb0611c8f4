/**
 * Personal Eventing Protocol — XEP-0163, version 1.2.2, and private data in it — XEP-0223, version 1.1.1.
 * https://xmpp.org/extensions/xep-0163.html
 *
 * Left out: the nodes of others.
 */
import type { BareJid } from '../jid';
import type { InboundMessage } from '../module';
import { NS_PUBSUB } from '../ns';
import { isFromAccount } from '../trust';
import { parseEvent, type PubsubEvent } from '../xep-0060-pubsub/stanza';

/** Whether the account's server keeps items and honours how a node is to be (XEP-0223 §3): else what is private may not be. */
export function keepsPrivateData(accountFeatures: readonly string[]): boolean {
  return ['publish-options', 'persistent-items'].every((name) => accountFeatures.includes(`${NS_PUBSUB}#${name}`));
}

/** An event of one of the account's own nodes. Undefined for everything else, whatever it claims: only the account's server speaks of them. */
export function parseOwnEvent({ stanza, from, carbon }: InboundMessage, account: BareJid): PubsubEvent | undefined {
  return carbon || !isFromAccount(from, account) ? undefined : parseEvent(stanza);
}
