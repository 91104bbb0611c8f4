/** Bookmarks, wherever the service has them: in private XML, in the node of the list, in the node of items. */
import type { RowFact } from '../../contract/inventory';
import { NS_BOOKMARKS, NS_BOOKMARKS_LIST } from '../../xmpp/ns';
import { parseBookmark, parseBookmarkList, type Bookmark } from '../../xmpp/xep-0402-bookmarks/stanza';
import { bounded, field } from './contents';
import { listNodes, pepRowId, readItems } from './pep-rows';
import { privateNames, privateRowId, readPrivate } from './private-xml-rows';
import type { Reader } from './reader';
import { NotOffered, understood } from './answers';
import type { RowSource } from './source';

type Place = Extract<RowFact, { fact: 'bookmarks-in' }>['place'];
export type BookmarkPlaces = ReadonlyMap<Place, readonly Bookmark[]>;

/** By place; those that the service does not have are left out. Rejects as the questions do, or with `NotOffered` or `NotUnderstood`. */
export async function readBookmarks(reader: Reader): Promise<BookmarkPlaces> {
  const [inXml, inNodes] = await Promise.all([
    orNotOffered(() => inPrivateXml(reader)),
    orNotOffered(() => inPep(reader)),
  ]);
  if (inXml === undefined && inNodes === undefined) throw new NotOffered();
  return new Map([...(inXml ?? []), ...(inNodes ?? [])]);
}

/** Each room once. */
export function allBookmarks(places: BookmarkPlaces): readonly Bookmark[] {
  // The newest way is the one that clients of today write.
  const rooms = (['private-xml', 'pep-list', 'pep-items'] as const).flatMap((place) => places.get(place) ?? []);
  return [...new Map(rooms.map((room) => [room.jid, room])).values()];
}

export const bookmarksRow: RowSource = {
  id: 'bookmarks',
  kind: 'bookmarks',
  mark: 'measured',
  async read(reader) {
    const places = await readBookmarks(reader);
    const { length } = allBookmarks(places);
    const filled = [...places].filter(([, rooms]) => rooms.length > 0);
    return {
      count: length,
      facts: filled.map(([place, rooms]) => ({ fact: 'bookmarks-in', mark: 'measured', place, count: rooms.length })),
      view: length > 0,
      deletable: length > 0,
      alsoIn: filled.map(([place]) => rowOf[place]),
    };
  },
  async view(reader) {
    const places = await readBookmarks(reader);
    return bounded(allBookmarks(places), ({ jid, name, nick, autojoin }) => ({
      title: jid,
      fields: [
        field('name', name),
        field('nickname', nick),
        field('joins-by-itself', String(autojoin)),
        field(
          'place',
          [...places]
            .filter(([, rooms]) => rooms.some((room) => room.jid === jid))
            .map(([place]) => place)
            .join(', '),
        ),
      ].flat(),
    }));
  },
  async remove(reader) {
    const places = await readBookmarks(reader);
    const has = (place: Place): boolean => (places.get(place) ?? []).length > 0;
    if (has('private-xml')) await reader.privateXml.remove(privateNames.bookmarks);
    if (has('pep-list')) await reader.nodes.remove(NS_BOOKMARKS_LIST);
    if (has('pep-items')) await reader.nodes.remove(NS_BOOKMARKS);
  },
  isGone: ({ count }) => count === 0,
};

const rowOf: Readonly<Record<Place, string>> = {
  'private-xml': privateRowId(privateNames.bookmarks),
  'pep-list': pepRowId(NS_BOOKMARKS_LIST),
  'pep-items': pepRowId(NS_BOOKMARKS),
};

async function inPrivateXml(reader: Reader): Promise<[Place, readonly Bookmark[]][]> {
  const storage = await readPrivate(reader, privateNames.bookmarks);
  return [['private-xml', understood(parseBookmarkList(storage))]];
}

async function inPep(reader: Reader): Promise<[Place, readonly Bookmark[]][]> {
  const { nodes } = await listNodes(reader);
  const itemsOf = async (node: string) => {
    const items = nodes.includes(node) ? await readItems(reader, node) : 'absent';
    return items === 'absent' ? [] : items;
  };
  const [list, items] = await Promise.all([itemsOf(NS_BOOKMARKS_LIST), itemsOf(NS_BOOKMARKS)]);
  const [storage] = list.at(-1)?.payloads ?? [];
  const single = items.map(({ id, payloads: [payload] }) =>
    id === undefined || payload === undefined ? undefined : parseBookmark({ id, payload }),
  );
  return [
    ['pep-list', storage === undefined ? [] : understood(parseBookmarkList(storage))],
    ['pep-items', single.filter((bookmark) => bookmark !== undefined)],
  ];
}

async function orNotOffered<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotOffered) return undefined;
    throw error;
  }
}
