/**
 * Tells when the computer is left alone and when someone is back. It asks the system as rarely as it
 * can: while in use, not before the limit could be reached; while idle, every few seconds.
 */
import type { Clock } from '../contract/ports';

/** How soon a return is noticed (milliseconds). */
const WHILE_IDLE = 5000;
/** Clocks of the system and of timers differ a little. */
const MARGIN = 500;

export interface IdleOptions {
  /** Whole seconds since the last input. */
  readonly systemIdleSeconds: () => number;
  /** Minutes until idle; 0: never. */
  readonly limitMinutes: () => number;
  readonly clock: Clock;
  /** Idle since this time, or in use again (undefined). Called on changes only. */
  readonly changed: (idleSince: number | undefined) => void;
}

export class IdleWatcher {
  readonly #options: IdleOptions;
  #idleSince: number | undefined;
  #lockedSince: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: IdleOptions) {
    this.#options = options;
  }

  /** Begins, or begins anew after the limit was changed. */
  restart(): void {
    this.stop();
    if (this.#options.limitMinutes() === 0 && this.#lockedSince === undefined) this.#tell(undefined);
    else this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The screen was locked: nobody is there, whatever the limit says. */
  locked(): void {
    if (this.#options.limitMinutes() === 0) return;
    this.#lockedSince ??= this.#options.clock.now();
    this.restart();
  }

  unlocked(): void {
    this.#lockedSince = undefined;
    this.restart();
  }

  #look(): void {
    const { systemIdleSeconds, limitMinutes, clock } = this.#options;
    const idle = systemIdleSeconds() * 1000;
    const left = limitMinutes() * 60_000 - idle;
    const isIdle = this.#lockedSince !== undefined || left <= 0;
    if (!isIdle) this.#tell(undefined);
    else this.#tell(this.#idleSince ?? this.#lockedSince ?? clock.now() - idle);
    this.#cancel = clock.after(isIdle ? WHILE_IDLE : left + MARGIN, () => this.#look());
  }

  #tell(idleSince: number | undefined): void {
    if (idleSince === this.#idleSince) return;
    this.#idleSince = idleSince;
    this.#options.changed(idleSince);
  }
}
