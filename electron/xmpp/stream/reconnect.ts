/**
 * How long to wait before the next attempt. A connection that was lost is tried again almost at once; where
 * that fails too the server is away, and the attempts of all its clients have to spread. Each wait is by
 * chance, so that those who lost it in the same second don't come back in the same one. It never gives up.
 */

/** The shortest and the longest wait after one failure and the next (milliseconds); the last ones stay. */
const WAITS: readonly (readonly [number, number])[] = [
  [0, 1_000],
  [0, 40_000],
];
const LAST_WAITS: readonly [number, number] = [40_000, 120_000];
/** Where chance says "at once", the machine still gets time to breathe. */
const FLOOR_MS = 100;

export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random`: 0 ≤ x < 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const [shortest, longest] = WAITS[this.#failures] ?? LAST_WAITS;
    this.#failures += 1;
    return Math.max(FLOOR_MS, Math.round(shortest + this.#random() * (longest - shortest)));
  }

  /** After a successful sign-in. */
  reset(): void {
    this.#failures = 0;
  }
}
