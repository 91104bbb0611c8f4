import { contactItem, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

/** By bare JID. */
type Roster = Readonly<Record<string, { readonly name: string; readonly groups: readonly string[] }>>;

test('what is edited here is seen by a second client of the account', async ({ launch, peer, prosody }) => {
  const phone = await peer('juliet', 'phone');
  const tybalt = await peer('tybalt');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });

  await window.getByRole('button', { name: 'Add contact' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add contact' });
  await dialog.getByRole('textbox', { name: 'Jabber ID' }).fill('tybalt@localhost');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Cousin');
  await dialog.getByRole('textbox', { name: 'Groups' }).fill('Family');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(contactItem(window, 'Cousin')).toBeVisible();
  await tybalt.wait('subscription', { kind: 'subscribe', frm: 'juliet@localhost' });
  const heard = await phone.wait('roster', ({ items }) => 'tybalt@localhost' in (items as Roster));
  expect((heard['items'] as Roster)['tybalt@localhost']).toMatchObject({ name: 'Cousin', groups: ['Family'] });

  await tybalt.do('presence', { type: 'subscribed', to: 'juliet@localhost' });
  await tybalt.do('presence', { show: 'away', status: 'sharpening' });
  await expect(contactItem(window, 'Cousin')).toHaveAccessibleName(/away/u);
});

test('a request to see our presence is asked for and answered', async ({ launch, peer, prosody }) => {
  const tybalt = await peer('tybalt');
  const candor = await launch();
  const window = await candor.window();
  await signIn(window, { jid: 'nurse@localhost', password, port: prosody.port });
  await tybalt.do('presence', { type: 'subscribe', to: 'nurse@localhost' });
  await window.getByText('1 person asks to see when you are online').click();
  const requests = window.getByRole('list', { name: 'Requests' });
  await expect(requests).toContainText('tybalt@localhost');
  await requests.getByRole('button', { name: 'Accept tybalt@localhost' }).click();
  await tybalt.wait('subscription', { kind: 'subscribed', frm: 'nurse@localhost' });
  await expect(requests).toBeHidden();
});
