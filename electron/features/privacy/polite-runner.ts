/**
 * Questions to the service, so that no screen overruns it: at most ten requests under way an account,
 * their starts spread, all of them given up at once when nobody looks any more. Probes and inventory
 * share one runner an account.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../contract/ports';
import { ConnectionError } from '../../xmpp/errors';
import type { AccountServices } from '../services';

/** Requests under way at the same time. */
export const MAX_IN_FLIGHT = 10;
/** How long a service may take for an answer (milliseconds). */
export const ANSWER_LIMIT = 15_000;
/** Between two starts (milliseconds). */
export const SPREAD = 20;

/** Sends one request; `signal` is to be handed to it. */
export type PoliteTask<T> = (signal: AbortSignal) => Promise<T>;

interface Waiting {
  readonly start: () => void;
  readonly giveUp: () => void;
}

export class PoliteRunner {
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Runs when there is room, in the order of calls. Rejects as the task does, or with `ConnectionError` 'cancelled'. */
  run<T>(task: PoliteTask<T>, signal: AbortSignal): Promise<T> {
    // One signal gives up as many questions as a screen has.
    setMaxListeners(0, signal);
    return new Promise<T>((resolve, reject) => {
      const cancelled = (): void => reject(new ConnectionError('cancelled'));
      if (signal.aborted) {
        cancelled();
        return;
      }
      const entry: Waiting = {
        start: () => {
          signal.removeEventListener('abort', entry.giveUp);
          this.#inFlight += 1;
          this.#lastStart = this.#clock.now();
          Promise.resolve()
            .then(() => task(signal))
            .then(resolve, reject)
            .finally(() => {
              this.#inFlight -= 1;
              this.#startNext();
            });
        },
        giveUp: () => {
          this.#waiting = this.#waiting.filter((other) => other !== entry);
          cancelled();
        },
      };
      signal.addEventListener('abort', entry.giveUp, { once: true });
      this.#waiting.push(entry);
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#cancelTimer !== undefined || this.#waiting.length === 0 || this.#inFlight >= MAX_IN_FLIGHT) return;
    // A clock that was set back must not hold anybody up.
    const rest = Math.min(this.#lastStart + SPREAD - this.#clock.now(), SPREAD);
    if (rest > 0) {
      this.#cancelTimer = this.#clock.after(rest, () => {
        this.#cancelTimer = undefined;
        this.#startNext();
      });
      return;
    }
    this.#waiting.shift()?.start();
    this.#startNext();
  }
}

const runners = new WeakMap<AccountServices, PoliteRunner>();

/** The one runner of an account. */
export function politeRunnerOf(services: AccountServices): PoliteRunner {
  const known = runners.get(services);
  if (known !== undefined) return known;
  const runner = new PoliteRunner(services.clock);
  runners.set(services, runner);
  return runner;
}
