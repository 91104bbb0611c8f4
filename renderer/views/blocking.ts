/** Blocking somebody and letting them in again, each with the way back. */
import type { AccountState } from '../state/account.svelte';
import type { AppState } from '../state/app.svelte';
import { t } from '../text/catalogue';
import { tellFailure } from './failure-toast';

/** Blocks or unblocks an address, then offers to undo it for a while. Throws a `CommandFailure` if the service refuses. */
export async function setBlocked(app: AppState, account: AccountState, jid: string, block: boolean): Promise<void> {
  const send = (blocks: boolean): Promise<null> =>
    app.api.call(blocks ? 'contacts.block' : 'contacts.unblock', { account: account.jid, with: jid });
  const undo = async (): Promise<void> => {
    try {
      await send(!block);
    } catch (error) {
      tellFailure(app, error, account.service);
    }
  };
  await send(block);
  app.toasts.show(t(block ? 'blocked.blocked' : 'blocked.unblocked', { name: account.nameOf(jid) }), {
    label: t('common.undo'),
    run: () => void undo(),
  });
}
