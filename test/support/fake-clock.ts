/** A clock that a test moves by hand. */
import type { Clock } from '../../electron/contract/ports';

export class FakeClock implements Clock {
  #now: number;
  /** What the clock shows beyond the time that passed. */
  #set = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#set;
  }

  /** Somebody sets the clock so much forward, or back; no time passes. */
  set(milliseconds: number): void {
    this.#set += milliseconds;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not run and were not cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on and runs what falls due, in order; what promises lead to is done by then. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  /** Time goes on in small steps until this is settled. */
  async during<T>(work: Promise<T> | T): Promise<T> {
    const state = { isSettled: false };
    const settled = (): void => {
      state.isSettled = true;
    };
    Promise.resolve(work).then(settled, settled);
    while (!state.isSettled) await this.advance(20);
    return work;
  }
}

/** Lets promises that are already decided run their course. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
