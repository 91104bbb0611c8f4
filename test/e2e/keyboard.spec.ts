/** Every task of the first version by keyboard alone: no test here touches the mouse. */
import type { Locator, Page } from '@playwright/test';
import type { Candor } from '../support/candor';
import { expectOnline } from '../support/screens';
import { expect, password, test } from './fixtures';

test.describe.configure({ timeout: 120_000 });

/** More stops than any screen has; the list of spelling languages has many. */
const MOST_STOPS = 150;

function isFocused(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement);
}

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
async function tabTo(window: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isFocused(control)) return;
    await window.keyboard.press('Tab');
  }
  await expect(control).toBeFocused({ timeout: 1 });
}

async function use(window: Page, control: Locator, key = 'Enter'): Promise<void> {
  await tabTo(window, control);
  await window.keyboard.press(key);
}

async function type(window: Page, box: Locator, text: string): Promise<void> {
  await tabTo(window, box);
  await window.keyboard.press('Control+A');
  await window.keyboard.insertText(text);
}

/** The message box of a conversation that was found by name. */
async function openChat(window: Page, name: string): Promise<Locator> {
  await window.keyboard.press('Control+K');
  await window.keyboard.insertText(name);
  await expect(window.getByRole('listitem', { name: new RegExp(`^${name}`, 'u') }).first()).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('log', { name: `Conversation with ${name}` })).toBeVisible();
  return window.getByRole('textbox', { name: 'Message' });
}

/** The window, online. */
async function signInByKeyboard(candor: Candor, jid: string, port: number): Promise<Page> {
  const window = await candor.window();
  await type(window, window.getByRole('textbox', { name: 'Jabber ID' }), jid);
  await type(window, window.getByLabel('Password', { exact: true }), password);
  await use(window, window.getByText('Connection settings'));
  await type(window, window.getByRole('textbox', { name: 'Server host' }), '127.0.0.1');
  await type(window, window.getByRole('textbox', { name: 'Port' }), String(port));
  await tabTo(window, window.getByRole('combobox', { name: 'Encryption' }));
  await window.keyboard.insertText('');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Shift+Tab');
  await window.keyboard.press('Enter');
  await expectOnline(window);
  const explanation = window.getByRole('dialog', { name: 'History on this computer' });
  await use(window, explanation.getByRole('button', { name: 'Continue' }));
  await expect(explanation).toBeHidden();
  return window;
}

test('signing in, writing, correcting, quoting and changing the status', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const window = await signInByKeyboard(await launch(), 'juliet@localhost', prosody.port);

  const box = await openChat(window, 'Romeo');
  await tabTo(window, box);
  await window.keyboard.insertText('Good night');
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Good night' });
  // The other side may have it before it stands here.
  await expect(window.getByRole('article', { name: /^You/u }).last()).toContainText('Good night');
  await window.keyboard.press('ArrowUp');
  await expect(box).toHaveValue('Good night');
  await window.keyboard.insertText(', good night');
  await window.keyboard.press('Enter');
  await romeo.wait('message', { body: 'Good night, good night' });

  await romeo.do('say', { to: 'juliet@localhost', body: 'Parting is such sweet sorrow' });
  const last = window.getByRole('article', { name: /^Romeo/u }).last();
  await expect(last).toContainText('sweet sorrow');
  await tabTo(window, last);
  await window.keyboard.press('Shift+F10');
  const menu = window.getByRole('menu');
  await expect(menu).toBeVisible();
  await window.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: 'Quote' })).toBeFocused();
  await window.keyboard.press('Enter');
  await expect(box).toHaveValue(/^> Parting is such sweet sorrow/u);

  await use(window, window.getByRole('button', { name: 'Account status' }));
  await tabTo(window, window.getByRole('textbox', { name: 'Status message' }));
  await window.keyboard.insertText('on the balcony');
  await window.keyboard.press('Enter');
  await romeo.wait('presence', { status: 'on the balcony' });
  await window.keyboard.press('Escape');
});

test('answering, reacting, taking back, searching, saving and deleting', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const window = await signInByKeyboard(await launch(), 'juliet@localhost', prosody.port);
  const box = await openChat(window, 'Romeo');
  await romeo.do('say', { to: 'juliet@localhost', body: 'I would I were thy bird' });
  const article = window.getByRole('article', { name: /^Romeo/u });
  await expect(article).toContainText('thy bird');
  const choose = async (message: Locator, item: string): Promise<void> => {
    // Tab reaches the message that had the focus last; arrow keys go to the others.
    await tabTo(window, window.locator('article[tabindex="0"]'));
    for (let stop = 0; stop < 5 && !(await isFocused(message)); stop += 1) await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Enter');
    const chosen = window.getByRole('menuitem', { name: item });
    for (let stop = 0; stop < 10 && !(await isFocused(chosen)); stop += 1) await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Enter');
  };

  const offered = window.getByRole('group', { name: 'Reactions' }).getByRole('button').first();
  await choose(article, 'React…');
  await expect(offered).toBeFocused();
  await window.keyboard.press('ArrowRight');
  await window.keyboard.press('Enter');
  await expect(article.getByRole('button', { name: /1 person: You/u })).toBeVisible();
  await choose(article, 'React…');
  await expect(offered).toBeFocused();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('searchbox', { name: 'Find an emoji' })).toBeFocused();
  await window.keyboard.insertText('bird');
  await expect(window.getByRole('group', { name: 'Emojis' }).getByRole('button').nth(1)).toBeVisible();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('ArrowRight');
  await window.keyboard.press('Enter');
  await expect(article.getByRole('list', { name: 'Reactions' }).getByRole('listitem')).toHaveCount(2);

  await choose(article, 'Answer');
  await expect(box).toBeFocused();
  await window.keyboard.insertText('Sweet, so would I');
  await window.keyboard.press('Enter');
  await romeo.wait('message', ({ body }) => String(body).endsWith('so would I'));
  const own = window.getByRole('article', { name: /^You/u });
  await expect(own).toContainText('Answers Romeo');
  await choose(own, 'Take back…');
  await use(window, window.getByRole('button', { name: 'Take back' }));
  await expect(own).toContainText('You took this message back.');

  await window.keyboard.press('Control+F');
  await expect(window.getByRole('searchbox', { name: 'Find in messages' })).toBeFocused();
  await window.keyboard.insertText('thy bir');
  await expect(window.getByRole('list', { name: 'Messages found' }).getByRole('button')).toHaveCount(1);
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(article).toBeFocused();
  await use(window, window.getByRole('button', { name: 'Close search' }));

  await use(window, window.getByRole('button', { name: 'More for this conversation' }));
  await expect(window.getByRole('menuitem').first()).toBeFocused();
  await window.keyboard.press('End');
  await window.keyboard.press('Enter');
  await use(window, window.getByRole('button', { name: 'Delete here' }));
  await expect(window.getByRole('log')).toBeHidden();
});

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

  await window.keyboard.press('Control+,');
  await tabTo(window, window.getByRole('tab', { name: 'General' }));
  await window.keyboard.press('End');
  await use(window, window.getByRole('button', { name: 'Unblock Young Montague' }));
  await expect(window.getByText('Nobody is blocked')).toBeVisible();
  expect(await phone.do('block_list')).toEqual([]);
  await use(window, window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Chats' }));
  await expect(details.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await use(window, details.getByRole('button', { name: 'Remove contact' }));
  await use(window, window.getByRole('button', { name: 'Undo' }).last());
  await expect(window.getByRole('listitem', { name: /^Young Montague/u })).toBeVisible();
});

test('every page and its switches', async ({ launch, prosody }) => {
  const window = await signInByKeyboard(await launch(), 'tybalt@localhost', prosody.port);

  await window.keyboard.press('Control+,');
  await expect(window.getByRole('heading', { name: 'Settings' })).toBeVisible();
  const notifications = window.getByRole('checkbox', { name: /notifications/iu });
  await expect(notifications).toBeChecked();
  await use(window, notifications, 'Space');
  await expect(notifications).not.toBeChecked();
  await tabTo(window, window.getByRole('tab', { name: 'General' }));
  await window.keyboard.press('ArrowRight');
  const typing = window.getByRole('checkbox', { name: 'Typing' });
  await use(window, typing, 'Space');
  await expect(typing).not.toBeChecked();

  const main = window.getByRole('navigation', { name: 'Main' });
  await use(window, main.getByRole('button', { name: 'Privacy' }));
  await expect(window.getByRole('heading', { name: 'Privacy' })).toBeVisible();
  await use(window, window.getByText('Technical details'));
  await use(window, main.getByRole('button', { name: 'Chats' }));
  await expect(window.getByRole('searchbox', { name: 'Find a contact or message' })).toBeVisible();
});

test('a card edited, taken back, saved and deleted', async ({ launch, ownServer }) => {
  const server = await ownServer({ modules: ['vcard'], without: ['vcard_legacy'] });
  const window = await signInByKeyboard(await launch({ caFile: server.caFile }), 'juliet@localhost', server.port);
  const main = window.getByRole('navigation', { name: 'Main' });
  await use(window, main.getByRole('button', { name: 'Profile' }));

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
  const main = window.getByRole('navigation', { name: 'Main' });
  await use(window, main.getByRole('button', { name: 'Profile' }));
  await type(window, window.getByRole('textbox', { name: 'Full name' }), 'Juliet');
  await use(window, window.getByRole('button', { name: 'Save', exact: true }));
  await expect(window.getByText(/^Saved\. Fetched again at/u)).toBeVisible();

  await use(window, main.getByRole('button', { name: 'Privacy' }));
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
