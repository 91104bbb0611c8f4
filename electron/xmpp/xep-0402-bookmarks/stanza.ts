/**
 * PEP Native Bookmarks — XEP-0402, version 1.2.0, and Bookmarks — XEP-0048, version 1.2, which keeps them
 * as one list, in private XML or in a personal node of its own.
 * https://xmpp.org/extensions/xep-0402.html
 *
 * Left out: bookmarks of web pages (XEP-0048 §3.2), of which only the number is told.
 */
import { bareJid, type BareJid } from '../jid';
import { NS_BOOKMARKS, NS_BOOKMARKS_LIST } from '../ns';
import { boundLine, cleanText, MAX_ID } from '../text';
import { attr, child, children, childText, xml, type Element } from '../xml';
import type { NodeOptions, PubsubItem } from '../xep-0060-pubsub/stanza';

/** More rooms than anybody keeps; the rest is not read. */
export const MAX_BOOKMARKS = 5000;

export interface Bookmark {
  /** Of the room. */
  readonly jid: BareJid;
  /** Empty if none. */
  readonly name: string;
  /** Empty if none. */
  readonly nick: string;
  readonly autojoin: boolean;
  /** The room's password; empty if none. */
  readonly password: string;
}

/** How the node of bookmarks is to be (XEP-0402 §3.3): for nobody else. */
export const bookmarkOptions: NodeOptions = { access: 'whitelist', maxItems: 'max', sendLast: 'never' };

/** One item of the node; undefined where it is no bookmark. */
export function parseBookmark({ id, payload }: PubsubItem): Bookmark | undefined {
  const jid = bareJid(id);
  return jid === undefined || !payload.is('conference', NS_BOOKMARKS) ? undefined : read(payload, jid, NS_BOOKMARKS);
}

export function buildBookmark({ jid, name, nick, autojoin, password }: Bookmark): PubsubItem {
  return {
    id: jid,
    payload: xml(
      'conference',
      { xmlns: NS_BOOKMARKS, ...(name !== '' && { name: cleanText(name) }), ...(autojoin && { autojoin: 'true' }) },
      ...(nick === '' ? [] : [xml('nick', {}, cleanText(nick))]),
      ...(password === '' ? [] : [xml('password', {}, cleanText(password))]),
    ),
  };
}

/** The rooms in a list (XEP-0048 §3), each once; undefined where the element is none. */
export function parseBookmarkList(storage: Element): readonly Bookmark[] | undefined {
  if (!storage.is('storage', NS_BOOKMARKS_LIST)) return undefined;
  const rooms = new Map<BareJid, Bookmark>();
  for (const element of children(storage, 'conference', NS_BOOKMARKS_LIST).slice(0, MAX_BOOKMARKS)) {
    const jid = bareJid(attr(element, 'jid'));
    if (jid !== undefined && !rooms.has(jid)) rooms.set(jid, read(element, jid, NS_BOOKMARKS_LIST));
  }
  return [...rooms.values()];
}

/** A list with these rooms in place of those in `before`; what else stands there stays. */
export function buildBookmarkList(bookmarks: readonly Bookmark[], before?: Element): Element {
  const rest = (before?.getChildElements() ?? []).filter((element) => !element.is('conference', NS_BOOKMARKS_LIST));
  return xml(
    'storage',
    { xmlns: NS_BOOKMARKS_LIST },
    ...bookmarks.map(({ jid, name, nick, autojoin, password }) =>
      xml(
        'conference',
        { jid, ...(name !== '' && { name: cleanText(name) }), ...(autojoin && { autojoin: 'true' }) },
        ...(nick === '' ? [] : [xml('nick', {}, cleanText(nick))]),
        ...(password === '' ? [] : [xml('password', {}, cleanText(password))]),
      ),
    ),
    ...rest,
  );
}

function read(element: Element, jid: BareJid, ns: string): Bookmark {
  return {
    jid,
    name: boundLine(attr(element, 'name') ?? '', MAX_ID),
    nick: boundLine(childText(element, 'nick', ns) ?? '', MAX_ID),
    autojoin: ['true', '1'].includes(attr(element, 'autojoin') ?? ''),
    password: boundLine(child(element, 'password', ns)?.text() ?? '', MAX_ID),
  };
}
