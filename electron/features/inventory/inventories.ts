/** The inventories of all accounts, each made when it is first opened. */
import type { BareJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';
import { AccountInventory } from './account-inventory';
import { sources } from './sources';

export class Inventories {
  readonly #of = new Map<BareJid, { readonly live: LiveAccount; readonly inventory: AccountInventory }>();

  of(live: LiveAccount): AccountInventory {
    const known = this.#of.get(live.jid);
    if (known?.live === live) return known.inventory;
    known?.inventory.end();
    const inventory = new AccountInventory(live, sources);
    this.#of.set(live.jid, { live, inventory });
    return inventory;
  }

  /** The account is none any more. */
  forget(account: string): void {
    this.#of.get(account as BareJid)?.inventory.end();
    this.#of.delete(account as BareJid);
  }

  /** Nothing that waits is done any more. */
  end(): void {
    for (const { inventory } of this.#of.values()) inventory.end();
    this.#of.clear();
  }
}
