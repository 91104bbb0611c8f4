/** Contacts by keyboard alone: no test here touches the mouse. */
import { openChat, openPage, openSettings, signInByKeyboard, tabTo, type, use } from './keyboard-steps';
import { expect, test } from './fixtures';

test('adding, renaming, blocking and removing a contact, with undo', async ({ launch, peer, prosody }) => {
  const phone = await peer('nurse', 'phone');
  const window = await signInByKeyboard(await launch(), 'nurse@localhost', prosody.port);

  await window.keyboard.press('Control+N');
  const dialog = window.getByRole('dialog', { name: 'Add contact' });
  await expect(dialog.getByRole('textbox', { name: 'Jabber ID' })).toBeFocused();
  await window.keyboard.insertText('romeo@localhost');
  await type(window, dialog.getByRole('textbox', { name: 'Name' }), 'The boy');
  await window.keyboard.press('Enter');
  await phone.wait('roster', ({ items }) => 'romeo@localhost' in (items as object));
  // The phone may hear of it before this window has its answer.
  await expect(dialog).toBeHidden();

  await openChat(window, 'The boy');
  await use(window, window.getByRole('button', { name: 'Details' }));
  const details = window.getByRole('complementary', { name: 'Contact details' });
  await type(window, details.getByRole('textbox', { name: 'Name' }), 'Young Montague');
  await window.keyboard.press('Enter');
  await phone.wait('roster', ({ items }) =>
    Object.values(items as Record<string, { name: string }>).some(({ name }) => name === 'Young Montague'),
  );
  await use(window, details.getByRole('button', { name: 'Block' }));
  await expect(details.getByRole('button', { name: 'Unblock' })).toBeVisible();
  expect(await phone.do('block_list')).toEqual(['romeo@localhost']);
  await use(window, details.getByRole('button', { name: 'Unblock' }));
  await use(window, details.getByRole('button', { name: 'Block', exact: true }));
  await expect(details.getByRole('button', { name: 'Unblock' })).toBeVisible();

  await openSettings(window, 'Blocked people');
  await use(window, window.getByRole('button', { name: 'Unblock Young Montague' }));
  await expect(window.getByText('Nobody is blocked')).toBeVisible();
  expect(await phone.do('block_list')).toEqual([]);
  await openPage(window, 'Chats');
  await expect(details.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await use(window, details.getByRole('button', { name: 'Remove contact' }));
  await use(window, window.getByRole('button', { name: 'Undo' }).last());
  await expect(window.getByRole('listitem', { name: /^Young Montague/u })).toBeVisible();
});

test('one request accepted, one refused', async ({ launch, ownServer, peer }) => {
  const server = await ownServer();
  const romeo = await peer('romeo', 'second', server);
  const nurse = await peer('nurse', 'second', server);
  const window = await signInByKeyboard(await launch({ caFile: server.caFile }), 'tybalt@localhost', server.port);
  await romeo.do('presence', { type: 'subscribe', to: 'tybalt@localhost' });
  await nurse.do('presence', { type: 'subscribe', to: 'tybalt@localhost' });

  await use(window, window.getByText('2 people ask to see when you are online'));
  const requests = window.getByRole('list', { name: 'Requests' });
  await use(window, requests.getByRole('button', { name: 'Refuse nurse@localhost' }));
  await nurse.wait('subscription', { kind: 'unsubscribed', frm: 'tybalt@localhost' });
  await expect(requests.getByRole('listitem')).toHaveCount(1);
  await use(window, requests.getByRole('button', { name: 'Accept romeo@localhost' }));
  await romeo.wait('subscription', { kind: 'subscribed', frm: 'tybalt@localhost' });
  await romeo.wait('presence', ({ type: kind, frm }) => kind === 'available' && String(frm).startsWith('tybalt@'));
  await expect(requests).toBeHidden();
});

test('groups, and who sees whom', async ({ launch, ownServer, peer }) => {
  const server = await ownServer();
  const phone = await peer('juliet', 'phone', server);
  const romeo = await peer('romeo', 'second', server);
  const window = await signInByKeyboard(await launch({ caFile: server.caFile }), 'juliet@localhost', server.port);
  const box = await openChat(window, 'Romeo');
  await use(window, window.getByRole('button', { name: 'Details', exact: true }));
  const details = window.getByRole('complementary', { name: 'Contact details' });

  await type(window, details.getByRole('textbox', { name: 'Groups' }), 'Poets, Verona');
  await window.keyboard.press('Enter');
  await phone.wait('roster', ({ items }) => {
    const { groups = [] } = (items as Record<string, { groups: readonly string[] }>)['romeo@localhost'] ?? {};
    return groups.join() === 'Poets,Verona';
  });
  await expect(window.getByText(/^Poets · /u)).toBeVisible();

  await use(window, details.getByRole('button', { name: 'Stop seeing when they are online' }));
  await romeo.wait('subscription', { kind: 'unsubscribe', frm: 'juliet@localhost' });
  await use(window, window.getByRole('button', { name: 'Undo' }));
  await romeo.wait('subscription', { kind: 'subscribe', frm: 'juliet@localhost' });
  await romeo.do('presence', { type: 'subscribed', to: 'juliet@localhost' });
  await expect(details).toContainText('You both see when the other is online.');

  await use(window, details.getByRole('button', { name: 'Stop showing when you are online' }));
  await romeo.wait('subscription', { kind: 'unsubscribed', frm: 'juliet@localhost' });
  await use(window, details.getByRole('button', { name: 'Let them see when you are online' }));
  // What she says now comes after what she agreed to.
  await type(window, box, 'Romeo, doff thy name');
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Romeo, doff thy name' });
  // The service answers for her, and nobody is asked.
  await romeo.do('presence', { type: 'subscribe', to: 'juliet@localhost' });
  await romeo.wait('subscription', { kind: 'subscribed', frm: 'juliet@localhost' });
  await expect(details).toContainText('You both see when the other is online.');
  await expect(window.getByText(/asks to see when you are online/u)).toBeHidden();

  await tabTo(window, details.getByRole('textbox', { name: 'Name' }));
  await window.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(window.getByRole('button', { name: 'Details', exact: true })).toBeFocused();
});
