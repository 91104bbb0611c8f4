/** What most protocol rooms share: the session they are attached to, and typed events. */
import { ConnectionError } from './errors';
import type { Disposer, SessionContext, XmppModule } from './module';

/** Listeners of one event. A listener that fails must not keep the others from hearing: the first error is thrown after all ran. */
export class Listeners<A extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: A) => void>();

  /** Returns how to stop listening. The same function may be added more than once. */
  add(listener: (...args: A) => void): Disposer {
    const entry = (...args: A): void => listener(...args);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(...args: A): void {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(...args);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

export abstract class ModuleBase implements XmppModule {
  abstract readonly name: string;
  #session: SessionContext | undefined;

  features(): readonly string[] {
    return [];
  }

  attach(session: SessionContext): Disposer {
    this.#session = session;
    const disposers = this.listen?.(session) ?? [];
    return () => {
      for (const dispose of disposers) dispose();
      if (this.#session === session) this.#session = undefined;
    };
  }

  /** Registers what the room hears from the session; a room that only asks has none. */
  protected listen?(session: SessionContext): readonly Disposer[];

  protected get isAttached(): boolean {
    return this.#session !== undefined;
  }

  /** Throws `ConnectionError('offline')` where the room is not attached. */
  protected get session(): SessionContext {
    if (this.#session === undefined) throw new ConnectionError('offline');
    return this.#session;
  }
}
