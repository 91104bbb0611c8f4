/** Plain names of what an account publishes or stores, by the name that it has at the service. */
import { t, type PlainKey } from '../../../text/catalogue';

const nodes: Readonly<Record<string, PlainKey>> = {
  'http://jabber.org/protocol/tune': 'inventory.node.tune',
  'http://jabber.org/protocol/mood': 'inventory.node.mood',
  'http://jabber.org/protocol/activity': 'inventory.node.activity',
  'http://jabber.org/protocol/geoloc': 'inventory.node.location',
  'http://jabber.org/protocol/nick': 'inventory.node.nickname',
  'urn:xmpp:avatar:data': 'inventory.node.avatar-picture',
  'urn:xmpp:avatar:metadata': 'inventory.node.avatar-description',
  'urn:xmpp:vcard4': 'inventory.node.vcard4',
  'urn:ietf:params:xml:ns:vcard-4.0': 'inventory.node.vcard4',
  'storage:bookmarks': 'inventory.node.bookmarks-list',
  'urn:xmpp:bookmarks:1': 'inventory.node.bookmarks',
  'urn:xmpp:mds:displayed:0': 'inventory.node.read-positions',
  'eu.siacs.conversations.axolotl.devicelist': 'inventory.node.encryption-devices',
  'urn:xmpp:omemo:2:devices': 'inventory.node.encryption-devices',
  'urn:xmpp:omemo:2:bundles': 'inventory.node.encryption-keys',
  'urn:xmpp:openpgp:0:public-keys': 'inventory.node.openpgp-keys',
  'urn:xmpp:openpgp:0:secret-key': 'inventory.node.openpgp-secret-key',
  'urn:xmpp:microblog:0': 'inventory.node.microblog',
};
/** Each device has a node of its own. */
const DEVICE_KEYS = 'eu.siacs.conversations.axolotl.bundles:';

/** What a person calls a personal node. */
export function nodeTitle(node: string): string {
  const known = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
  if (known !== undefined) return t(known);
  return t(node.startsWith(DEVICE_KEYS) ? 'inventory.node.encryption-keys' : 'inventory.title.pep-node');
}
