/**
 * Messages that wait for the account (XEP-0013). Asking for them tells the service not to send them to the
 * session that asks, so they are asked for in a session of its own, which never sends presence: the next
 * sign-in gets them as if nobody had asked.
 */
import { NS_OFFLINE } from '../../xmpp/ns';
import { OfflineModule } from '../../xmpp/xep-0013-offline/module';
import { aside } from '../accounts/aside';
import { bounded, field } from './contents';
import type { Reader } from './reader';
import { NotOffered, understood } from './answers';
import type { RowSource } from './source';

/** Does `work` in such a session, and ends it. Rejects as `work` or the sign-in does, or with `NotOffered`. */
export async function beforePresence<T>(reader: Reader, work: (offline: OfflineModule) => Promise<T>): Promise<T> {
  if (!(await reader.offered()).server.has(NS_OFFLINE)) throw new NotOffered();
  const offline = new OfflineModule();
  return reader.inTurn(() => aside(reader.live.makeAside([offline]), reader.live.services.clock, () => work(offline)));
}

export const offlineRow: RowSource = {
  id: 'offline-messages',
  kind: 'offline-messages',
  mark: 'service-says',
  guard: 'typed-word',
  async read(reader) {
    const count = understood(await beforePresence(reader, (offline) => offline.count()));
    return {
      count,
      facts: [{ fact: 'delivered-at-sign-in', mark: 'measured' }],
      view: count > 0,
      deletable: count > 0,
    };
  },
  view: async (reader) =>
    bounded(understood(await beforePresence(reader, (offline) => offline.headers())), ({ from, node }) => ({
      title: from,
      fields: [...field('item', node)],
    })),
  remove: (reader) => beforePresence(reader, (offline) => offline.purge()),
  isGone: ({ count }) => count === 0,
};
