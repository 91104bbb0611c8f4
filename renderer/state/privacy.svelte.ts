/** The privacy screens of one account: which is in front, and what they know. Kept while the window is open. */
import type { RowKind } from '../../electron/contract/inventory';
import type { PrivacyTab } from '../../electron/contract/place';
import type { Api } from '../bridge';
import type { AccountState } from './account.svelte';
import { FactsState } from './privacy-facts.svelte';
import { InventoryState } from './privacy-inventory.svelte';
import { LeavingState } from './privacy-leaving.svelte';
import { NoticesState } from './privacy-notices.svelte';
import { PolicyState } from './privacy-policy.svelte';
import { ThisAppState } from './privacy-this-app.svelte';

export class PrivacyScreens {
  readonly facts: FactsState;
  readonly policy: PolicyState;
  readonly inventory: InventoryState;
  readonly leaving: LeavingState;
  readonly notices: NoticesState;
  readonly thisApp: ThisAppState;
  #tab = $state<PrivacyTab>('service');
  #row = $state<RowKind>();
  #passwordAsked = $state(false);

  constructor(api: Api, account: string) {
    this.facts = new FactsState(api, account);
    this.policy = new PolicyState(api, this.facts);
    this.inventory = new InventoryState(api, account);
    this.leaving = new LeavingState(api, account, () => void this.inventory.refresh());
    this.notices = new NoticesState(api, account);
    this.thisApp = new ThisAppState(api, account);
  }

  get tab(): PrivacyTab {
    return this.#tab;
  }

  /** A kind of row that another page led to. */
  get row(): RowKind | undefined {
    return this.#row;
  }

  /** The dialog for a new password is open. */
  get passwordAsked(): boolean {
    return this.#passwordAsked;
  }

  show(tab: PrivacyTab, row?: RowKind): void {
    this.#tab = tab;
    this.#row = row;
  }

  rowShown(): void {
    this.#row = undefined;
  }

  askPassword(asked: boolean): void {
    this.#passwordAsked = asked;
  }
}

const screens = new WeakMap<AccountState, PrivacyScreens>();

export function privacyScreens(api: Api, account: AccountState): PrivacyScreens {
  let found = screens.get(account);
  if (found === undefined) {
    found = new PrivacyScreens(api, account.jid);
    screens.set(account, found);
  }
  return found;
}
