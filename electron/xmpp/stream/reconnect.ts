/**
 * How long to wait before the next attempt: exponential with full jitter, so that a thousand
 * clients of a restarted server don't come back in the same second. It never gives up.
 */

const FIRST_CEILING_MS = 1_000;
const LAST_CEILING_MS = 120_000;
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
    const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** this.#failures);
    if (ceiling < LAST_CEILING_MS) this.#failures += 1;
    return Math.max(FLOOR_MS, Math.round(this.#random() * ceiling));
  }

  /** After a successful sign-in. */
  reset(): void {
    this.#failures = 0;
  }
}
