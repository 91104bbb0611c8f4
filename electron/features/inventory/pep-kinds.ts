/** Personal nodes by what stands in them. */
import type { PepNodeKind } from '../../contract/inventory';
import {
  NODE_VCARD4,
  NS_ACTIVITY,
  NS_BOOKMARKS,
  NS_BOOKMARKS_LIST,
  NS_MDS,
  NS_MOOD,
  NS_NICK,
  NS_TUNE,
} from '../../xmpp/ns';

const nodes: readonly (readonly [PepNodeKind, string])[] = [
  ['tune', NS_TUNE],
  ['mood', NS_MOOD],
  ['activity', NS_ACTIVITY],
  ['nickname', NS_NICK],
  // XEP-0080
  ['location', 'http://jabber.org/protocol/geoloc'],
  // XEP-0084
  ['avatar-picture', 'urn:xmpp:avatar:data'],
  ['avatar-description', 'urn:xmpp:avatar:metadata'],
  // XEP-0292
  ['vcard4', NODE_VCARD4],
  ['bookmarks-list', NS_BOOKMARKS_LIST],
  ['bookmarks', NS_BOOKMARKS],
  ['read-positions', NS_MDS],
  // XEP-0384, its first form and the present one
  ['encryption-devices', 'eu.siacs.conversations.axolotl.devicelist'],
  ['encryption-devices', 'urn:xmpp:omemo:2:devices'],
  ['encryption-keys', 'urn:xmpp:omemo:2:bundles'],
  // XEP-0373
  ['openpgp-keys', 'urn:xmpp:openpgp:0:public-keys'],
  ['openpgp-secret-key', 'urn:xmpp:openpgp:0:secret-key'],
  // XEP-0277
  ['microblog', 'urn:xmpp:microblog:0'],
  // XEP-0145 in a node
  ['contact-notes', 'storage:rosternotes'],
  // XEP-0449
  ['sticker-packs', 'urn:xmpp:stickers:0'],
];

/** Nodes of which there are many, by how their names begin. */
const families: readonly (readonly [PepNodeKind, string])[] = [
  ['encryption-keys', 'eu.siacs.conversations.axolotl.bundles:'],
  ['openpgp-keys', 'urn:xmpp:openpgp:0:public-keys:'],
  ['microblog', 'urn:xmpp:microblog:0:'],
];

const byNode = new Map(nodes.map(([kind, node]) => [node, kind]));

export function pepNodeKind(node: string): PepNodeKind | undefined {
  return byNode.get(node) ?? families.find(([, beginning]) => node.startsWith(beginning))?.[0];
}
