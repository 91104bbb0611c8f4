import { untrack } from 'svelte';
import type { AccountState } from '../../state/account.svelte';

/** Runs each time the account comes online while a page is shown: what was asked without a connection is asked then. */
export function whenBackOnline(account: () => AccountState, run: () => void): void {
  let wasOnline = untrack(() => account().isOnline);
  $effect(() => {
    const { isOnline } = account();
    if (isOnline && !wasOnline) untrack(run);
    wasOnline = isOnline;
  });
}
