/** What somebody without a mouse does at the window. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Candor } from '../support/candor';
import { expectOnline } from '../support/screens';
import { expect, password } from './fixtures';

/** More stops than any screen has; the list of spelling languages has many. */
const MOST_STOPS = 150;

function isFocused(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement);
}

/** Presses one key until the control has the focus. */
async function walkTo(window: Page, control: Locator, key: string, most: number): Promise<void> {
  await expect(control).toBeVisible();
  for (let stop = 0; stop < most; stop += 1) {
    if (await isFocused(control)) return;
    await window.keyboard.press(key);
  }
  throw new Error(`${most} presses of ${key} did not lead to ${String(control)}.`);
}

export function tabTo(window: Page, control: Locator): Promise<void> {
  return walkTo(window, control, 'Tab', MOST_STOPS);
}

/** To a part of a menu, a list of tabs or a log, one of whose parts has the focus. */
export function arrowTo(window: Page, part: Locator, key = 'ArrowDown'): Promise<void> {
  return walkTo(window, part, key, 12);
}

export async function use(window: Page, control: Locator, key = 'Enter'): Promise<void> {
  await tabTo(window, control);
  await window.keyboard.press(key);
}

export async function type(window: Page, box: Locator, text: string): Promise<void> {
  await tabTo(window, box);
  await window.keyboard.press('Control+A');
  await window.keyboard.insertText(text);
}

/** Goes down in a combo box until this is chosen. */
export async function pick(window: Page, box: Locator, option: string): Promise<void> {
  const chosen = (): Promise<string> =>
    box.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.label ?? '');
  await tabTo(window, box);
  const { length } = await box.locator('option').all();
  for (let at = 0; at < length && (await chosen()) !== option; at += 1) await window.keyboard.press('ArrowDown');
  expect(await chosen()).toBe(option);
}

export async function openPage(window: Page, name: string): Promise<void> {
  await use(window, window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }));
}

/** The settings, at one of their pages. */
export async function openSettings(window: Page, page: string): Promise<void> {
  await window.keyboard.press('Control+,');
  await tabTo(window, window.getByRole('tab', { selected: true }));
  await arrowTo(window, window.getByRole('tab', { name: page }), 'ArrowRight');
}

/** The message box of a conversation that was found by name. */
export async function openChat(window: Page, name: string): Promise<Locator> {
  await window.keyboard.press('Control+K');
  await window.keyboard.insertText(name);
  await expect(window.getByRole('listitem', { name: new RegExp(`^${name}`, 'u') }).first()).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('log', { name: `Conversation with ${name}` })).toBeVisible();
  return window.getByRole('textbox', { name: 'Message' });
}

/** Opens the menu of a message, and chooses. */
export async function choose(window: Page, message: Locator, item: string): Promise<void> {
  // Tab reaches the message that had the focus last; arrow keys go to the others.
  await tabTo(window, window.locator('article[tabindex="0"]'));
  await arrowTo(window, message);
  await window.keyboard.press('Enter');
  await arrowTo(window, window.getByRole('menuitem', { name: item }));
  await window.keyboard.press('Enter');
}

/** The window, online. */
export async function signInByKeyboard(candor: Candor, jid: string, port: number): Promise<Page> {
  const window = await candor.window();
  await type(window, window.getByRole('textbox', { name: 'Jabber ID' }), jid);
  await type(window, window.getByLabel('Password', { exact: true }), password);
  await use(window, window.getByText('Connection settings'));
  await type(window, window.getByRole('textbox', { name: 'Server host' }), '127.0.0.1');
  await type(window, window.getByRole('textbox', { name: 'Port' }), String(port));
  await pick(window, window.getByRole('combobox', { name: 'Encryption' }), 'STARTTLS');
  await window.keyboard.press('Shift+Tab');
  await window.keyboard.press('Enter');
  await expectOnline(window);
  const explanation = window.getByRole('dialog', { name: 'History on this computer' });
  await use(window, explanation.getByRole('button', { name: 'Continue' }));
  await expect(explanation).toBeHidden();
  return window;
}

interface WrittenProfile {
  readonly settings: Readonly<Record<string, unknown>> & { readonly sending: Readonly<Record<string, boolean>> };
  readonly accounts: readonly Readonly<Record<string, unknown>>[];
}

/** What main has written down of the user's choices. */
export async function writtenBy(candor: Candor): Promise<WrittenProfile> {
  return JSON.parse(await readFile(path.join(candor.profile, 'profile.json'), 'utf8')) as WrittenProfile;
}
