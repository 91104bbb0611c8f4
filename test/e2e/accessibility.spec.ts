/** The screens of the running app, with what a server and another client make of them; `screens.spec.ts` has all states and themes. */
import type { Locator, Page } from '@playwright/test';
import { axeViolations } from '../support/axe';
import type { Peer } from '../support/peer';
import { contactItem, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

/** `shown`: part of the screen that was just asked for, which may still be on its way. */
async function expectAccessible(window: Page, screen: string, shown?: Locator): Promise<void> {
  if (shown !== undefined) await expect(shown).toBeVisible();
  expect(await axeViolations(window), screen).toEqual([]);
}

/** What can be done with messages and with the conversation as a whole. */
async function readMessages(window: Page, romeo: Peer): Promise<void> {
  const log = window.getByRole('log');
  const article = log.getByRole('article', { name: /^Romeo/u });
  const choose = async (item: string): Promise<void> => window.getByRole('menuitem', { name: item }).click();
  await article.click({ button: 'right', position: { x: 8, y: 8 } });
  await expectAccessible(window, 'message menu', window.getByRole('menu'));
  await choose('React…');
  await expectAccessible(window, 'reactions', window.getByRole('group', { name: 'Reactions' }));
  await window.getByRole('button', { name: 'More emojis…' }).click();
  await expect(window.getByRole('button', { name: 'grinning face', exact: true })).toBeVisible();
  await expectAccessible(window, 'emojis');
  await window.getByRole('searchbox', { name: 'Find an emoji' }).fill('rose');
  await expectAccessible(window, 'emojis found', window.getByRole('button', { name: 'rose', exact: true }));
  await window.keyboard.press('Enter');
  await expect(article.getByRole('list', { name: 'Reactions' })).toBeVisible();
  await article.click({ button: 'right', position: { x: 8, y: 8 } });
  await choose('Answer');
  await expectAccessible(window, 'answering');
  await window.getByRole('textbox', { name: 'Message' }).fill('What light?');
  await window.keyboard.press('Enter');
  await romeo.wait('message', ({ body }) => String(body).endsWith('What light?'));
  const own = log.getByRole('article', { name: /^You, .*delivered$/u });
  await own.click({ button: 'right', position: { x: 8, y: 8 } });
  await choose('Take back…');
  await expectAccessible(window, 'taking back', window.getByRole('dialog'));
  await window.getByRole('button', { name: 'Take back' }).click();
  await expect(log).toContainText('You took this message back.');
  await expectAccessible(window, 'reactions, answers and what was taken back');
  await window.keyboard.press('Control+F');
  await expectAccessible(window, 'search', window.getByRole('searchbox', { name: 'Find in messages' }));
  await window.getByRole('searchbox', { name: 'Find in messages' }).fill('soft');
  await window.getByRole('list', { name: 'Messages found' }).getByRole('button').click();
  await expectAccessible(window, 'a message that was found');
  await window.getByRole('button', { name: 'Close search' }).click();
  await window.getByRole('button', { name: 'More for this conversation' }).click();
  await expectAccessible(window, 'menu of the conversation', window.getByRole('menu'));
  await choose('Delete conversation…');
  await expectAccessible(window, 'deleting a conversation', window.getByRole('dialog'));
  await window.keyboard.press('Escape');
}

test('axe finds nothing on what the running app shows', async ({ launch, peer, prosody }) => {
  // Some twenty screens, each read as a whole.
  test.setTimeout(300_000);
  const romeo = await peer('romeo');
  const candor = await launch();
  const window = await candor.window();
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(window, 'sign in');
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });

  const main = window.getByRole('navigation', { name: 'Main' });
  await main.getByRole('button', { name: 'Settings' }).click();
  const developer = window.getByRole('checkbox', { name: /console/iu });
  await developer.click();
  await expect(developer).toBeChecked();
  await expectAccessible(window, 'settings');
  await window.getByText('What this app sends').click();
  await expectAccessible(window, 'what this app sends', window.getByRole('checkbox', { name: 'Typing' }));
  await window.getByRole('tab', { name: 'Now playing' }).click();
  await expectAccessible(window, 'now playing', window.getByRole('checkbox', { name: "Share what I'm listening to" }));
  await window.getByRole('checkbox', { name: "Share what I'm listening to" }).click();
  await expect(window.getByRole('dialog')).toBeVisible();
  await expectAccessible(window, 'sharing for the first time');
  await window.keyboard.press('Escape');
  await window.getByRole('tab', { name: 'Blocked people' }).click();
  await expectAccessible(window, 'blocked people', window.getByText('Nobody is blocked'));
  await main.getByRole('button', { name: 'Privacy' }).click();
  await expect(window.getByRole('heading', { name: 'Privacy' })).toBeVisible();
  await expectAccessible(window, 'privacy');
  await main.getByRole('button', { name: 'Profile' }).click();
  await expect(window.getByRole('textbox', { name: 'Full name' })).toBeVisible();
  await expectAccessible(window, 'profile');
  await window.getByRole('tab', { name: 'The card for whom you choose' }).click();
  await expectAccessible(
    window,
    'the chosen card',
    window.getByRole('tab', { name: 'The card for whom you choose', selected: true }),
  );
  await window.getByRole('tab', { name: 'As a stranger sees it' }).click();
  await expectAccessible(window, 'as a stranger sees it', window.getByRole('combobox', { name: 'Who looks' }));
  await main.getByRole('button', { name: /console/iu }).click();
  await expectAccessible(window, 'console', window.getByRole('heading', { name: /console/iu }));
  await main.getByRole('button', { name: 'Chats' }).click();
  await expectAccessible(window, 'chats, nothing open', window.getByRole('list', { name: 'Contacts' }));
  await romeo.do('say', { to: 'juliet@localhost', body: '*But soft*, see https://example.org/ and _more_' });
  await contactItem(window, 'Romeo').click();
  await expect(window.getByRole('log')).toContainText('But soft');
  await expectAccessible(window, 'conversation');
  await window.getByRole('button', { name: 'Details' }).click();
  await expect(window.getByRole('button', { name: 'Fetch their card' })).toBeVisible();
  await expectAccessible(window, 'contact details');
  await window.getByRole('button', { name: 'Close details' }).click();
  await readMessages(window, romeo);
  await window.getByRole('button', { name: 'Add contact' }).click();
  await expectAccessible(window, 'add contact', window.getByRole('dialog', { name: 'Add contact' }));
  await window.keyboard.press('Escape');
  await window.getByRole('button', { name: 'Account status' }).click();
  await expectAccessible(window, 'account status', window.getByRole('menuitemradio', { name: 'Available' }));
});
