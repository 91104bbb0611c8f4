import { NS_MAM } from '../../../xmpp/ns';
import { readArchive, type ArchiveRead } from '../../inventory/archive-row';
import { unlessNotOffered } from '../../inventory/failures';
import { NotOffered, understood } from '../../inventory/answers';
import { NoAnswer, type Learned, type Probe, type ProbeContext } from '../probe';

/** Does the service keep an archive of the account's messages, how much is in it, and what does it keep from now on? */
export const archiveProbe: Probe = {
  name: 'archive',
  look: async (context) => {
    const reader = context.reader();
    context.noteAsked(context.account.jid, NS_MAM);
    const reading = Promise.all([readArchive(reader, { max: 0 }), readArchive(reader, { max: 1 })]);
    const told = unlessNotOffered(
      () => Promise.resolve(false),
      () => reader.archivePreferences.get(),
    );
    // It is waited for below, if at all.
    told.catch(() => undefined);
    const isOffered = await reading.then(
      () => true,
      (error: unknown) => !(error instanceof NotOffered),
    );
    // Preferences of an archive that is not there say nothing.
    if (!isOffered) return [context.fact('archive-not-offered', 'service-says', {})];
    const preference = await context.learn('archive-preference', 'service-says', async () => {
      const { byDefault, always, never } = understood(await told);
      if (byDefault === undefined) throw new NoAnswer('nonsense');
      return { default: byDefault, always: always.length, never: never.length };
    });
    return [preference, await learnContents(context, reading)];
  },
};

/** Counting is the service's choice (XEP-0059 §2.6); the first entry is there or not, also where it is no message that can be shown. */
async function learnContents(
  context: ProbeContext,
  reading: Promise<readonly [ArchiveRead, ArchiveRead]>,
): Promise<Learned> {
  const read = await reading.catch(() => undefined);
  const count = read?.[0].page.count ?? read?.[1].page.count;
  const oldest = read?.[1].messages[0]?.at ?? null;
  if (count === undefined && (oldest !== null || read?.[1].page.last !== undefined))
    return context.fact('archive-not-empty', 'measured', { oldest });
  return context.learn('archive-contents', 'measured', async () => {
    const [, { page }] = await reading;
    // None came, but some are still to come (XEP-0313, "Limiting results": the last page says that it is complete).
    if (count === undefined && !page.complete) throw new NoAnswer('nonsense');
    return { count: count ?? 0, oldest };
  });
}
