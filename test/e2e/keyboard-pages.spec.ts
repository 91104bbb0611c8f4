/** Profile and privacy by keyboard alone: no test here touches the mouse. */
import { openPage, signInByKeyboard, tabTo, type, use } from './keyboard-steps';
import { expect, test } from './fixtures';

test('a card edited, taken back, saved and deleted', async ({ launch, ownServer }) => {
  const server = await ownServer({ modules: ['vcard'], without: ['vcard_legacy'] });
  const window = await signInByKeyboard(await launch({ caFile: server.caFile }), 'juliet@localhost', server.port);
  await openPage(window, 'Profile');

  const name = window.getByRole('textbox', { name: 'Full name' });
  await type(window, name, 'Juliet Capulet');
  const nickname = window.getByRole('textbox', { name: 'Nickname' });
  await type(window, nickname, 'Jule');
  await use(window, window.getByRole('button', { name: 'Undo', exact: true }));
  await expect(nickname).toHaveValue('');
  await use(window, window.getByRole('button', { name: 'Save', exact: true }));
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();
  await expect(name).toHaveValue('Juliet Capulet');

  await use(window, window.getByRole('button', { name: 'Delete my vCard' }));
  await use(window, window.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
  await use(window, window.getByRole('button', { name: 'Delete now' }));
  await expect(window.getByText(/there is no such card any more/u)).toBeVisible();
});

test('the tabs of the privacy screen, a row looked at, and a deletion undone', async ({ launch, ownServer }) => {
  const server = await ownServer({ modules: ['vcard'], without: ['vcard_legacy'] });
  const window = await signInByKeyboard(await launch({ caFile: server.caFile }), 'juliet@localhost', server.port);
  await openPage(window, 'Profile');
  await type(window, window.getByRole('textbox', { name: 'Full name' }), 'Juliet');
  await use(window, window.getByRole('button', { name: 'Save', exact: true }));
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();

  await openPage(window, 'Privacy');
  await use(window, window.getByText('Technical details'));
  await expect(window.getByRole('term').filter({ hasText: 'TLS version' })).toBeVisible();
  await tabTo(window, window.getByRole('tab', { name: 'Service' }));
  for (const tab of ['Policy', 'On the server', 'This app', 'Leaving']) {
    await window.keyboard.press('ArrowRight');
    await expect(window.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
  }
  await window.keyboard.press('ArrowLeft');
  await window.keyboard.press('ArrowLeft');

  const card = window.getByRole('row', { name: 'vCard', exact: true });
  await use(window, card.getByRole('button', { name: 'View' }));
  await expect(window.getByRole('dialog')).toContainText('Juliet');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('dialog')).toBeHidden();
  await use(window, card.getByRole('button', { name: 'Delete' }));
  await use(window, card.getByRole('button', { name: 'Undo' }));
  await expect(card.getByRole('button', { name: 'Delete' })).toBeVisible();
});
