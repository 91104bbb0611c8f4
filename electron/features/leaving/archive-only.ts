/** Messages that the service's archive (XEP-0313) has and this computer has not, in the order of the archive. */
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';
import { NotUnderstood } from '../inventory/answers';
import { readArchive } from '../inventory/archive-row';
import type { Reader } from '../inventory/reader';
import { Changes } from '../messages/changes';
import { Correlation } from '../messages/correlation';

/** Messages a question. */
const PAGE = 200;
/** A whole copy is worth some waiting (milliseconds). */
const PATIENCE = 60_000;

export interface ArchivePart {
  /** Those with text that are not here. */
  readonly messages: readonly ArchivedText[];
  /** Entries that were read so far, of all that there are where the service counts them. */
  readonly read: number;
  readonly of?: number;
}

export type ArchivedText = ArchivedMessage & { readonly message: { readonly body: string } };

/**
 * From the beginning of the archive to its end, one question after the other. Throws as the questions do, with
 * `NotOffered` where there is no archive, or with `NotUnderstood` where it leads in a circle.
 */
export async function* archiveOnly(reader: Reader): AsyncGenerator<ArchivePart, void> {
  let read = 0;
  for (let after: string | undefined; ;) {
    const { page, messages } = await readArchive(
      reader,
      { max: PAGE, ...(after !== undefined && { after }) },
      PATIENCE,
    );
    read += messages.length;
    yield {
      messages: messages.filter(hasText).filter((one) => !isHere(reader, one)),
      read,
      ...(page.count !== undefined && { of: page.count }),
    };
    if (page.complete || page.last === undefined) return;
    if (page.last === after) throw new NotUnderstood();
    after = page.last;
  }
}

function hasText(one: ArchivedMessage): one is ArchivedText {
  return one.message.body !== undefined && one.message.body !== '';
}

function isHere({ live }: Reader, { id, message }: ArchivedMessage): boolean {
  const { services, jid } = live;
  const correlation = new Correlation({
    ...{ account: jid, history: services.store.history(jid), changes: new Changes() },
    now: services.clock.now(),
  });
  return correlation.find(message, { by: 'archive', archiveId: id, place: 0, past: true }) !== undefined;
}
