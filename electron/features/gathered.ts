/** Gathers what changes in quick succession and hands it on at most once an interval. */
import type { Clock } from '../contract/ports';

export class Gathered<T> {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #handOn: (items: readonly T[]) => void;
  #items = new Set<T>();
  #cancel: (() => void) | undefined;

  /** `interval` in milliseconds. Equal items are handed on once. */
  constructor(clock: Clock, interval: number, handOn: (items: readonly T[]) => void) {
    this.#clock = clock;
    this.#interval = interval;
    this.#handOn = handOn;
  }

  add(item: T): void {
    this.#items.add(item);
    this.#cancel ??= this.#clock.after(this.#interval, () => this.flush());
  }

  /** Hands on at once what is there. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#items.size === 0) return;
    const items = [...this.#items];
    this.#items = new Set();
    this.#handOn(items);
  }
}
