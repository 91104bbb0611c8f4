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

/** What stands around a page that is read for a gap. */
export interface AroundGap {
  /** Place of what others said next after the page, where that is known. */
  readonly next: number | undefined;
  /** Place of the last message before the gap; 0 where it is not known. */
  readonly floor: number;
}

export interface PlacesOptions {
  readonly correlation: Correlation;
  readonly messages: MessagesTable;
  /** They were never news on this computer. */
  readonly past: boolean;
  /** Whatever of a gap came late on the stream is moved to where the archive has it. */
  readonly gap?: AroundGap;
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
  const found = entries.map((entry): Found => {
    const probe: Arrival = { by: 'archive', archiveId: entry.id, place: ceiling, past };
    return { entry, known: correlation.find(entry.message, probe), isAstray: false, isEarly: false };
  });
  if (gap !== undefined) markThoseOutOfPlace(found, ceiling, gap);
  let lowest = ceiling;
  let firstIncoming = gap?.next ?? Number.POSITIVE_INFINITY;
  const placed = found.reverse().map(({ entry, known, isAstray, isEarly }): PlacedEntry => {
    let place = known;
    if (place === undefined || isAstray) place = messages.freeBelow(lowest);
    if (known !== undefined && isAstray) correlation.move(known, place);
    if (!isEarly) lowest = Math.min(lowest, place);
    if (isSaidByOthers(entry)) firstIncoming = place;
    return { entry, arrival: { by: 'archive', archiveId: entry.id, place, past }, known: known !== undefined };
  });
  return { placed: placed.reverse(), lowest, firstIncoming };
}

interface Found {
  readonly entry: ArchivedMessage;
  /** Where it is stored. */
  readonly known: number | undefined;
  /** It came late on the stream and stands behind what the archive has after it. */
  isAstray: boolean;
  /** The user's own, written before the server got what the archive has before it: its place says nothing of theirs. */
  isEarly: boolean;
}

/** A receipt has no place of its own. When the user's own were written says nothing of when the server got them. */
function isSaidByOthers({ message }: ArchivedMessage): boolean {
  return message.direction === 'in' && message.body !== undefined;
}

/** Oldest first. */
function markThoseOutOfPlace(found: readonly Found[], ceiling: number, { next, floor }: AroundGap): void {
  let nextIncoming = next ?? Number.POSITIVE_INFINITY;
  for (const one of [...found].reverse()) {
    if (!isSaidByOthers(one.entry)) continue;
    one.isAstray = one.known !== undefined && one.known > nextIncoming;
    if (!one.isAstray) nextIncoming = Math.min(nextIncoming, one.known ?? ceiling);
  }
  let lastIncoming = floor;
  for (const one of found) {
    if (one.known === undefined) continue;
    if (one.entry.message.direction === 'out') one.isEarly = one.known < lastIncoming;
    else if (!one.isAstray) lastIncoming = Math.max(lastIncoming, one.known);
  }
}
