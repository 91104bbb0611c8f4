/** How the stanzas of the rooms behind the inventory are read and written. */
import { xml, type Element } from '../../electron/xmpp/xml';
import type { PubsubItem } from '../../electron/xmpp/xep-0060-pubsub/stanza';
import { NS_PUBSUB } from '../../electron/xmpp/ns';
import {
  buildOfflineCountGet,
  buildOfflineFetch,
  buildOfflineHeadersGet,
  buildOfflinePurge,
  offlineNodeOf,
  parseOfflineCount,
  parseOfflineHeaders,
} from '../../electron/xmpp/xep-0013-offline/stanza';
import {
  buildPrivateGet,
  buildPrivateSet,
  emptyPrivate,
  holdsSomething,
  parsePrivate,
  type PrivateName,
} from '../../electron/xmpp/xep-0049-private-xml/stanza';
import {
  buildArchived,
  buildBlocked,
  buildRoster,
  type PortableMessage,
} from '../../electron/xmpp/xep-0227-portable/stanza';
import type { RosterItem } from '../../electron/xmpp/rfc6121-roster/stanza';
import type { Blockable } from '../../electron/xmpp/xep-0191-blocking/stanza';
import {
  buildBookmark,
  buildBookmarkList,
  parseBookmark,
  parseBookmarkList,
  type Bookmark,
} from '../../electron/xmpp/xep-0402-bookmarks/stanza';
import {
  buildPreferencesGet,
  buildPreferencesSet,
  parsePreferences,
  type ArchivePreferences,
} from '../../electron/xmpp/xep-0441-mam-prefs/stanza';
import { buildClientsGet, buildRevoke, parseClients } from '../../electron/xmpp/xep-0494-client-access/stanza';
import { NOW, type Codec } from './codec';

const NOTES: PrivateName = { element: 'storage', ns: 'storage:rosternotes' };

const offlineRequests = {
  count: buildOfflineCountGet,
  headers: buildOfflineHeadersGet,
  fetch: buildOfflineFetch,
  purge: buildOfflinePurge,
} as const;

type BookmarkJson = { readonly item: Bookmark } | { readonly list: readonly Bookmark[] };

function buildBookmarks(json: BookmarkJson): Element {
  if ('list' in json) return buildBookmarkList(json.list);
  const { id, payload }: PubsubItem = buildBookmark(json.item);
  return xml('item', { xmlns: NS_PUBSUB, id }, payload);
}

function parseBookmarks(element: Element): unknown {
  const list = parseBookmarkList(element);
  if (list !== undefined) return { list };
  const [payload] = element.getChildElements();
  const item = payload && parseBookmark({ id: String(element.attrs['id'] ?? ''), payload });
  return item && { item };
}

type PortableJson =
  | { readonly roster: readonly RosterItem[] }
  | { readonly blocked: readonly Blockable[] }
  | { readonly archived: PortableMessage };

function buildPortable(json: PortableJson): Element {
  if ('roster' in json) return buildRoster(json.roster);
  return 'blocked' in json ? buildBlocked(json.blocked) : buildArchived(json.archived);
}

export const inventoryCodecs: Readonly<Record<string, Codec>> = {
  'xep-0013-offline': {
    parse: (stanza) =>
      stanza.is('message')
        ? offlineNodeOf(stanza)
        : { count: parseOfflineCount(stanza), headers: parseOfflineHeaders(stanza) },
    build: (what: keyof typeof offlineRequests) => offlineRequests[what](),
  },
  'xep-0049-private-xml': {
    parse: (iq) => {
      const data = parsePrivate(iq, NOTES);
      return data && { holds: holdsSomething(data), text: data.text() };
    },
    build: (json: 'get' | 'empty') => (json === 'get' ? buildPrivateGet(NOTES) : buildPrivateSet(emptyPrivate(NOTES))),
  },
  'xep-0227-portable': { build: buildPortable },
  'xep-0402-bookmarks': { parse: parseBookmarks, build: buildBookmarks },
  'xep-0441-mam-prefs': {
    parse: parsePreferences,
    build: (json: ArchivePreferences | 'get') => (json === 'get' ? buildPreferencesGet() : buildPreferencesSet(json)),
  },
  'xep-0494-client-access': {
    parse: (iq) => parseClients(iq, NOW),
    build: (json: { readonly revoke: string } | 'list') =>
      json === 'list' ? buildClientsGet() : buildRevoke(json.revoke),
  },
};
