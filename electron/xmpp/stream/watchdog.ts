/**
 * Finds a connection that is dead without saying so: after some silence it asks (XEP-0199), and
 * when nothing at all comes back it calls the stream lost. At most 42 s pass after the last byte.
 */
import type { Clock } from '../../contract/ports';

const SILENCE_MS = 28_000;
const PATIENCE_MS = 14_000;

export interface WatchdogOptions {
  readonly clock: Clock;
  /** Time of the last byte that came in, of the same clock. */
  readonly lastReceivedAt: () => number;
  /** Makes the server say something. */
  readonly ping: () => void;
  readonly lost: () => void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  #cancel: () => void = () => undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#wait(SILENCE_MS);
  }

  stop(): void {
    this.#cancel();
  }

  /** Asks now: the computer woke up, or the network changed. */
  askNow(): void {
    this.#cancel();
    this.#ask();
  }

  #wait(milliseconds: number): void {
    this.#cancel = this.#options.clock.after(milliseconds, () => this.#look());
  }

  #look(): void {
    const { clock, lastReceivedAt } = this.#options;
    const silence = clock.now() - lastReceivedAt();
    // Where the clock was set back nobody knows how long it was silent; the question must not wait for the clock.
    if (silence >= 0 && silence < SILENCE_MS) this.#wait(SILENCE_MS - silence);
    else this.#ask();
  }

  #ask(): void {
    const { clock, lastReceivedAt, ping, lost } = this.#options;
    const askedAt = lastReceivedAt();
    ping();
    this.#cancel = clock.after(PATIENCE_MS, () => {
      if (lastReceivedAt() === askedAt) lost();
      else this.#look();
    });
  }
}
