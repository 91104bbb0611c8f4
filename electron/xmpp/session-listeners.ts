/** Those who listen to a session. One that fails takes neither the stream nor the others with it. */
import type { ConnectionState } from '../contract/connection';
import type { Log } from '../contract/ports';
import type { Disposer, SessionEvents } from './module';
import type { XmppStream } from './stream/connection';
import { redact } from './stream/redact';
import type { Element } from './xml';

export type TrafficListener = (direction: 'in' | 'out', element: Element) => void;

export class SessionListeners {
  readonly #log: Log;
  readonly #states = new Set<(state: ConnectionState) => void>();
  readonly #traffic = new Set<TrafficListener>();
  readonly #events: { readonly [E in keyof SessionEvents]: Set<SessionEvents[E]> } = {
    online: new Set(),
    offline: new Set(),
    interrupted: new Set(),
    resumed: new Set(),
    recovered: new Set(),
    acknowledging: new Set(),
    sending: new Set(),
    acknowledged: new Set(),
    presence: new Set(),
    message: new Set(),
    archived: new Set(),
  };

  constructor(log: Log) {
    this.#log = log;
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): Disposer {
    const listeners: Set<SessionEvents[E]> = this.#events[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onState(listener: (state: ConnectionState) => void): Disposer {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  }

  onTraffic(listener: TrafficListener): Disposer {
    this.#traffic.add(listener);
    return () => this.#traffic.delete(listener);
  }

  emit<E extends keyof SessionEvents>(event: E, call: (listener: SessionEvents[E]) => void): void {
    const listeners: ReadonlySet<SessionEvents[E]> = this.#events[event];
    for (const listener of [...listeners]) this.guard(() => call(listener));
  }

  /** For events whose listeners may object: throws what one of them throws. */
  ask<E extends 'acknowledging' | 'sending'>(event: E, call: (listener: SessionEvents[E]) => void): void {
    const listeners: ReadonlySet<SessionEvents[E]> = this.#events[event];
    for (const listener of listeners) call(listener);
  }

  tellState(state: ConnectionState): void {
    for (const listener of this.#states) this.guard(() => listener(state));
  }

  /** Shows what goes over a stream, without secrets, while somebody looks. */
  watch(stream: XmppStream): void {
    const announce = (direction: 'in' | 'out', element: Element): void => {
      if (this.#traffic.size === 0) return;
      const shown = redact(element);
      for (const listener of this.#traffic) this.guard(() => listener(direction, shown));
    };
    stream.on('element', (element: Element) => announce('in', element));
    stream.on('send', (element: Element) => announce('out', element));
  }

  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#log.error('session', 'listener failed', error);
    }
  }
}
