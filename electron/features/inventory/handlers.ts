/** The commands of the inventory. What does them is loaded with the first. */
import type { EventHub } from '../../contract/event-hub';
import type { Serve } from '../privacy/handlers';
import type { Rooms } from '../rooms';
import type { FeatureHandlers } from '../types';
import type { AccountInventory } from './account-inventory';
import type { Inventories } from './inventories';

export type InventoryHandlers = Pick<FeatureHandlers, Extract<keyof FeatureHandlers, `inventory.${string}`>>;

export class InventoryDoor {
  #inventories: Promise<Inventories> | undefined;

  constructor(hub: EventHub) {
    hub.on('accountRemoved', ({ jid }) => void this.#inventories?.then((all) => all.forget(jid)));
  }

  /** What waits to be deleted stays. */
  async stop(): Promise<void> {
    (await this.#inventories)?.end();
    this.#inventories = undefined;
  }

  handlers(serve: Serve): InventoryHandlers {
    const on =
      <A extends { readonly account: string }, R>(run: (inventory: AccountInventory, args: A) => R | Promise<R>) =>
      async (rooms: Rooms, args: A): Promise<R> => {
        this.#inventories ??= import('./inventories').then(({ Inventories: All }) => new All());
        return run((await this.#inventories).of(rooms.accounts.get(args.account)), args);
      };
    return {
      'inventory.open': serve(on((inventory) => inventory.open())),
      'inventory.refresh': serve(
        on((inventory, { row }: { account: string; row?: string | undefined }) => (inventory.refresh(row), null)),
      ),
      'inventory.cancel': serve(on((inventory) => (inventory.cancel(), null))),
      'inventory.view': serve(on((inventory, { row }: { account: string; row: string }) => inventory.view(row))),
      'inventory.setAudience': serve(
        on((inventory, { row, audience, groups }) => inventory.setAudience(row, audience, groups)),
      ),
      'inventory.delete': serve(on((inventory, { row, word }) => inventory.delete(row, word))),
      'inventory.undoDelete': serve(on((inventory, { row }) => inventory.undoDelete(row))),
      'inventory.setArchiving': serve(on((inventory, { archiving }) => inventory.setArchiving(archiving))),
      'inventory.endSession': serve(on((inventory, { session }) => inventory.endSession(session))),
    };
  }
}
