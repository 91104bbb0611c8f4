/** Where the messages of a page of the archive belong among those that are stored. */
import type { MessagesTable } from '../../store/messages-table';
import type { BareJid } from '../../xmpp/jid';
import type { ArchivedMessage } from '../../xmpp/xep-0313-mam/stanza';
import type { Correlation } from '../messages/correlation';
import { peerOf, type Arrival } from '../messages/identity';
import { isAhead, type Room } from './room';

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
  /** As `AheadOfTurn.passed`, with the page. */
  readonly passed: ReadonlySet<string>;
}

/** What was read ahead of its turn into the room of a gap (`isAhead`). */
export interface AheadOfTurn {
  readonly room: Room;
  /** Bare JIDs of the conversations of which all that was read ahead comes after the page. */
  readonly passed: ReadonlySet<string>;
  /** Position of the first message of a conversation there. */
  readonly first: (peer: BareJid) => number | undefined;
  /** Whether a conversation ends with the message at this position. */
  readonly isLast: (peer: BareJid, key: number) => boolean;
}

export interface PlacesOptions {
  readonly correlation: Correlation;
  readonly messages: MessagesTable;
  /** What stands further back was never news on this computer. */
  readonly newsFrom: number;
  /** Of a gap, what comes after the page. Whatever of a gap came late on the stream is moved to where the archive has it. */
  readonly after?: Firsts;
  /** Of a gap that is filled in its turn. */
  readonly ahead?: AheadOfTurn;
}

/**
 * Gives each entry a place below `ceiling`, in the archive's order. What is stored already keeps its
 * place, and what the archive has before it goes below that. A conversation that was read ahead of its turn goes on below
 * what is there of it, and draws no other one down; only its last message is moved to where the archive has it, since
 * conversations are listed by that.
 */
export function placeBelow(
  ceiling: number,
  entries: readonly ArchivedMessage[],
  { correlation, messages, newsFrom, after, ahead }: PlacesOptions,
): Places {
  const free = freePlaces(messages);
  const aheadOfTurn = ahead && new AheadPlaces(ahead, free);
  let lowest = ceiling;
  let firstIncoming = after?.incoming;
  const firstOwn = new Map(after?.own);
  const placed = [...entries].reverse().map((entry): PlacedEntry => {
    const probe = { by: 'archive', archiveId: entry.id, place: lowest, past: true } as const;
    const isByOthers = isSaidByOthers(entry);
    let known = correlation.find(entry.message, probe);
    const peer = peerOf(entry.message);
    const at = (place: number): PlacedEntry => ({
      entry,
      arrival: { ...probe, place, past: place < newsFrom },
      known: known !== undefined,
    });
    const isTurn = peer !== undefined && known !== undefined && aheadOfTurn?.endsWith(peer, known) === true;
    if (known !== undefined && isTurn) {
      const turn = free(lowest);
      correlation.move(known, turn);
      known = turn;
    }
    const newer = Math.min(firstIncoming ?? Infinity, (peer && aheadOfTurn?.passedOf(peer, lowest)) ?? Infinity);
    // It came on the stream after what the archive has after it.
    const isLate =
      after !== undefined && !isTurn && known !== undefined && isByOthers && !isAhead(known) && known > newer;
    if (aheadOfTurn !== undefined && peer !== undefined) {
      const isPassed = aheadOfTurn.passedOf(peer, lowest) !== undefined;
      const place = aheadOfTurn.placeOf(peer, isLate && isPassed ? undefined : known, lowest);
      if (place !== undefined) {
        if (known !== undefined && known !== place) correlation.move(known, place);
        return at(place);
      }
    }
    const sender = isOwnText(entry) ? entry.message.from : undefined;
    // A client's messages reach the server in the order in which they were written.
    const below = Math.min(lowest, firstOwn.get(sender ?? '') ?? lowest);
    let place = known ?? free(below);
    if (known !== undefined && isLate) {
      place = free(lowest);
      correlation.move(known, place);
    }
    // One's own may have been written before others said what the archive has before it.
    const mayBeEarly = (known !== undefined && !isByOthers) || below < lowest;
    const isEarly = mayBeEarly && correlation.hasIncomingBetween(place, lowest);
    if (sender !== undefined) firstOwn.set(sender, Math.min(place, firstOwn.get(sender) ?? place));
    if (!isEarly) lowest = Math.min(lowest, place);
    if (isByOthers) firstIncoming = place;
    return at(place);
  });
  return {
    placed: placed.reverse(),
    lowest,
    firsts: { incoming: firstIncoming, own: firstOwn },
    passed: aheadOfTurn?.passed ?? new Set(),
  };
}

/** The nearest free position below another; each is given once, since what is placed is stored later. */
function freePlaces(messages: MessagesTable): (position: number) => number {
  const given = new Set<number>();
  return (position) => {
    let key = messages.freeBelow(position);
    while (given.has(key)) key = messages.freeBelow(key);
    given.add(key);
    return key;
  };
}

/** Where the conversations stand, while a page is placed, that were read ahead of their turn. */
class AheadPlaces {
  readonly #ahead: AheadOfTurn;
  readonly #free: (position: number) => number;
  readonly #firsts = new Map<BareJid, number | undefined>();
  readonly passed: Set<string>;

  constructor(ahead: AheadOfTurn, free: (position: number) => number) {
    this.#ahead = ahead;
    this.#free = free;
    this.passed = new Set(ahead.passed);
  }

  /** Whether it was read ahead, and its conversation has nothing after it. It is about to be moved. */
  endsWith(peer: BareJid, known: number): boolean {
    const { base, middle } = this.#ahead.room;
    if (known <= base || known >= middle || !this.#ahead.isLast(peer, known)) return false;
    this.#firsts.delete(peer);
    return true;
  }

  /** Position of the first message of a conversation that was read ahead, where what the archive has now is older still. */
  passedOf(peer: BareJid, lowest: number): number | undefined {
    return this.passed.has(peer) ? this.#firstOf(peer, lowest) : undefined;
  }

  /** Undefined: the message has its place in its turn. `known`: where it stands already, and stays. */
  placeOf(peer: BareJid, known: number | undefined, lowest: number): number | undefined {
    if (known !== undefined) {
      if (!isAhead(known) || known <= this.#ahead.room.base) return undefined;
      if (known === this.#firstOf(peer, lowest)) this.passed.add(peer);
      return known;
    }
    const first = this.#firstOf(peer, lowest);
    if (first === undefined) return undefined;
    const place = this.#free(first);
    this.#firsts.set(peer, place);
    this.passed.add(peer);
    return place;
  }

  /** Undefined: nothing was read ahead, or what comes before it goes below `lowest`. */
  #firstOf(peer: BareJid, lowest: number): number | undefined {
    const first = this.#firsts.has(peer) ? this.#firsts.get(peer) : this.#ahead.first(peer);
    this.#firsts.set(peer, first);
    return first !== undefined && first < lowest ? first : undefined;
  }
}

function isOwnText({ message }: ArchivedMessage): boolean {
  return message.direction === 'out' && message.body !== undefined;
}

/** A receipt has no place of its own. When the user's own were written says nothing of when the server got them. */
function isSaidByOthers({ message }: ArchivedMessage): boolean {
  return message.direction === 'in' && message.body !== undefined;
}
