/** One query of an archive while it waits for its end: how long, and how much it takes. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../contract/ports';
import { ConnectionError } from '../errors';
import type { RequestOptions } from '../module';
import type { Element } from '../xml';
import type { ArchivedMessage } from './stanza';

/** Preset of `patienceMs`. */
const PATIENCE = 60_000;
/** Milliseconds for a whole query, interruptions of the connection included. */
const LIMIT = 15 * 60_000;

export interface OpenQueryOptions {
  readonly max: number;
  readonly clock: Clock;
  readonly onMessage: (entry: ArchivedMessage) => void;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds without a result or the end, after which a query is given up. */
  readonly patienceMs?: number | undefined;
}

export class OpenQuery {
  /** Nobody can guess it. */
  readonly id: string = randomUUID();
  readonly #options: OpenQueryOptions;
  readonly #seen = new Set<string>();
  readonly #given = new AbortController();
  #failure: ConnectionError | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(options: OpenQueryOptions) {
    this.#options = options;
  }

  /** Sends the request and waits for its end. Rejects with `StanzaError` or `ConnectionError`. */
  async ask(request: (options: RequestOptions) => Promise<Element>): Promise<Element> {
    const { signal } = this.#options;
    const cancel = (): void => this.#fail(new ConnectionError('cancelled'));
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    this.goOn();
    try {
      return await request({ inOrder: true, timeoutMs: LIMIT, signal: this.#given.signal });
    } catch (error) {
      throw this.#failure ?? error;
    } finally {
      this.pause();
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** A result came; undefined where it holds nothing to be shown. */
  receive(entry: ArchivedMessage | undefined): void {
    if (this.#failure !== undefined) return;
    this.goOn();
    if (entry === undefined || this.#seen.has(entry.id)) return;
    if (this.#seen.size >= this.#options.max) {
      this.#fail(new ConnectionError('protocol-violation', 'more of the archive than was asked for'));
      return;
    }
    this.#seen.add(entry.id);
    this.#options.onMessage(entry);
  }

  /** Nothing can come now. */
  pause(): void {
    this.#cancelTimer();
  }

  /** Waits, from now on. */
  goOn(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(this.#options.patienceMs ?? PATIENCE, () =>
      this.#fail(new ConnectionError('timeout', 'archive')),
    );
  }

  #fail(error: ConnectionError): void {
    this.#failure ??= error;
    this.#given.abort();
  }
}
