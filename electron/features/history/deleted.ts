/** What the server's archive has of conversations that were deleted here: it stays away, with all that came before it. */
import type { History } from '../../store/store';
import type { BareJid } from '../../xmpp/jid';
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';
import { peerOf, tracesOf } from '../messages/identity';

/**
 * Entries of a page that were not deleted; both oldest first, as the archive has them. Works within the transaction
 * that stores the page, whose messages stand below `ceiling`: what its gap brings next is known to be older.
 */
export function withoutDeleted(
  entries: readonly ArchivedMessage[],
  { account, history, ceiling }: { readonly account: BareJid; readonly history: History; readonly ceiling: number },
): readonly ArchivedMessage[] {
  const { conversations } = history;
  const kept: ArchivedMessage[] = [];
  for (const entry of [...entries].reverse()) {
    const peer = peerOf(entry.message);
    const deletion = peer === undefined ? undefined : conversations.deletion(account, peer);
    if (peer !== undefined && deletion !== undefined) {
      if (deletion.upTo >= ceiling) continue;
      if (tracesOf(entry.message, entry.id).some((trace) => deletion.traces.has(trace))) {
        conversations.raiseDeletion(account, peer, ceiling);
        continue;
      }
    }
    kept.push(entry);
  }
  return kept.reverse();
}
