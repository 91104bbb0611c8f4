/** Writes an export into a new folder: the XEP-0227 document, the page to read, the messages as JSON. */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ExportedPart, ExportReport } from '../../contract/leaving';
import { ConnectionError } from '../../xmpp/errors';
import { domainOf, fullJid, localOf } from '../../xmpp/jid';
import {
  buildArchived,
  buildBlocked,
  buildNodes,
  buildOffline,
  buildPrivate,
  buildRoster,
  closeArchive,
  closeDocument,
  openArchive,
  openDocument,
} from '../../xmpp/xep-0227-portable/stanza';
import type { Element } from '../../xmpp/xml';
import { detached } from '../../xmpp/xml-copy';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import { formats, type ExportedConversation } from '../export/formats';
import type { Reader } from '../inventory/reader';
import type { Collected } from './collect';
import { eachMessage, type HeldMessage } from './held-messages';
import { conversationBegin, pageBegin, pageEnd, pageMessage } from './page';
import { leavingWords } from './words';
import { writeArchived, type Texts } from './write-archived';

const FILES = ['account.xml', 'messages.json', 'read me.html'] as const;

export interface ExportTarget {
  readonly live: LiveAccount;
  readonly reader: Reader;
  readonly collected: Collected;
  /** Absolute path; the new folder is made in it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** So many messages are written. */
  readonly wrote: (messages: number) => void;
  /** So many entries of the service's archive are read, of all that there are where it counts them. */
  readonly readArchive: (done: number, of: number | undefined) => void;
}

/**
 * Nothing stands under the final name before all of it is written. Rejects with `FeatureError` 'export-failed',
 * or with `ConnectionError` 'cancelled'; what was begun is then taken away.
 */
export async function writeExport(target: ExportTarget): Promise<ExportReport> {
  const { live, folder, collected } = target;
  const exportedAt = live.services.clock.now();
  const name = leavingWords.folder(live.jid, new Date(exportedAt).toISOString().slice(0, 10));
  const unfinished = path.join(folder, `${name}.part`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    const written = await writeFiles(target, unfinished, exportedAt);
    const made = await moveIntoPlace(unfinished, path.join(folder, name));
    return { folder: path.basename(made), files: FILES, parts: partsOf(collected, written) };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof ConnectionError) throw error;
    throw new FeatureError('export-failed', codeOf(error), { cause: error });
  }
}

interface Written {
  readonly messages: number;
  readonly archived: Awaited<ReturnType<typeof writeArchived>>;
}

async function writeFiles(target: ExportTarget, folder: string, exportedAt: number): Promise<Written> {
  const { live, collected, reader } = target;
  const handles: FileHandle[] = [];
  try {
    for (const file of FILES) handles.push(await open(path.join(folder, file), 'wx', 0o600));
    const [account, json, page] = handles as [FileHandle, FileHandle, FileHandle];
    await account.appendFile(openDocument(localOf(live.jid), domainOf(live.jid)));
    for (const element of elementsOf(collected)) await account.appendFile(`${element.toString()}\n`);
    await account.appendFile(openArchive);
    const head = {
      format: 'candor-messages',
      version: 1,
      account: live.jid,
      exportedAt: new Date(exportedAt).toISOString(),
    };
    await json.appendFile(`${JSON.stringify(head).slice(0, -1)},"conversations":[`);
    await page.appendFile(pageBegin(live.jid, exportedAt, collected));
    const append = async (texts: Texts): Promise<void> => {
      await account.appendFile(texts.account);
      await json.appendFile(texts.json);
      await page.appendFile(texts.page);
    };
    const messages = await writeMessages(target, exportedAt, append);
    await json.appendFile(messages === 0 ? '],"onlyInArchive":[\n' : '\n]}\n],"onlyInArchive":[\n');
    const archived = await writeArchived({ reader, exportedAt, append, read: target.readArchive });
    await append({ account: closeArchive + closeDocument(), json: '\n]}\n', page: pageEnd() });
    for (const handle of handles) await handle.sync();
    return { messages, archived };
  } finally {
    for (const handle of handles) await handle.close();
  }
}

async function writeMessages(
  { live, signal, wrote }: ExportTarget,
  exportedAt: number,
  append: (texts: Texts) => Promise<void>,
): Promise<number> {
  let written = 0;
  let last: string | undefined;
  for (const page of eachMessage(live)) {
    if (signal.aborted) throw new ConnectionError('cancelled');
    const texts: Texts = { account: '', json: '', page: '' };
    for (const held of page) {
      const conversation: ExportedConversation = { account: live.jid, with: held.peer, name: held.name, exportedAt };
      const begins = held.peer !== last;
      if (begins) {
        texts.json += `${last === undefined ? '' : '\n]},'}\n{"with":${JSON.stringify(held.peer)},"name":${JSON.stringify(held.name)},"messages":[\n`;
        texts.page += conversationBegin(conversation);
        last = held.peer;
      }
      texts.json += formats.json.message(held.message, conversation, begins);
      texts.page += pageMessage(held.message, conversation);
      texts.account += archived(live, held);
      written += 1;
    }
    await append(texts);
    wrote(written);
  }
  return written;
}

/** Nothing for what was taken back or never went out. */
function archived({ jid }: LiveAccount, { peer, message }: HeldMessage): string {
  const { direction, resource, key, id, at, body, state } = message;
  if (body === '' || state === 'waiting' || state === 'failed') return '';
  const [author, reader] = direction === 'out' ? [jid, peer] : [peer, jid];
  const from = (resource === '' ? undefined : fullJid(`${author}/${resource}`)) ?? author;
  const element = buildArchived({ archiveId: `candor-${String(key)}`, id, from, to: reader, at, body });
  return `${element.toString()}\n`;
}

function elementsOf({ roster, vcard, stored, nodes, blocked, offline }: Collected): readonly Element[] {
  return [
    buildRoster(roster),
    ...(vcard === undefined ? [] : [detached(vcard)]),
    ...(stored.length === 0 ? [] : [buildPrivate(stored)]),
    ...(blocked.length === 0 ? [] : [buildBlocked(blocked)]),
    ...(nodes.length === 0 ? [] : buildNodes(nodes)),
    ...(offline.length === 0 ? [] : [buildOffline(offline)]),
  ];
}

function partsOf(collected: Collected, { messages, archived: archive }: Written): ExportReport['parts'] {
  const { roster, vcard, stored, nodes, blocked, offline } = collected;
  const missing = new Map(collected.missing);
  if (archive.missing !== undefined) missing.set('archive', archive.missing);
  const counts: Readonly<Record<ExportedPart, number>> = {
    roster: roster.length,
    vcard: vcard === undefined ? 0 : 1,
    'private-xml': stored.length,
    pep: nodes.length,
    'block-list': blocked.length,
    offline: offline.length,
    messages,
    archive: archive.count,
  };
  return Object.entries(counts).map(([name, count]) => {
    const part = name as ExportedPart;
    const why = missing.get(part);
    return { part, count, ...(why !== undefined && { missing: why }) };
  });
}

/** What is there already stays: the new folder gets a number. */
async function moveIntoPlace(from: string, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const to = number === 1 ? wanted : `${wanted} (${String(number)})`;
    try {
      // Made first, since a rename would take the place of an empty folder.
      await mkdir(to);
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && number < 1000) continue;
      throw error;
    }
    await rm(to, { recursive: true });
    await rename(from, to);
    return to;
  }
}

/** The system's word for it, e.g. "ENOSPC". */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
