/** All that the service keeps of an account, for an export. What could not be had is named, and does not keep the rest. */
import type { Failure } from '../../contract/errors';
import type { ExportedPart } from '../../contract/leaving';
import { ConnectionError } from '../../xmpp/errors';
import type { BareJid, FullJid } from '../../xmpp/jid';
import type { RosterItem } from '../../xmpp/rfc6121-roster/stanza';
import type { Element } from '../../xmpp/xml';
import { holdsSomething } from '../../xmpp/xep-0049-private-xml/stanza';
import type { PortableNode } from '../../xmpp/xep-0227-portable/stanza';
import { readBlockList } from '../inventory/block-list-row';
import { failureOf } from '../inventory/failures';
import { beforePresence } from '../inventory/offline-row';
import { listNodes, readItems } from '../inventory/pep-rows';
import { privateNames, readPrivate } from '../inventory/private-xml-rows';
import type { Reader } from '../inventory/reader';
import { readRoster } from '../inventory/roster-row';
import { NotOffered } from '../inventory/answers';
import { readVcard } from '../inventory/vcard-rows';

export interface Collected {
  readonly roster: readonly RosterItem[];
  readonly vcard: Element | undefined;
  readonly stored: readonly Element[];
  readonly nodes: readonly PortableNode[];
  readonly blocked: readonly (BareJid | FullJid)[];
  readonly offline: readonly Element[];
  readonly missing: ReadonlyMap<ExportedPart, Failure>;
}

/** Rejects with `ConnectionError` 'cancelled' alone. */
export async function collect(reader: Reader, begins: (part: ExportedPart) => void): Promise<Collected> {
  const missing = new Map<ExportedPart, Failure>();
  const part = async <T>(name: ExportedPart, read: () => Promise<T>, none: T): Promise<T> => {
    begins(name);
    try {
      return await read();
    } catch (error) {
      if (error instanceof ConnectionError && error.code === 'cancelled') throw error;
      // Where there is no such thing, none of it is missing.
      if (!(error instanceof NotOffered)) missing.set(name, failureOf(error));
      return none;
    }
  };
  const roster = await part('roster', () => readRoster(reader), []);
  const vcard = await part('vcard', () => readVcard(reader), undefined);
  const stored = await part('private-xml', () => readStored(reader), []);
  const nodes = await part('pep', () => readNodes(reader), []);
  const blocked = await part('block-list', () => readBlockList(reader), []);
  const offline = await part('offline', () => beforePresence(reader, (waiting) => waiting.fetch()), []);
  return { roster, vcard, stored, nodes, blocked, offline, missing };
}

async function readStored(reader: Reader): Promise<readonly Element[]> {
  const all = await Promise.all(Object.values(privateNames).map((name) => readPrivate(reader, name)));
  return all.filter(holdsSomething);
}

async function readNodes(reader: Reader): Promise<readonly PortableNode[]> {
  const { nodes } = await listNodes(reader);
  const read = await Promise.all(
    nodes.map(async (node) => {
      const [items, configuration] = await Promise.all([
        readItems(reader, node),
        // How a node is may be kept from its owner; what stands in it is taken along all the same.
        reader.nodes.configurationForm(node).catch(() => undefined),
      ]);
      return items === 'absent' ? undefined : { node, configuration, items };
    }),
  );
  return read.filter((node) => node !== undefined);
}
