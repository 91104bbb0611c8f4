import { NS_OFFLINE } from '../../../xmpp/ns';
import { beforePresence } from '../../inventory/offline-row';
import { NotOffered, understood } from '../../inventory/answers';
import type { Probe } from '../probe';

/** How many messages wait at the service for a session that fetches them? */
export const offlineMessagesProbe: Probe = {
  name: 'offline-messages',
  look: async (context) => {
    const reader = context.reader();
    context.noteAsked(context.account.jid, NS_OFFLINE);
    const counting = beforePresence(reader, (offline) => offline.count());
    const isOffered = await counting.then(
      () => true,
      (error: unknown) => !(error instanceof NotOffered),
    );
    if (!isOffered) return [context.fact('offline-not-askable', 'not-checkable', {})];
    return [
      await context.learn('offline-messages', 'service-says', async () => ({ count: understood(await counting) })),
    ];
  },
};
