/**
 * What a server without stream management has handled. A stream is worked through in order (RFC 6120
 * §10.1), so the answer to a ping says that all stanzas sent before it were taken.
 */
import { ConnectionError } from '../errors';
import type { Element } from '../xml';

export interface PingAcknowledgementsOptions {
  /** Resolves with the answer, whatever it is; rejects where there is none. */
  readonly ping: () => Promise<unknown>;
  readonly acknowledged: (stanza: Element) => void;
}

export class PingAcknowledgements {
  readonly #options: PingAcknowledgementsOptions;
  #open: Element[] = [];
  #count = 0;
  #asking = false;

  constructor(options: PingAcknowledgementsOptions) {
    this.#options = options;
  }

  /** Number in the session of the message that is written next. */
  get next(): number {
    return this.#count + 1;
  }

  /** To be called before a message is written. */
  sending(stanza: Element): void {
    this.#open.push(stanza);
    this.#count += 1;
    void Promise.resolve().then(() => this.#ask());
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#open.length === 0) return;
    this.#asking = true;
    const before = this.#open.length;
    try {
      await this.#options.ping();
      for (const stanza of this.#open.splice(0, before)) this.#options.acknowledged(stanza);
    } catch (error) {
      // A busy server is asked again. Where the stream ends, what became of them is found out on the next one.
      if (!(error instanceof ConnectionError && error.code === 'timeout')) this.#open = [];
    } finally {
      this.#asking = false;
    }
    void this.#ask();
  }
}
