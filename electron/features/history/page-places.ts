/** Where the messages of a page of the archive belong among those that are stored. */
import type { Correlation } from '../messages/correlation';
import type { Arrival } from '../messages/identity';
import type { MessagesTable } from '../../store/messages-table';
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';

export interface PlacedEntry {
  readonly entry: ArchivedMessage;
  readonly arrival: Extract<Arrival, { readonly by: 'archive' }>;
  readonly known: boolean;
}

/** Where the first of those stand that the archive has after a page, or in it and after it. */
export interface Firsts {
  /** What others said; undefined where no such place is known. */
  readonly incoming: number | undefined;
  /** What the own clients said, by their full JIDs. */
  readonly own: ReadonlyMap<string, number>;
}

export interface Places {
  /** Oldest first. */
  readonly placed: readonly PlacedEntry[];
  readonly lowest: number;
  readonly firsts: Firsts;
}

export interface PlacesOptions {
  readonly correlation: Correlation;
  readonly messages: MessagesTable;
  /** What stands further back was never news on this computer. */
  readonly newsFrom: number;
  /** Of a gap, what comes after the page. Whatever of a gap came late on the stream is moved to where the archive has it. */
  readonly after?: Firsts;
}

/**
 * Gives each entry a place below `ceiling`, in the archive's order. What is stored already keeps its
 * place, and what the archive has before it goes below that.
 */
export function placeBelow(
  ceiling: number,
  entries: readonly ArchivedMessage[],
  { correlation, messages, newsFrom, after }: PlacesOptions,
): Places {
  let lowest = ceiling;
  let firstIncoming = after?.incoming;
  const firstOwn = new Map(after?.own);
  const placed = [...entries].reverse().map((entry): PlacedEntry => {
    const probe = { by: 'archive', archiveId: entry.id, place: lowest, past: true } as const;
    const isByOthers = isSaidByOthers(entry);
    const known = correlation.find(entry.message, probe);
    const sender = isOwnText(entry) ? entry.message.from : undefined;
    // A client's messages reach the server in the order in which they were written.
    const below = Math.min(lowest, firstOwn.get(sender ?? '') ?? lowest);
    let place = known ?? messages.freeBelow(below);
    if (after !== undefined && known !== undefined && isByOthers && known > (firstIncoming ?? known)) {
      place = messages.freeBelow(lowest);
      correlation.move(known, place);
    }
    // One's own may have been written before others said what the archive has before it.
    const mayBeEarly = (known !== undefined && !isByOthers) || below < lowest;
    const isEarly = mayBeEarly && correlation.hasIncomingBetween(place, lowest);
    if (sender !== undefined) firstOwn.set(sender, Math.min(place, firstOwn.get(sender) ?? place));
    if (!isEarly) lowest = Math.min(lowest, place);
    if (isByOthers) firstIncoming = place;
    return { entry, arrival: { ...probe, place, past: place < newsFrom }, known: known !== undefined };
  });
  return { placed: placed.reverse(), lowest, firsts: { incoming: firstIncoming, own: firstOwn } };
}

function isOwnText({ message }: ArchivedMessage): boolean {
  return message.direction === 'out' && message.body !== undefined;
}

/** A receipt has no place of its own. When the user's own were written says nothing of when the server got them. */
function isSaidByOthers({ message }: ArchivedMessage): boolean {
  return message.direction === 'in' && message.body !== undefined;
}
