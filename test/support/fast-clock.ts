/** The real clock, so many times as fast: long waits end soon while real sockets go on beside them. */
import type { Clock } from '../../electron/contract/ports';

export class FastClock implements Clock {
  #factor: number;
  #begun = Date.now();
  #origin = performance.now();

  /** 1 is the real clock. */
  constructor(factor: number) {
    this.#factor = factor;
  }

  /** Goes so many times as fast from now on; what waits already keeps its pace. */
  hurry(factor: number): void {
    this.#begun = this.now();
    this.#origin = performance.now();
    this.#factor = factor;
  }

  now(): number {
    return Math.round(this.#begun + (performance.now() - this.#origin) * this.#factor);
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds / this.#factor);
    return () => clearTimeout(timer);
  }
}
