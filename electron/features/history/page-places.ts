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

export interface Places {
  /** Oldest first. */
  readonly placed: readonly PlacedEntry[];
  readonly lowest: number;
  /** Place of the first thing that others said, here or after the page; infinite where none is known. */
  readonly firstIncoming: number;
}

export interface PlacesOptions {
  readonly correlation: Correlation;
  readonly messages: MessagesTable;
  /** They were never news on this computer. */
  readonly past: boolean;
  /**
   * Of a gap: whatever of it came late on the stream is moved to where the archive has it. `next` is the place
   * of what others said next after the page, where that is known.
   */
  readonly gap?: { readonly next: number | undefined };
}

/**
 * Gives each entry a place below `ceiling`, in the archive's order. What is stored already keeps its
 * place, and what the archive has before it goes below that.
 */
export function placeBelow(
  ceiling: number,
  entries: readonly ArchivedMessage[],
  { correlation, messages, past, gap }: PlacesOptions,
): Places {
  let lowest = ceiling;
  let firstIncoming = gap?.next ?? Number.POSITIVE_INFINITY;
  /** By the own client that said it, the place of the first thing that it said. */
  const firstOwn = new Map<string, number>();
  const placed = [...entries].reverse().map((entry): PlacedEntry => {
    const probe: Arrival = { by: 'archive', archiveId: entry.id, place: lowest, past };
    const isByOthers = isSaidByOthers(entry);
    const known = correlation.find(entry.message, probe);
    const sender = isOwnText(entry) ? entry.message.from : undefined;
    // A client's messages reach the server in the order in which they were written.
    const below = Math.min(lowest, firstOwn.get(sender ?? '') ?? lowest);
    let place = known ?? messages.freeBelow(below);
    if (gap !== undefined && known !== undefined && isByOthers && known > firstIncoming) {
      place = messages.freeBelow(lowest);
      correlation.move(known, place);
    }
    // One's own may have been written before others said what the archive has before it.
    const mayBeEarly = (known !== undefined && !isByOthers) || below < lowest;
    const isEarly = mayBeEarly && correlation.hasIncomingBetween(place, lowest);
    if (sender !== undefined) firstOwn.set(sender, Math.min(place, firstOwn.get(sender) ?? place));
    if (!isEarly) lowest = Math.min(lowest, place);
    if (isByOthers) firstIncoming = place;
    return { entry, arrival: { ...probe, place }, known: known !== undefined };
  });
  return { placed: placed.reverse(), lowest, firstIncoming };
}

function isOwnText({ message }: ArchivedMessage): boolean {
  return message.direction === 'out' && message.body !== undefined;
}

/** A receipt has no place of its own. When the user's own were written says nothing of when the server got them. */
function isSaidByOthers({ message }: ArchivedMessage): boolean {
  return message.direction === 'in' && message.body !== undefined;
}
