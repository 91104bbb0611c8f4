/** What the server's archive has of conversations that were deleted here: it stays away, with all that came before it. */
import type { Deletion } from '../../store/conversations-table';
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
  const deletions = new Map<BareJid, Deletion | undefined>();
  const deletionOf = (peer: BareJid): Deletion | undefined => {
    if (!deletions.has(peer)) deletions.set(peer, conversations.deletion(account, peer));
    return deletions.get(peer);
  };
  for (const entry of [...entries].reverse()) {
    const peer = peerOf(entry.message);
    const deletion = peer === undefined ? undefined : deletionOf(peer);
    if (peer !== undefined && deletion !== undefined) {
      if (deletion.upTo >= ceiling) continue;
      if (tracesOf(entry.message, entry.id).some((trace) => deletion.traces.has(trace))) {
        conversations.raiseDeletion(account, peer, ceiling);
        deletions.delete(peer);
        continue;
      }
    }
    kept.push(entry);
  }
  return kept.reverse();
}
