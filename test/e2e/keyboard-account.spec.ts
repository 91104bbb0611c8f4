/** The user's own account by keyboard alone: no test here touches the mouse. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import keytar from 'keytar';
import { expectOnline } from '../support/screens';
import { arrowTo, openSettings, signInByKeyboard, tabTo, use, writtenBy } from './keyboard-steps';
import { expect, test } from './fixtures';

test('each status is chosen in the account menu', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const window = await signInByKeyboard(await launch(), 'juliet@localhost', prosody.port);
  const button = window.getByRole('button', { name: 'Account status' });
  const set = async (name: string, key?: string): Promise<void> => {
    await use(window, button);
    await arrowTo(window, window.getByRole('menuitemradio', { name, exact: true }), key);
    await window.keyboard.press('Enter');
    await expect(button).toBeFocused();
  };

  await set('Away');
  await romeo.wait('presence', { type: 'away' });
  await set('Do not disturb');
  await romeo.wait('presence', { type: 'dnd' });
  await set('Offline');
  await romeo.wait('presence', { type: 'unavailable' });
  await expect(window.getByRole('status', { name: 'Connection' })).toContainText('you chose to be offline');
  const heard = romeo.heard.length;
  await set('Available', 'ArrowUp');
  await expectOnline(window);
  await expect
    .poll(() => romeo.heard.slice(heard).some(({ event, type }) => event === 'presence' && type === 'available'))
    .toBe(true);
});

test('how long messages are kept, the password forgotten, and signing out', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await signInByKeyboard(candor, 'juliet@localhost', prosody.port);
  await openSettings(window, 'General');
  const account = async (): Promise<unknown> => (await writtenBy(candor)).accounts[0];

  const kept = (name: string) => window.getByRole('radio', { name, exact: true });
  const question = window.getByRole('dialog', { name: 'Delete stored messages?' });
  await tabTo(window, kept('Keep them for 30 days'));
  await window.keyboard.press('ArrowDown');
  await expect(question).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(question).toBeHidden();
  // What was not agreed to is not chosen either.
  await expect(kept('Keep them for 30 days')).toBeChecked();
  await tabTo(window, kept('Keep them for 30 days'));
  await window.keyboard.press('ArrowDown');
  await use(window, question.getByRole('button', { name: 'Delete and change' }));
  await expect(kept('Keep nothing')).toBeChecked();
  await expect.poll(account).toMatchObject({ historyPolicy: 'keep-nothing' });

  const profileId = (await readFile(path.join(candor.profile, 'profile-id'), 'utf8')).trim();
  const passwords = async (): Promise<readonly string[]> =>
    (await keytar.findCredentials(`Candor ${profileId}`))
      .map(({ account: entry }) => entry)
      .filter((entry) => entry.includes('juliet@localhost'));
  expect(await passwords()).toHaveLength(1);
  await use(window, window.getByRole('button', { name: 'Forget password on this computer' }));
  await expect.poll(account).toMatchObject({ passwordRemembered: false });
  expect(await passwords()).toEqual([]);

  await use(window, window.getByRole('button', { name: 'Sign out', exact: true }));
  const farewell = window.getByRole('dialog', { name: 'Sign out of juliet@localhost?' });
  await expect(farewell.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await use(window, farewell.getByRole('button', { name: 'Sign out and delete' }));
  await romeo.wait('presence', { type: 'unavailable' });
  await expect(window.getByRole('textbox', { name: 'Jabber ID' })).toBeVisible();
  expect((await writtenBy(candor)).accounts).toEqual([]);
});
