/**
 * What the service keeps, as main last told it. Nothing is asked before a page that needs it is shown; while
 * none is, nobody listens.
 */
import type { Failure } from '../../electron/contract/errors';
import type { Inventory, InventoryRow } from '../../electron/contract/inventory';
import { type Api, failureOf } from '../bridge';

export class InventoryState {
  readonly #api: Api;
  readonly account: string;
  #rows = $state.raw<readonly InventoryRow[]>([]);
  #progress = $state.raw<Inventory['progress']>();
  #failure = $state.raw<Failure>();

  constructor(api: Api, account: string) {
    this.#api = api;
    this.account = account;
  }

  get rows(): readonly InventoryRow[] {
    return this.#rows;
  }

  /** Present while something is read. */
  get progress(): Inventory['progress'] {
    return this.#progress;
  }

  /** Why the last command about the whole could not be done. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** When the oldest of what is shown was seen. */
  get seenSince(): number | undefined {
    const times = this.#rows.flatMap(({ seenAt }) => (seenAt === undefined ? [] : [seenAt]));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  row(id: string): InventoryRow | undefined {
    return this.#rows.find((row) => row.id === id);
  }

  /** Listens, and asks for what is known; returns how to stop listening. */
  watch(): () => void {
    const stop = this.#api.onEvent((event) => {
      if (event.name !== 'inventoryChanged' || event.payload.account !== this.account) return;
      this.#take(event.payload.changed, event.payload.removed);
      this.#progress = event.payload.progress;
    });
    void this.#attempt(async () => {
      const { rows, progress } = await this.#api.call('inventory.open', { account: this.account });
      this.#rows = rows;
      this.#progress = progress;
    });
    return stop;
  }

  /** Reads all rows again, or one. */
  async refresh(row?: string): Promise<void> {
    await this.#attempt(() =>
      this.#api.call('inventory.refresh', { account: this.account, ...(row === undefined ? {} : { row }) }),
    );
  }

  async cancel(): Promise<void> {
    await this.#attempt(() => this.#api.call('inventory.cancel', { account: this.account }));
  }

  /** Takes in a row that a command returned. */
  put(row: InventoryRow): void {
    this.#take([row], []);
  }

  async #attempt(run: () => Promise<unknown>): Promise<void> {
    try {
      this.#failure = undefined;
      await run();
    } catch (error) {
      this.#failure = failureOf(error);
    }
  }

  #take(changed: readonly InventoryRow[], removed: readonly string[]): void {
    const rows = new Map(this.#rows.map((row) => [row.id, row]));
    for (const row of changed) rows.set(row.id, row);
    for (const id of removed) rows.delete(id);
    this.#rows = [...rows.values()];
  }
}
