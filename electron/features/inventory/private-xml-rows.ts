/** Private XML (XEP-0049): the protocol cannot list what is stored, so what clients are known to store is asked for one by one. */
import type { PrivateXmlKind } from '../../contract/inventory';
import { NS_BOOKMARKS_LIST, NS_PRIVATE } from '../../xmpp/ns';
import type { Element } from '../../xmpp/xml';
import { holdsSomething, type PrivateName } from '../../xmpp/xep-0049-private-xml/stanza';
import { sizeOf, xmlContents } from './contents';
import { unlessNotOffered } from './failures';
import type { Reader } from './reader';
import { understood } from './answers';
import type { RowSource } from './source';

/** What is known to be stored by clients of today and of earlier times. */
export const privateNames: Readonly<Record<PrivateXmlKind, PrivateName>> = {
  bookmarks: { element: 'storage', ns: NS_BOOKMARKS_LIST },
  // XEP-0083
  'group-delimiter': { element: 'roster', ns: 'roster:delimiter' },
  // XEP-0145
  'contact-notes': { element: 'storage', ns: 'storage:rosternotes' },
  // XEP-0209
  'joined-contacts': { element: 'storage', ns: 'storage:metacontacts' },
  'vacuum-joined-contacts': { element: 'storage', ns: 'vacuum:storage:metacontacts' },
  'gajim-preferences': { element: 'gajim', ns: 'gajim:prefs' },
  'miranda-notes': { element: 'storage', ns: 'http://miranda-im.org/storage#notes' },
  'exodus-preferences': { element: 'exodus', ns: 'exodus:prefs' },
  'exodus-quick-contacts': { element: 'exodus', ns: 'exodus:qc' },
  'spark-tasks': { element: 'scratchpad', ns: 'scratchpad:tasks' },
  'spark-notes': { element: 'scratchpad', ns: 'scratchpad:notes' },
  'spark-gateways': { element: 'gateway-settings', ns: 'http://www.jivesoftware.org/spark' },
};

export function privateRowId({ ns }: PrivateName): string {
  return `private-xml:${ns}`;
}

/** What is stored under a name, perhaps nothing. Rejects as the question does, or with `NotOffered` or `NotUnderstood`. */
export async function readPrivate({ privateXml, offered }: Reader, name: PrivateName): Promise<Element> {
  const data = await unlessNotOffered(
    async () => {
      const { account, server } = await offered();
      return server.has(NS_PRIVATE) || account.has(NS_PRIVATE);
    },
    () => privateXml.get(name),
  );
  return understood(data);
}

export const privateXmlRows: readonly RowSource[] = [
  ...Object.entries(privateNames).map(([known, name]) => privateXmlRow(known as PrivateXmlKind, name)),
  {
    id: 'private-xml-rest',
    kind: 'private-xml-rest',
    mark: 'not-checkable',
    async read(reader) {
      // Where nothing can be stored there is no rest.
      await readPrivate(reader, privateNames['group-delimiter']);
      return { state: { state: 'not-checkable' } };
    },
  },
];

function privateXmlRow(known: PrivateXmlKind, name: PrivateName): RowSource {
  return {
    id: privateRowId(name),
    kind: 'private-xml',
    name: name.ns,
    known,
    mark: 'measured',
    async read(reader) {
      const data = await readPrivate(reader, name);
      const holds = holdsSomething(data);
      return {
        bytes: holds ? sizeOf([data]) : 0,
        view: holds,
        deletable: holds,
        alsoIn: known === 'bookmarks' ? ['bookmarks'] : [],
      };
    },
    view: async (reader) => xmlContents([{ title: '', elements: [await readPrivate(reader, name)] }]),
    remove: ({ privateXml }) => privateXml.remove(name),
    isGone: ({ bytes }) => bytes === 0,
  };
}
