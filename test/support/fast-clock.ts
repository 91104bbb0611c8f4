/** The real clock, so many times as fast: long waits end soon while real sockets go on beside them. */
import type { Clock } from '../../electron/contract/ports';

interface Wait {
  /** On this clock, in milliseconds. */
  readonly due: number;
  readonly run: () => void;
  timer?: NodeJS.Timeout;
}

export class FastClock implements Clock {
  #factor: number;
  #begun = Date.now();
  #origin = performance.now();
  readonly #waits = new Set<Wait>();

  /** 1 is the real clock. */
  constructor(factor: number) {
    this.#factor = factor;
  }

  /** Goes so many times as fast from now on, also for what waits already. */
  hurry(factor: number): void {
    this.#begun = this.#time();
    this.#origin = performance.now();
    this.#factor = factor;
    for (const wait of this.#waits) this.#arm(wait);
  }

  now(): number {
    return Math.round(this.#time());
  }

  after(milliseconds: number, run: () => void): () => void {
    const wait: Wait = { due: this.#time() + milliseconds, run };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => this.#forget(wait);
  }

  #time(): number {
    return this.#begun + (performance.now() - this.#origin) * this.#factor;
  }

  #arm(wait: Wait): void {
    clearTimeout(wait.timer);
    wait.timer = setTimeout(
      () => {
        this.#forget(wait);
        wait.run();
      },
      (wait.due - this.#time()) / this.#factor,
    );
  }

  #forget(wait: Wait): void {
    clearTimeout(wait.timer);
    this.#waits.delete(wait);
  }
}
