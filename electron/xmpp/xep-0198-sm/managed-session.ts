/**
 * The counters of one managed session (XEP-0198 §4, §5). It outlives its connections: what was sent
 * and not yet acknowledged is kept here until the server says that it has it.
 */
import type { Element } from '../xml';
import { COUNT_LIMIT, type Enabled } from './stanza';

/** The server claims to have handled what was never sent (§6), or takes back what it had acknowledged. */
export class ImpossibleCount extends Error {
  override readonly name = 'ImpossibleCount';

  constructor(
    /** What the server says. */
    readonly h: number,
    /** Stanzas sent so far, modulo 2³². */
    readonly sendCount: number,
  ) {
    super(`${String(h)} of ${String(sendCount)}`);
  }
}

/** How far a count went on from another, past 2³² as well. */
export function countBetween(earlier: number, later: number): number {
  return (later - earlier + COUNT_LIMIT) % COUNT_LIMIT;
}

/** Whether the stanza with this number is among the first `handled`, past 2³² as well: no session has half of that under way. */
export function isCovered(count: number, handled: number): boolean {
  return countBetween(count, handled) < COUNT_LIMIT / 2;
}

export class ManagedSession {
  #enabled: Enabled | undefined;
  /** Stanzas of the server, modulo 2³²: all that came, and those of them that are safe with us. */
  #received = 0;
  #handled = 0;
  /** The last `h` of the server. */
  #acknowledged = 0;
  readonly #unacknowledged: Element[] = [];

  /** The server agreed; its stanzas count from here on. */
  enable(enabled: Enabled): void {
    this.#enabled = enabled;
    this.#received = 0;
    this.#handled = 0;
  }

  /** The session of an earlier run of the program: of what it sent, only the server's count is known. */
  restore(enabled: Enabled, handled: number): void {
    this.#enabled = enabled;
    this.#received = handled;
    this.#handled = handled;
  }

  /** Our stanzas go on from the server's count; what lies between was lost with the earlier run. */
  continueFrom(h: number): void {
    this.#acknowledged = h;
  }

  /** It goes on on another connection: the server sends again what it was not told is handled (§5). */
  resumed(): void {
    this.#received = this.#handled;
  }

  /** Stanzas sent so far, modulo 2³²; the number of the next one is one more. */
  get sent(): number {
    return (this.#acknowledged + this.#unacknowledged.length) % COUNT_LIMIT;
  }

  /** Undefined until the server agreed to resume it. */
  get id(): string | undefined {
    return this.#enabled?.id;
  }

  get enabled(): Enabled | undefined {
    return this.#enabled;
  }

  /** `h` to tell the server. */
  get handled(): number {
    return this.#handled;
  }

  /** Stanzas that came so far, modulo 2³². */
  get received(): number {
    return this.#received;
  }

  /** Sent and not acknowledged, oldest first. */
  get unacknowledged(): readonly Element[] {
    return this.#unacknowledged;
  }

  /** A stanza is about to be sent for the first time. */
  sending(stanza: Element): void {
    this.#unacknowledged.push(stanza);
  }

  /** A stanza came. */
  receiving(): void {
    this.#received = (this.#received + 1) % COUNT_LIMIT;
  }

  /** All up to `received` (an earlier value of it) is stored or otherwise done with. */
  handledUpTo(received: number): void {
    this.#handled = received;
  }

  /**
   * The server has handled `h` stanzas. Returns those that it had not acknowledged before, oldest first.
   * An `h` that goes back cannot be told from one that is far too high.
   * @throws ImpossibleCount
   */
  acknowledge(h: number): readonly Element[] {
    const more = countBetween(this.#acknowledged, h);
    if (more > this.#unacknowledged.length) throw new ImpossibleCount(h, this.sent);
    this.#acknowledged = h;
    return this.#unacknowledged.splice(0, more);
  }
}

/** Whether an element of the stream is counted (§4). */
export function isStanza(element: Element): boolean {
  return element.is('message') || element.is('presence') || element.is('iq');
}
