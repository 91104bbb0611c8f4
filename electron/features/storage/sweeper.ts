/** Has the store take away what may not stay, piece by piece, with other work in between. */
import type { Clock, Log } from '../../contract/ports';
import type { Store } from '../../store/store';
import type { Swept } from '../../store/sweep';
import { reasonOf } from '../errors';

/** What gets too old is looked for so often, … */
const INTERVAL = 60 * 60 * 1000;
/** … and first when the start is over (milliseconds). */
const FIRST = 10_000;
/** Milliseconds in which everything else has its turn after each piece. */
const PAUSE = 5;
/** After a failure, such as a full disk. */
const RETRY = 60_000;

export interface SweeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each piece, after it is stored. */
  readonly swept: (swept: Swept) => void;
}

export class Sweeper {
  readonly #options: SweeperOptions;
  #cancel: () => void;

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#cancel = options.clock.after(FIRST, () => this.#begin());
  }

  /** Takes a piece away at once; the rest follows. */
  sweep(): void {
    this.#cancel();
    const { store, clock, log, swept } = this.#options;
    try {
      const piece = store.sweep(clock.now());
      if (piece === undefined) this.#again(INTERVAL);
      else {
        swept(piece);
        this.#cancel = clock.after(PAUSE, () => this.sweep());
      }
    } catch (error) {
      log.error('storage', `retention: ${reasonOf(error)}`);
      this.#again(RETRY);
    }
  }

  stop(): void {
    this.#cancel();
  }

  #again(milliseconds: number): void {
    this.#cancel = this.#options.clock.after(milliseconds, () => this.#begin());
  }

  #begin(): void {
    const { store, clock, log } = this.#options;
    try {
      store.removeOld(clock.now());
    } catch (error) {
      log.error('storage', `retention: ${reasonOf(error)}`);
    }
    this.sweep();
  }
}
