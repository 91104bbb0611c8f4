/** Leaving with everything, and arriving: one work an account at a time. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type {
  ExportReport,
  ImportedPart,
  ImportPreview,
  ImportReport,
  LeavingProgress,
  Remains,
} from '../../contract/leaving';
import { XmlError } from '../../xmpp/stream/xml-error';
import { PortableReader, type PortableAccount } from '../../xmpp/xep-0227-portable/read';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import { failureOf } from '../inventory/failures';
import { makeReader, type Reader } from '../inventory/reader';
import { arrive, preview } from './arrival';
import { collect } from './collect';
import { writeExport } from './write-export';

interface Opened {
  readonly id: string;
  readonly from: PortableAccount;
}

export class Leaving {
  readonly #live: LiveAccount;
  #work: AbortController | undefined;
  #opened: Opened | undefined;

  constructor(live: LiveAccount) {
    this.#live = live;
  }

  /** Rejects with `FeatureError`. */
  async exportInto(folder: string): Promise<ExportReport> {
    return this.#alone(async (reader, signal) => {
      const collected = await collect(reader, (part) => this.#tell({ work: 'export', part, done: 0 }));
      return writeExport({
        ...{ live: this.#live, reader, collected, folder, signal },
        wrote: (done) => this.#tell({ work: 'export', part: 'messages', done }),
        readArchive: (done, of) =>
          this.#tell({ work: 'export', part: 'archive', done, ...(of !== undefined && { of }) }),
      });
    });
  }

  /** Rejects with `FeatureError` 'import-failed' where the file is no export. */
  async open(file: string): Promise<ImportPreview> {
    const from = await readExport(file);
    return this.#alone(async (reader) => {
      const parts = await preview(reader, from);
      const opened = { id: randomUUID(), from };
      this.#opened = opened;
      return { id: opened.id, from: from.jid, parts };
    });
  }

  /** Rejects with `FeatureError`. */
  async import(id: string, parts: readonly ImportedPart[]): Promise<ImportReport> {
    const opened = this.#opened;
    if (opened?.id !== id) throw new FeatureError('invalid-argument', 'id');
    return this.#alone((reader) =>
      arrive(reader, opened.from, parts, (part, done, of) => this.#tell({ work: 'import', part, done, of })),
    );
  }

  cancel(): void {
    this.#work?.abort();
  }

  get remains(): readonly Remains[] {
    const contacts = this.#live.contacts.list();
    const subscribed = contacts.filter(({ subscription }) => subscription === 'from' || subscription === 'both');
    const conversations = this.#live.messages.conversations();
    const { archive } = this.#live.record.supports;
    return [
      { kind: 'subscriptions-of-others', mark: 'measured', count: subscribed.length },
      { kind: 'messages-at-others', mark: 'not-checkable', count: conversations.length },
      // Only who says that there is none has none.
      ...(archive === false ? [] : [{ kind: 'archive', mark: archive ? 'service-says' : 'not-checkable' } as const]),
      { kind: 'rooms', mark: 'not-checkable' },
      { kind: 'room-nicknames', mark: 'not-checkable' },
      { kind: 'backups', mark: 'not-checkable' },
      { kind: 'server-logs', mark: 'not-checkable' },
    ];
  }

  async #alone<T>(work: (reader: Reader, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#work !== undefined) throw new FeatureError('busy');
    const stop = new AbortController();
    this.#work = stop;
    try {
      return await work(makeReader({ live: this.#live, signal: stop.signal }), stop.signal);
    } catch (error) {
      const { code, detail } = failureOf(error);
      throw new FeatureError(code, detail, { cause: error });
    } finally {
      this.#work = undefined;
      this.#tell(undefined);
    }
  }

  #tell(progress: LeavingProgress | undefined): void {
    this.#live.services.hub.emit('leavingProgressed', {
      account: this.#live.jid,
      ...(progress !== undefined && { progress }),
    });
  }
}

async function readExport(file: string): Promise<PortableAccount> {
  const reader = new PortableReader();
  try {
    for await (const chunk of createReadStream(file)) reader.write(chunk as Buffer);
    return reader.end();
  } catch (error) {
    const detail = error instanceof XmlError ? error.condition : undefined;
    throw new FeatureError('import-failed', detail, { cause: error });
  }
}
