/**
 * Carries the hub's events to the window: in order, in batches, from the window's snapshot on.
 *
 * A window begins with the command `app.snapshot`. From the moment that is asked, events are kept;
 * once it is answered they flow. So nothing that happens between snapshot and subscription is lost,
 * and the window drops by `seq` what the snapshot holds already. Where no answer comes they flow after a while
 * all the same: a page listens before it asks, and the next snapshot holds what an earlier page did not take.
 */
import type { EventHub } from '../contract/event-hub';
import type { SequencedEvent } from '../contract/events';
import type { Clock } from '../contract/ports';

/** Shortest time between two batches, in milliseconds: a burst of events becomes a few IPC messages. */
export const BATCH_INTERVAL = 16;
/** A snapshot is made at once. Where it failed, nothing is kept back for longer (milliseconds). */
export const ANSWER_LIMIT = 5000;

export type SendBatch = (events: readonly SequencedEvent[]) => void;

export class EventPusher {
  readonly #clock: Clock;
  readonly #stopHearing: () => void;
  #send: SendBatch | undefined;
  #state: 'no-window' | 'taking-snapshot' | 'flowing' = 'no-window';
  #waiting: SequencedEvent[] = [];
  #lastBatchAt = 0;
  #cancelTimer: (() => void) | undefined;
  #cancelLimit: (() => void) | undefined;

  constructor(hub: EventHub, clock: Clock) {
    this.#clock = clock;
    this.#stopHearing = hub.onAny((event) => this.#hear(event));
  }

  /** A window is there (again); nothing is sent before it takes a snapshot. */
  attach(send: SendBatch): void {
    this.detach();
    this.#send = send;
  }

  /** The window is gone. What it did not get, its successor's snapshot holds. */
  detach(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#endLimit();
    this.#send = undefined;
    this.#state = 'no-window';
    this.#waiting = [];
  }

  /**
   * The window asks for its snapshot: called before the snapshot is made. What waits already is kept:
   * a page that asks again while events flow must not miss any, and drops by `seq` what it knows.
   */
  snapshotAsked(): void {
    if (this.#send === undefined) return;
    this.#state = 'taking-snapshot';
    this.#cancelLimit ??= this.#clock.after(ANSWER_LIMIT, () => this.snapshotAnswered());
  }

  /** The snapshot was made. */
  snapshotAnswered(): void {
    if (this.#state !== 'taking-snapshot') return;
    this.#endLimit();
    this.#state = 'flowing';
    this.#schedule();
  }

  stop(): void {
    this.detach();
    this.#stopHearing();
  }

  #hear(event: SequencedEvent): void {
    if (this.#state === 'no-window') return;
    this.#waiting.push(event);
    if (this.#state === 'flowing') this.#schedule();
  }

  #endLimit(): void {
    this.#cancelLimit?.();
    this.#cancelLimit = undefined;
  }

  #schedule(): void {
    if (this.#cancelTimer !== undefined || this.#waiting.length === 0) return;
    const pause = Math.max(0, Math.min(BATCH_INTERVAL, this.#lastBatchAt + BATCH_INTERVAL - this.#clock.now()));
    const send = (): void => {
      this.#cancelTimer = undefined;
      const events = this.#waiting;
      this.#waiting = [];
      this.#lastBatchAt = this.#clock.now();
      this.#send?.(events);
    };
    this.#cancelTimer = pause > 0 ? this.#clock.after(pause, send) : thisTurn(send);
  }
}

/** Before whatever main has to do next, which a timer would wait for. Returns how to cancel it. */
function thisTurn(run: () => void): () => void {
  let isCancelled = false;
  queueMicrotask(() => {
    if (!isCancelled) run();
  });
  return () => {
    isCancelled = true;
  };
}
