/** The readable page of an export. All text in it is somebody else's and is escaped. */
import type { Failure } from '../../contract/errors';
import type { ExportedPart } from '../../contract/leaving';
import type { Message } from '../../contract/messages';
import type { Element } from '../../xmpp/xml';
import { parseBookmark, parseBookmarkList } from '../../xmpp/xep-0402-bookmarks/stanza';
import { formats, htmlEscaped as escaped, htmlHead, type ExportedConversation } from '../export/formats';
import { xmlContents } from '../inventory/contents';
import type { Collected } from './collect';
import { leavingWords as words } from './words';

export function pageBegin(account: string, exportedAt: number, collected: Collected): string {
  const { roster, vcard, blocked, stored, nodes, offline, missing } = collected;
  const of = (title: string, rows: readonly (readonly string[])[], ...parts: readonly ExportedPart[]): string =>
    section(title, rows, parts.some((part) => missing.has(part)) ? words.unread : words.nothing);
  const sections = [
    of(
      words.contacts,
      roster.map(({ jid, name, groups }) => [jid, name, groups.join(', ')]),
      'roster',
    ),
    of(words.card, vcard === undefined ? [] : rowsOf(vcard.getChildElements()), 'vcard'),
    of(words.rooms, roomsOf(collected), 'private-xml', 'pep'),
    of(
      words.blocked,
      blocked.map((jid) => [jid]),
      'block-list',
    ),
    of(
      words.stored,
      stored.map((element) => [element.getNS() ?? '', ...rowsOf([element]).map((row) => row.join(': '))]),
      'private-xml',
    ),
    of(
      words.nodes,
      nodes.map(({ node, items }) => [
        node,
        ...rowsOf(items.flatMap(({ payloads }) => payloads)).map((row) => row.join(': ')),
      ]),
      'pep',
    ),
    of(
      words.waiting,
      offline.map((message) => [String(message.attrs['from'] ?? ''), message.getChildText('body') ?? '']),
      'offline',
    ),
    ...(missing.size === 0
      ? []
      : [
          section(
            words.missing,
            [...missing].map(([part, { code, detail = '' }]) => [part, code, detail]),
            words.nothing,
          ),
        ]),
  ];
  const title = words.title(account);
  return `${htmlHead(title, words.subtitle(new Date(exportedAt).toISOString()))}${sections.join('')}<h2>${escaped(words.conversations)}</h2>\n`;
}

export function conversationBegin({ name, with: peer }: ExportedConversation): string {
  return `<h3><bdi>${escaped(name === peer ? peer : `${name} (${peer})`)}</bdi></h3>\n`;
}

export function pageMessage(message: Message, conversation: ExportedConversation): string {
  return formats.html.message(message, conversation, false);
}

export const archiveBegin = `<h2>${escaped(words.archive)}</h2>\n`;

/** `missing`: why the archive was not read to its end. */
export function archiveEnd(count: number, missing: Failure | undefined): string {
  if (missing !== undefined) return `<p>${escaped(words.archiveCut(missing.code))}</p>\n`;
  return count === 0 ? `<p>${escaped(words.nothing)}</p>\n` : '';
}

export function pageEnd(): string {
  return formats.html.end();
}

/** `otherwise`: what stands there without a row. */
function section(title: string, rows: readonly (readonly string[])[], otherwise: string): string {
  const lines = rows.map((row) => {
    const parts = row.filter((part) => part !== '').map((part) => `<bdi>${escaped(part)}</bdi>`);
    return `<li>${parts.join(' · ')}</li>`;
  });
  const body = lines.length === 0 ? `<p>${escaped(otherwise)}</p>` : `<ul>${lines.join('\n')}</ul>`;
  return `<h2>${escaped(title)}</h2>\n${body}\n`;
}

function rowsOf(elements: readonly Element[]): readonly (readonly string[])[] {
  const { entries } = xmlContents([{ title: '', elements }]);
  return entries.flatMap(({ fields }) => fields.map(({ element = '', value }) => [element, value]));
}

function roomsOf({ stored, nodes }: Collected): readonly (readonly string[])[] {
  const listed = stored.flatMap((storage) => parseBookmarkList(storage) ?? []);
  const items = nodes.flatMap(({ items: all }) => all);
  const single = items.map(({ id, payloads: [payload] }) =>
    id === undefined || payload === undefined ? undefined : parseBookmark({ id, payload }),
  );
  const rooms = [...listed, ...single.filter((room) => room !== undefined)];
  return [...new Map(rooms.map(({ jid, name, nick }) => [jid, [jid, name, nick]])).values()];
}
