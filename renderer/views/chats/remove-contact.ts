/** Removing a contact, with the way back. */
import type { Contact } from '../../../electron/contract/contacts';
import type { AccountState } from '../../state/account.svelte';
import type { AppState } from '../../state/app.svelte';
import { contactName } from '../../state/contact-index';
import { t } from '../../text/catalogue';
import { tellFailure } from '../failure-toast';

/** Removes, then offers to undo for a while. Throws a `CommandFailure` if the service refuses. */
export async function removeContact(app: AppState, account: AccountState, contact: Contact): Promise<void> {
  await app.api.call('contacts.remove', { account: account.jid, with: contact.jid });
  const name = contactName(contact);
  app.toasts.show(`${t('details.removed', { name })}. ${t('details.removedNote', { name })}`, {
    label: t('common.undo'),
    run: () => void addAgain(app, account, contact),
  });
}

async function addAgain(app: AppState, account: AccountState, contact: Contact): Promise<void> {
  try {
    await app.api.call('contacts.add', {
      account: account.jid,
      with: contact.jid,
      name: contact.name,
      groups: [...contact.groups],
    });
  } catch (error) {
    tellFailure(app, error, account.service);
  }
}
