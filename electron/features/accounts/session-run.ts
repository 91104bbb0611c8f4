/** One session of an account, over all its interruptions (XEP-0198 §5): what is done for it waits for its connection. */
export class SessionRun {
  /** How often its connection broke so far. */
  interruptions = 0;
  #state: 'connected' | 'interrupted' | 'over' = 'connected';
  #waiting: ((connected: boolean) => void)[] = [];
  #resolveOver: () => void = () => undefined;
  /** Resolves once another session took its place, or none. */
  readonly over = new Promise<void>((resolve) => {
    this.#resolveOver = resolve;
  });

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  /** Another session took its place, or none. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Resolves once it has a connection; with false where it is over. */
  connected(): Promise<boolean> {
    if (this.#state !== 'interrupted') return Promise.resolve(this.isConnected);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  interrupted(): void {
    if (this.#state !== 'connected') return;
    this.#state = 'interrupted';
    this.interruptions += 1;
  }

  resumed(): void {
    if (this.#state === 'interrupted') this.#state = 'connected';
    this.#tell();
  }

  end(): void {
    this.#state = 'over';
    this.#resolveOver();
    this.#tell();
  }

  #tell(): void {
    for (const tell of this.#waiting.splice(0)) tell(this.isConnected);
  }
}
