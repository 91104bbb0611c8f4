/** Where the messages of a page of the archive belong among those that are stored. */
import type { Correlation } from '../messages/correlation';
import type { Arrival } from '../messages/identity';
import type { MessagesTable } from '../../store/messages-table';
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';

export interface PlacedEntry {
  readonly entry: ArchivedMessage;
  readonly arrival: Arrival;
  readonly known: boolean;
}

/**
 * Gives each entry a place below `ceiling`, in the archive's order. What is stored already keeps its
 * place, and what the archive has before it goes below that. The entries come back oldest first.
 */
export function placeBelow(
  ceiling: number,
  entries: readonly ArchivedMessage[],
  past: boolean,
  { correlation, messages }: { readonly correlation: Correlation; readonly messages: MessagesTable },
): { readonly placed: readonly PlacedEntry[]; readonly lowest: number } {
  let lowest = ceiling;
  const placed = [...entries].reverse().map((entry): PlacedEntry => {
    const probe: Arrival = { by: 'archive', archiveId: entry.id, place: lowest, past };
    const known = correlation.find(entry.message, probe);
    // A message that a slow sender's clock or a resend put further up says nothing about the others.
    lowest = known === undefined ? messages.freeBelow(lowest) : Math.min(lowest, known);
    return { entry, arrival: { ...probe, place: known ?? lowest }, known: known !== undefined };
  });
  return { placed: placed.reverse(), lowest };
}
