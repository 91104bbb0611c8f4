/** The real clock, which somebody sets to another time; timers go on as they do. */
import type { Clock } from '../../electron/contract/ports';

export class SetClock implements Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Shows this time from now on, in milliseconds since the epoch. */
  set(time: number): void {
    this.#ahead = time - Date.now();
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  }
}
