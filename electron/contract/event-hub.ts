/** The one typed emitter of main: features announce facts, the desktop and the window hear them. */
import type { EventMap, EventName, SequencedEvent } from './events';

type AnyListener = (event: SequencedEvent) => void;

export class EventHub {
  #seq = 0;
  readonly #listeners = new Set<AnyListener>();

  /** Sequence number of the latest event; a snapshot carries it. */
  get seq(): number {
    return this.#seq;
  }

  emit<N extends EventName>(name: N, payload: EventMap[N]): void {
    this.#seq += 1;
    const event = { seq: this.#seq, name, payload } as SequencedEvent;
    for (const listener of this.#listeners) listener(event);
  }

  /** Hears every event, in order. */
  onAny(listener: AnyListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void {
    return this.onAny((event) => {
      if (event.name === name) listener(event.payload as EventMap[N]);
    });
  }
}
