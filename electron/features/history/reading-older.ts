/** What the archive has of a conversation before all that is here. */
import type { ArchiveGap } from '../../store/archives-table';
import type { BareJid } from '../../xmpp/jid';
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';
import type { AccountServices } from '../services';
import { MOST_KNOWN_PAGES, SHOWN_PAGE, type ArchivePages } from './archive-pages';
import { roomBelow } from './room';

export interface KnownOfArchive {
  readonly pages: ArchivePages;
  /** Newest first. */
  readonly gaps: () => readonly ArchiveGap[];
}

/**
 * Reads messages of a conversation that are older than all that is here, until there are some.
 * Rejects with `StanzaError` or `ConnectionError`.
 */
export async function readOlder(peer: BareJid, services: AccountServices, known: KnownOfArchive): Promise<void> {
  const { pages } = known;
  const { account, store } = services;
  const oldest = store.history(account).messages.oldest(account, peer);
  /** Everything that is read from here on is older than what is stored. */
  let isBeyond = oldest === undefined || oldest.stanzaId !== undefined;
  let before = oldest?.stanzaId ?? '';
  for (let count = 0; count < MOST_KNOWN_PAGES; count += 1) {
    const { page, entries, fromEnd } = await pages.ask({ with: peer, before, max: SHOWN_PAGE });
    if (fromEnd) isBeyond = oldest === undefined;
    // What is newer comes by itself, and belongs elsewhere.
    const met = isBeyond ? entries.length : entries.findIndex((entry) => pages.keyOf(entry) === oldest?.key);
    if (met >= 0) isBeyond = true;
    const added = storeOlder(peer, services, known, {
      entries: entries.slice(0, Math.max(0, met)),
      isAll: page.complete,
    });
    if (added > 0 || page.complete || page.first === undefined) return;
    before = page.first;
  }
}

function storeOlder(
  peer: BareJid,
  { account, store }: AccountServices,
  { pages, gaps }: KnownOfArchive,
  { entries, isAll }: { readonly entries: readonly ArchivedMessage[]; readonly isAll: boolean },
): number {
  const { messages, conversations } = store.history(account);
  const oldest = messages.oldest(account, peer)?.key;
  // Some of it may have been missed, and its gap is filled later.
  const gap = gaps().find(({ ceiling }) => roomBelow(ceiling).base < (oldest ?? Infinity));
  const room = gap?.newerId === undefined ? undefined : roomBelow(gap.ceiling);
  const turn = oldest ?? gap?.ceiling ?? messages.lowestKey(account) ?? messages.reserve();
  const ceiling = room !== undefined && turn > room.base ? Math.min(turn, room.middle) : turn;
  const done = (): void => {
    if (isAll) conversations.setArchiveComplete(account, peer);
  };
  return pages.store({ ceiling, entries, newsFrom: Infinity, ahead: gaps().length > 0, done }).added;
}
