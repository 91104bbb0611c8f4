/** The part of an export that only the service's archive has: after the conversations of this computer, in the archive's order. */
import type { Failure } from '../../contract/errors';
import type { Message } from '../../contract/messages';
import { ConnectionError } from '../../xmpp/errors';
import { resourceOf } from '../../xmpp/jid';
import { buildForwardedEntry } from '../../xmpp/xep-0227-portable/stanza';
import { formats, type ExportedConversation } from '../export/formats';
import { NotOffered } from '../inventory/answers';
import { failureOf } from '../inventory/failures';
import type { Reader } from '../inventory/reader';
import { peerOf } from '../messages/identity';
import { archiveOnly, type ArchivedText, type ArchivePart } from './archive-only';
import { archiveBegin, archiveEnd, conversationBegin, pageMessage } from './page';

export interface Texts {
  account: string;
  json: string;
  page: string;
}

export interface ArchivedTarget {
  readonly reader: Reader;
  readonly exportedAt: number;
  readonly append: (texts: Texts) => Promise<void>;
  /** So many entries of the archive are read, of all that there are where the service counts them. */
  readonly read: (done: number, of: number | undefined) => void;
}

/**
 * Rejects as `append` does, or with `ConnectionError` 'cancelled'. What else ends the reading is told: the part
 * is then `missing` something, and what was read until then is written.
 */
export async function writeArchived(target: ArchivedTarget): Promise<{ count: number; missing?: Failure }> {
  const { append, read } = target;
  const writer = new PartWriter(target);
  await append({ account: '', json: '', page: archiveBegin });
  let missing: Failure | undefined;
  const parts = archiveOnly(target.reader);
  for (;;) {
    const part = await next(parts);
    if (part === undefined) break;
    if ('code' in part) {
      missing = part;
      break;
    }
    await append(writer.texts(part.messages));
    read(part.read, part.of);
  }
  await append({ account: '', json: '', page: archiveEnd(writer.count, missing) });
  return { count: writer.count, ...(missing !== undefined && { missing }) };
}

/** Undefined: there is no more. A failure: there may be more. */
async function next(parts: AsyncGenerator<ArchivePart, void>): Promise<ArchivePart | Failure | undefined> {
  try {
    const { value } = await parts.next();
    return value ?? undefined;
  } catch (error) {
    if (error instanceof ConnectionError && error.code === 'cancelled') throw error;
    return error instanceof NotOffered ? undefined : failureOf(error);
  }
}

class PartWriter {
  readonly #target: ArchivedTarget;
  #last: string | undefined;
  count = 0;

  constructor(target: ArchivedTarget) {
    this.#target = target;
  }

  texts(messages: readonly ArchivedText[]): Texts {
    const texts: Texts = { account: '', json: '', page: '' };
    const { live } = this.#target.reader;
    for (const one of messages) {
      const peer = peerOf(one.message);
      if (peer === undefined) continue;
      const name = live.contacts.nameOf(peer) ?? peer;
      const conversation: ExportedConversation = {
        ...{ account: live.jid, with: peer, name, exportedAt: this.#target.exportedAt },
      };
      if (this.#last !== peer) texts.page += conversationBegin(conversation);
      this.#last = peer;
      const message = messageOf(one, peer);
      texts.page += pageMessage(message, conversation);
      texts.json += formats.json.message(message, conversation, this.count === 0, {
        with: peer,
        archiveId: one.id,
        ...(one.message.replaces !== undefined && { replaces: one.message.replaces }),
      });
      texts.account += `${buildForwardedEntry(one.id, one.at, one.inbound.stanza).toString()}\n`;
      this.count += 1;
    }
    return texts;
  }
}

function messageOf({ at, message }: ArchivedText, peer: string): Message {
  const { body, bodyCut, direction, id = '', from, replaces } = message;
  return {
    ...{ key: 0, with: peer, direction, resource: resourceOf(from), id, body, at },
    ...{ state: direction === 'in' ? 'delivered' : 'acknowledged', delayed: false, carbon: false },
    ...(bodyCut === true && { bodyCut }),
    ...(replaces !== undefined && { untrustedCorrection: true }),
  };
}
