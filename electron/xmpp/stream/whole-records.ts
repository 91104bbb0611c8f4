/**
 * Writes whole stanzas into each record of TLS. Where they share records, a connection that breaks between two of
 * them leaves the server with half a stanza, and it ends the session for that (RFC 6120 §4.9.3.13), or reads on from
 * there once the session is resumed.
 */

/** Bytes that a record holds (RFC 8446 §5.1). */
const RECORD = 2 ** 14;

interface Piece {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class WholeRecords {
  readonly #write: (text: string) => Promise<void>;
  readonly #waiting: Piece[] = [];
  #writing = false;

  /** `write` resolves once nothing of it can be joined by what is written next. */
  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when it is written, after all that came before; rejects with the reason why it never is. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const pieces = this.#waiting.splice(0, this.#fitting());
      try {
        await this.#write(pieces.map(({ text }) => text).join(''));
        for (const { resolve } of pieces) resolve();
      } catch (error) {
        for (const { reject } of pieces) reject(error);
      }
    }
    this.#writing = false;
  }

  /** How many of those that wait fit into one record; one that is too large goes alone. */
  #fitting(): number {
    let room = RECORD;
    const beyond = this.#waiting.findIndex(({ text }) => (room -= Buffer.byteLength(text)) < 0);
    return beyond === -1 ? this.#waiting.length : Math.max(1, beyond);
  }
}
