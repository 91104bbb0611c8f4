/**
 * The piece that is really listened to: not one that is skipped, not one that was left. It says so when it
 * has played for a while, and takes it back a while after it stopped.
 */
import type { Track } from '../../contract/personal';
import type { Clock } from '../../contract/ports';

/** A piece counts once it has played so long without a break (milliseconds). */
const SETTLES_AFTER = 5000;
/** Paused, or with others being skipped through, the last piece stays so long (milliseconds). */
const LAPSES_AFTER = 30_000;
/** Players stop for a moment between two pieces (milliseconds). */
const STOP_LASTS = 1000;

export type Heard =
  | { readonly state: 'playing' | 'paused'; readonly name: string; readonly track: Track }
  | { readonly state: 'stopped' };

export class SettledPiece {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #settled: { readonly name: string; readonly track: Track } | undefined;
  /** What plays and has not settled yet. */
  #candidate: string | undefined;
  #cancelSettling: (() => void) | undefined;
  /** Since when the settled piece does not play any more, and since when nothing does. */
  #leftAt: number | undefined;
  #stoppedAt: number | undefined;
  #cancelLapse: (() => void) | undefined;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** As it was when it settled: what becomes known of it later does not make it another one. */
  get track(): Track | undefined {
    return this.#settled?.track;
  }

  hear(heard: Heard): void {
    if (heard.state === 'playing' && heard.name !== '') this.#hearPlaying(heard.name, heard.track);
    else {
      this.#forgetCandidate();
      this.#left(heard.state === 'stopped');
    }
  }

  /** Nothing is listened to, at once. What plays on begins anew. */
  drop(): void {
    this.#forgetCandidate();
    this.#keep();
    if (this.#settled === undefined) return;
    this.#settled = undefined;
    this.#changed();
  }

  #hearPlaying(name: string, track: Track): void {
    if (name === this.#settled?.name) {
      this.#forgetCandidate();
      this.#keep();
      return;
    }
    this.#left(false);
    if (name === this.#candidate) return;
    this.#forgetCandidate();
    this.#candidate = name;
    this.#cancelSettling = this.#clock.after(SETTLES_AFTER, () => {
      this.#candidate = undefined;
      this.#keep();
      this.#settled = { name, track };
      this.#changed();
    });
  }

  #forgetCandidate(): void {
    this.#cancelSettling?.();
    this.#candidate = undefined;
  }

  #keep(): void {
    this.#cancelLapse?.();
    this.#cancelLapse = undefined;
    this.#leftAt = undefined;
    this.#stoppedAt = undefined;
  }

  /** The settled piece does not play. `stopped`: nothing else does, nor will it go on. */
  #left(stopped: boolean): void {
    if (this.#settled === undefined) return;
    const now = this.#clock.now();
    this.#leftAt ??= now;
    this.#stoppedAt = stopped ? (this.#stoppedAt ?? now) : undefined;
    const at = Math.min(this.#leftAt + LAPSES_AFTER, (this.#stoppedAt ?? Number.POSITIVE_INFINITY) + STOP_LASTS);
    this.#cancelLapse?.();
    this.#cancelLapse = this.#clock.after(Math.max(0, at - now), () => this.#lapse());
  }

  #lapse(): void {
    this.#keep();
    this.#settled = undefined;
    this.#changed();
  }
}
