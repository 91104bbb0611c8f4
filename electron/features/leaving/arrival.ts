/** What of an export an account has not, and putting it there. What is there already is never changed. */
import { importedParts, type ImportedPart, type ImportPreview, type ImportReport } from '../../contract/leaving';
import { ConnectionError } from '../../xmpp/errors';
import { NODE_VCARD4, NS_BOOKMARKS, NS_BOOKMARKS_LIST, NS_PUBSUB } from '../../xmpp/ns';
import { buildRosterSet } from '../../xmpp/rfc6121-roster/stanza';
import { attr, type Element } from '../../xmpp/xml';
import { detached } from '../../xmpp/xml-copy';
import { holdsSomething } from '../../xmpp/xep-0049-private-xml/stanza';
import { buildBlockCommand } from '../../xmpp/xep-0191-blocking/stanza';
import type { PortableAccount } from '../../xmpp/xep-0227-portable/read';
import {
  bookmarkOptions,
  buildBookmark,
  buildBookmarkList,
  parseBookmark,
  parseBookmarkList,
  type Bookmark,
} from '../../xmpp/xep-0402-bookmarks/stanza';
import { readBlockList } from '../inventory/block-list-row';
import { readBookmarks } from '../inventory/bookmarks-row';
import { failureOf } from '../inventory/failures';
import { readItems } from '../inventory/pep-rows';
import { privateNames, readPrivate } from '../inventory/private-xml-rows';
import type { Reader } from '../inventory/reader';
import { readRoster } from '../inventory/roster-row';
import { NotOffered } from '../inventory/answers';
import { readVcard, writeVcard } from '../inventory/vcard-rows';

/** Names of a preview, and failures of a report. */
const MAX_NAMES = 20;
const MAX_FAILURES = 100;

/** One thing that is not there yet. */
interface Addition {
  readonly name: string;
  readonly add: () => Promise<unknown>;
}

interface Arriving {
  readonly additions: readonly Addition[];
  readonly has: number;
}

const finders: Readonly<Record<ImportedPart, (reader: Reader, from: PortableAccount) => Promise<Arriving>>> = {
  roster: async (reader, { roster }) => {
    const there = new Set((await readRoster(reader)).map(({ jid }) => jid));
    const additions = roster
      .filter(({ jid }) => !there.has(jid) && jid !== reader.session.account)
      .map((item) => ({ name: item.jid, add: () => reader.session.request(buildRosterSet(item)) }));
    return { additions, has: roster.length - additions.length };
  },
  vcard: async (reader, { vcard, nodes }) => {
    const [card4] = nodes.get(NODE_VCARD4) ?? [];
    const temp = vcard === undefined ? undefined : { there: (await readVcard(reader)) !== undefined, card: vcard };
    const items = card4 === undefined ? undefined : await noneUnlessOffered(() => readItems(reader, NODE_VCARD4));
    const additions = [
      ...(temp?.there === false ? [{ name: 'vCard', add: () => writeVcard(reader, detached(temp.card)) }] : []),
      ...(card4 !== undefined && (items === undefined || items === 'absent' || items.length === 0)
        ? [
            {
              name: 'vCard4',
              add: () => reader.nodes.publish(NODE_VCARD4, { ...card4, payload: detached(card4.payload) }),
            },
          ]
        : []),
    ];
    return { additions, has: [temp, card4].filter((card) => card !== undefined).length - additions.length };
  },
  bookmarks: findBookmarks,
  'block-list': async (reader, { blocked }) => {
    const there = new Set<string>(await readBlockList(reader));
    const additions = blocked
      .filter((jid) => !there.has(jid))
      .map((jid) => ({
        name: jid,
        add: () => reader.session.request(buildBlockCommand('block', [jid])),
      }));
    return { additions, has: blocked.length - additions.length };
  },
  'private-xml': async (reader, { stored }) => {
    const wanted = stored.filter((element) => element.getNS() !== NS_BOOKMARKS_LIST && holdsSomething(element));
    const found = await Promise.all(wanted.map((element) => isThere(reader, element)));
    const additions = wanted
      .filter((_element, at) => found[at] === false)
      .map((element) => ({ name: element.getNS() ?? '', add: () => reader.privateXml.set(detached(element)) }));
    return { additions, has: wanted.length - additions.length };
  },
};

/** Rejects as the questions do, or with `NotUnderstood`. A part that the service has no room for is left out of `parts`. */
export async function preview(reader: Reader, from: PortableAccount): Promise<ImportPreview['parts']> {
  const parts = await Promise.all(
    importedParts.map(async (part) => {
      const found = await noneUnlessOffered(() => finders[part](reader, from));
      if (found === undefined) return undefined;
      const names = found.additions.slice(0, MAX_NAMES).map(({ name }) => name);
      return { part, adds: found.additions.length, has: found.has, names };
    }),
  );
  return parts.filter((part) => part !== undefined);
}

/** Rejects with `ConnectionError` 'cancelled' alone; what was added until then stays. */
export async function arrive(
  reader: Reader,
  from: PortableAccount,
  parts: readonly ImportedPart[],
  progressed: (part: ImportedPart, done: number, of: number) => void,
): Promise<ImportReport> {
  const reports: ImportReport['parts'][number][] = [];
  for (const part of importedParts.filter((one) => parts.includes(one))) {
    const failed: { name: string; why: ReturnType<typeof failureOf> }[] = [];
    const fail = (name: string, error: unknown): void => {
      if (error instanceof ConnectionError && error.code === 'cancelled') throw error;
      if (failed.length < MAX_FAILURES) failed.push({ name, why: failureOf(error) });
    };
    let added = 0;
    let has = 0;
    try {
      const found = await finders[part](reader, from);
      has = found.has;
      for (const [at, { name, add }] of found.additions.entries()) {
        progressed(part, at, found.additions.length);
        // One after the other: the order of contacts and blocks stays, and a list is written once a time.
        await add().then(
          () => (added += 1),
          (error: unknown) => fail(name, error),
        );
      }
    } catch (error) {
      fail('', error);
    }
    reports.push({ part, added, has, failed });
  }
  return { parts: reports };
}

/** Bookmarks go where the export had them, as far as this service has such a place; else where it has one. */
async function findBookmarks(reader: Reader, from: PortableAccount): Promise<Arriving> {
  const wanted = bookmarksOf(from);
  const places = await readBookmarks(reader);
  const offersItems = places.has('pep-items') && (await reader.offered()).account.has(`${NS_PUBSUB}#publish-options`);
  const toItems = offersItems && (wanted.items.length > 0 || !places.has('private-xml'));
  const toList = places.has('private-xml') && (wanted.listed.length > 0 || !offersItems);
  const missing = (rooms: readonly Bookmark[], there: readonly Bookmark[] = []): readonly Bookmark[] =>
    rooms.filter(({ jid }) => there.every((one) => one.jid !== jid));
  const forList = toList
    ? missing(wanted.listed.length > 0 ? wanted.listed : wanted.all, places.get('private-xml'))
    : [];
  const forItems = toItems ? missing(wanted.items.length > 0 ? wanted.items : wanted.all, places.get('pep-items')) : [];
  const rooms = [...new Map([...forList, ...forItems].map((room) => [room.jid, room])).values()];
  const additions = rooms.map((room) => ({
    name: room.jid,
    add: async () => {
      if (forItems.some(({ jid }) => jid === room.jid))
        await reader.nodes.publish(NS_BOOKMARKS, buildBookmark(room), bookmarkOptions);
      if (forList.some(({ jid }) => jid === room.jid)) await addToList(reader, room);
    },
  }));
  return { additions, has: wanted.all.length - additions.length };
}

/** The service may have put it there itself, from the node. */
async function addToList(reader: Reader, room: Bookmark): Promise<void> {
  const before = await readPrivate(reader, privateNames.bookmarks);
  const rooms = parseBookmarkList(before) ?? [];
  if (rooms.some(({ jid }) => jid === room.jid)) return;
  await reader.privateXml.set(buildBookmarkList([...rooms, room], before));
}

function bookmarksOf({ stored, nodes }: PortableAccount) {
  const inXml = stored.flatMap((element) => parseBookmarkList(element) ?? []);
  const inNode = (nodes.get(NS_BOOKMARKS_LIST) ?? []).flatMap(({ payload }) => parseBookmarkList(payload) ?? []);
  const listed = [...inXml, ...inNode];
  const items = (nodes.get(NS_BOOKMARKS) ?? []).map(parseBookmark).filter((bookmark) => bookmark !== undefined);
  const all = [...new Map([...listed, ...items].map((room) => [room.jid, room])).values()];
  return { listed, items, all };
}

async function isThere(reader: Reader, element: Element): Promise<boolean> {
  const name = { element: element.getName(), ns: element.getNS() ?? attr(element, 'xmlns') ?? '' };
  return holdsSomething(await readPrivate(reader, name));
}

async function noneUnlessOffered<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotOffered) return undefined;
    throw error;
  }
}
