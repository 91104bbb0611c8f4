/** What the XML console shows. */
import type { ConsoleStanza } from '../../electron/contract/console';

export type Direction = 'both' | 'in' | 'out';

export interface ConsoleLine extends ConsoleStanza {
  readonly id: number;
}

/** Lines kept in memory. */
const AT_MOST = 1000;

export class ConsoleState {
  #lines = $state.raw<readonly ConsoleLine[]>([]);
  #nextId = 1;
  #filter = $state('');
  #direction = $state<Direction>('both');
  #watching = $state(false);
  #isBehind = false;

  readonly #shown = $derived.by(() => {
    const wanted = this.#filter.trim().toLowerCase();
    return this.#lines.filter(
      (line) =>
        (this.#direction === 'both' || line.direction === this.#direction) &&
        (wanted === '' || line.xml.toLowerCase().includes(wanted)),
    );
  });

  get shown(): readonly ConsoleLine[] {
    return this.#shown;
  }

  get total(): number {
    return this.#lines.length;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#direction = direction;
  }

  get watching(): boolean {
    return this.#watching;
  }

  /** An earlier window watched: main holds lines that are not here yet. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Watching goes on where an earlier window began it. */
  goOn(): void {
    this.#watching = true;
    this.#isBehind = true;
  }

  /** Main watches no more and has forgotten what it saw. */
  end(): void {
    this.setWatching(false, []);
    this.clear();
  }

  /** Watching began or ended; what main still holds in memory replaces what is shown. */
  setWatching(on: boolean, held: readonly ConsoleStanza[]): void {
    this.#watching = on;
    this.#isBehind = false;
    if (on) this.#lines = held.slice(-AT_MOST).map((stanza) => this.#number(stanza));
  }

  add(stanza: ConsoleStanza): void {
    this.#lines = [...this.#lines.slice(1 - AT_MOST), this.#number(stanza)];
  }

  clear(): void {
    this.#lines = [];
  }

  #number(stanza: ConsoleStanza): ConsoleLine {
    const line = { ...stanza, id: this.#nextId };
    this.#nextId += 1;
    return line;
  }
}
