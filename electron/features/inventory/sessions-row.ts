/** Other sessions of the account: as the service lists who has access (XEP-0494), else those that presence shows. */
import type { ClientAccess } from '../../xmpp/xep-0494-client-access/stanza';
import { bounded, field, time } from './contents';
import { unlessNotOffered } from './failures';
import type { Reader } from './reader';
import { NotOffered, understood } from './answers';
import type { RowSource } from './source';

/** Rejects as the question does, or with `NotOffered` or `NotUnderstood`. */
export async function readClients({ clientAccess }: Reader): Promise<readonly ClientAccess[]> {
  return understood(
    await unlessNotOffered(
      () => Promise.resolve(false),
      () => clientAccess.list(),
    ),
  );
}

async function listedOrNot(reader: Reader): Promise<readonly ClientAccess[] | undefined> {
  try {
    return await readClients(reader);
  } catch (error) {
    if (error instanceof NotOffered) return undefined;
    throw error;
  }
}

export const sessionsRow: RowSource = {
  id: 'sessions',
  kind: 'sessions',
  mark: 'measured',
  async read(reader) {
    const clients = await listedOrNot(reader);
    if (clients !== undefined)
      return {
        count: clients.filter(({ connected }) => connected).length,
        facts: [{ fact: 'seen-by', mark: 'service-says', by: 'client-list' }],
        view: clients.length > 0,
      };
    const others = reader.live.record.otherResources;
    return {
      // A session without presence is seen by nobody.
      ...{ count: others.length, countIsLeast: true },
      facts: [{ fact: 'seen-by', mark: 'measured', by: 'presence' }],
      view: others.length > 0,
    };
  },
  async view(reader) {
    const clients = await listedOrNot(reader);
    if (clients === undefined)
      return bounded(reader.live.record.otherResources, ({ resource, availability, statusText, priority }) => ({
        title: resource,
        fields: [
          field('connected', availability),
          field('status', statusText),
          field('priority', String(priority)),
        ].flat(),
      }));
    return bounded(clients, ({ id, software, device, connected, firstSeen, lastSeen, authentication }) => ({
      title: device === '' ? software : device,
      session: id,
      fields: [
        field('client', software),
        field('device', device),
        field('connected', String(connected)),
        time('first-seen', firstSeen),
        time('last-seen', lastSeen),
        field('signed-in-by', authentication.join(', ')),
      ].flat(),
    }));
  },
};
