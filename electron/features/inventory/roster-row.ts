/** The roster as the service has it (RFC 6121 §2). */
import { NS_ROSTER } from '../../xmpp/ns';
import {
  buildRosterGet,
  buildRosterRemove,
  parseRosterResult,
  type RosterItem,
} from '../../xmpp/rfc6121-roster/stanza';
import { child } from '../../xmpp/xml';
import { bounded, field } from './contents';
import type { Reader } from './reader';
import { understoodList } from './answers';
import type { RowSource } from './source';

/** Every contact. Rejects as the question does, or with `NotUnderstood`. */
export async function readRoster({ session }: Reader): Promise<readonly RosterItem[]> {
  const reply = await session.request(buildRosterGet(undefined));
  const given = child(reply, 'query', NS_ROSTER)?.getChildElements().length ?? 0;
  return understoodList(parseRosterResult(reply)?.items, given);
}

export const rosterRow: RowSource = {
  id: 'roster',
  kind: 'roster',
  mark: 'measured',
  guard: 'typed-word',
  async read(reader) {
    const { length } = await readRoster(reader);
    return { count: length, view: length > 0, deletable: length > 0 };
  },
  async view(reader) {
    return bounded(await readRoster(reader), ({ jid, name, groups, subscription }) => ({
      title: jid,
      fields: [field('name', name), field('groups', groups.join(', ')), field('subscription', subscription)].flat(),
    }));
  },
  async remove(reader) {
    const items = await readRoster(reader);
    await Promise.all(items.map(({ jid }) => reader.session.request(buildRosterRemove(jid))));
  },
  isGone: ({ count }) => count === 0,
};
