/** Whom the account blocks (XEP-0191). */
import { NS_BLOCKING } from '../../xmpp/ns';
import { child } from '../../xmpp/xml';
import {
  buildBlockCommand,
  buildBlockListGet,
  parseBlockList,
  type Blockable,
} from '../../xmpp/xep-0191-blocking/stanza';
import { bounded } from './contents';
import { unlessNotOffered } from './failures';
import type { Reader } from './reader';
import { understoodList } from './answers';
import type { RowSource } from './source';

/** Rejects as the question does, or with `NotOffered` or `NotUnderstood`. */
export async function readBlockList({ session, offered }: Reader): Promise<readonly Blockable[]> {
  const reply = await unlessNotOffered(
    async () => (await offered()).server.has(NS_BLOCKING),
    () => session.request(buildBlockListGet()),
  );
  const given = child(reply, 'blocklist', NS_BLOCKING)?.getChildElements().length ?? 0;
  return understoodList(parseBlockList(reply), given);
}

export const blockListRow: RowSource = {
  id: 'block-list',
  kind: 'block-list',
  mark: 'measured',
  async read(reader) {
    const { length } = await readBlockList(reader);
    return { count: length, view: length > 0, deletable: length > 0 };
  },
  view: async (reader) => bounded(await readBlockList(reader), (jid) => ({ title: jid, fields: [] })),
  async remove({ session }) {
    await session.request(buildBlockCommand('unblock', []));
  },
  isGone: ({ count }) => count === 0,
};
