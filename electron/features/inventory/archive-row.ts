/** The message archive (XEP-0313), and what it is to keep from now on (XEP-0441). No protocol deletes from it. */
import type { ArchivingChoice, RowFact } from '../../contract/inventory';
import { StanzaError } from '../../xmpp/errors';
import { NS_MAM } from '../../xmpp/ns';
import type { ArchivedMessage, ArchivePage, ArchiveQuery } from '../../xmpp/xep-0313-mam/stanza';
import { ANSWER_LIMIT } from '../privacy/polite-runner';
import { bounded, field, time } from './contents';
import { failureOf, stateOf, unlessNotOffered } from './failures';
import type { Reader } from './reader';
import { NotUnderstood, understood } from './answers';
import type { RowSource } from './source';

/** Messages that are shown of it: the newest. */
const SHOWN = 50;

export interface ArchiveRead {
  readonly page: ArchivePage;
  readonly messages: readonly ArchivedMessage[];
}

/**
 * One page. `patienceMs`: how long nothing of it may come. Rejects as the question does, or with `NotOffered` or
 * `NotUnderstood`.
 */
export async function readArchive(
  reader: Reader,
  query: ArchiveQuery,
  patienceMs = ANSWER_LIMIT,
): Promise<ArchiveRead> {
  const { archive } = reader.live.services.modules;
  const messages: ArchivedMessage[] = [];
  try {
    const page = await unlessNotOffered(
      async () => (await reader.offered()).account.has(NS_MAM),
      () =>
        reader.inTurn((signal) =>
          archive.query(query, { onMessage: (message) => messages.push(message), signal, patienceMs }),
        ),
    );
    return { page, messages };
  } catch (error) {
    // So an answer without an end is told.
    if (error instanceof StanzaError && error.condition === 'undefined-condition')
      throw new NotUnderstood(undefined, { cause: error });
    throw error;
  }
}

export const archiveRow: RowSource = {
  id: 'archive',
  kind: 'archive',
  mark: 'service-says',
  async read(reader) {
    const [number, oldest, archiving] = await Promise.all([
      readArchive(reader, { max: 0 }),
      readArchive(reader, { max: 1 }),
      archivingFact(reader),
    ]);
    const count = number.page.count ?? oldest.page.count;
    const [first] = oldest.messages;
    return {
      ...(count !== undefined && { count }),
      facts: [...(first === undefined ? [] : [{ fact: 'oldest', mark: 'measured', at: first.at } as const]), archiving],
      view: first !== undefined || (count ?? 0) > 0,
    };
  },
  async view(reader) {
    const { page, messages } = await readArchive(reader, { max: SHOWN, before: '' });
    const contents = bounded([...messages].reverse(), ({ at, message, inbound }) => ({
      title: inbound.direction === 'out' ? inbound.to : inbound.from,
      fields: [time('at', at), field('text', message.body ?? '')].flat(),
    }));
    return { ...contents, cut: contents.cut || !page.complete };
  },
};

/** "never" is for everybody, also for those who were always kept. Rejects as the questions do. */
export async function setArchiving({ archivePreferences }: Reader, archiving: ArchivingChoice): Promise<void> {
  const before = understood(await archivePreferences.get());
  const always = archiving === 'never' ? [] : before.always;
  await archivePreferences.set({ ...before, byDefault: archiving, always });
}

export function archivingIs(facts: readonly RowFact[] | undefined, wanted: ArchivingChoice): boolean {
  return (facts ?? []).some(
    (fact) => fact.fact === 'archiving' && fact.preference === wanted && (wanted !== 'never' || fact.always === 0),
  );
}

async function archivingFact({ archivePreferences }: Reader): Promise<RowFact> {
  const mark = 'service-says';
  try {
    const preferences = await unlessNotOffered(
      () => Promise.resolve(false),
      () => archivePreferences.get(),
    );
    const { byDefault, always, never } = understood(preferences);
    return {
      ...{ fact: 'archiving', mark, always: always.length, never: never.length },
      ...(byDefault !== undefined && { preference: byDefault }),
    };
  } catch (error) {
    const offered = stateOf(error).state !== 'not-offered';
    return { fact: 'archiving-unknown', mark, ...(offered && { why: failureOf(error) }) };
  }
}
