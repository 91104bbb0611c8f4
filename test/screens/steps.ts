/** What is done before a picture is taken. */
import type { Page } from '@playwright/test';
import { lengthen, PSEUDO_LOCALE } from '../../renderer/text/catalogue';

export type Step = (page: Page) => Promise<void>;

/** A text without placeholders, as the page's locale has it. */
export const said = (page: Page, words: string): string =>
  new URL(page.url()).searchParams.get('locale') === PSEUDO_LOCALE ? lengthen(words) : words;

export const press = (name: string) => async (page: Page) => {
  await page
    .getByRole('button', { name: said(page, name), exact: true })
    .first()
    .click();
};
export const settle = async (page: Page): Promise<void> => {
  await page.getByRole('article').first().waitFor();
};
export const then =
  (...steps: readonly ((page: Page) => Promise<void>)[]) =>
  async (page: Page): Promise<void> => {
    for (const step of steps) await step(page);
  };
/** A command fails from here on. */
export const refuse = (name: string, code: string, detail?: string) => async (page: Page) => {
  await page.evaluate(
    ([command, failure]) => {
      const { bridge } = window as unknown as { bridge: { refuse: (name: unknown, failure: unknown) => void } };
      bridge.refuse(command, failure);
    },
    [name, { code, ...(detail !== undefined && { detail }) }] as const,
  );
};
/** A sign-in that fails so. */
export const signInRefused = (code: string) => async (page: Page) => {
  await refuse('accounts.signIn', code)(page);
  await page.getByRole('textbox', { name: said(page, 'Jabber ID') }).fill('juliet@jabber.example');
  await page.getByLabel(said(page, 'Password'), { exact: true }).fill('wrong');
  await press('Sign in')(page);
};
export const announce = (name: string, payload: unknown) => async (page: Page) => {
  await page.evaluate(
    ([event, value]) => {
      const { bridge } = window as unknown as { bridge: { announce: (name: unknown, payload: unknown) => void } };
      bridge.announce(event, value);
    },
    [name, payload] as const,
  );
};
export const openMessageMenu = async (page: Page): Promise<void> => {
  await page.getByRole('article').last().click({ button: 'right' });
  await page.getByRole('menu').waitFor();
};
export const openDetailsOf = (text: string) => async (page: Page) => {
  await page.getByText(said(page, text)).first().click();
};
export const scrollUp = async (page: Page): Promise<void> => {
  await page.getByRole('log').hover();
  await page.mouse.wheel(0, -900);
  await page.getByRole('button', { name: /newest/u }).waitFor();
};
export const find = (text: string) => async (page: Page) => {
  await page.getByRole('searchbox', { name: 'Find a contact or message' }).fill(text);
};

export const searchFor = (text: string) => async (page: Page) => {
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: 'Find in messages' }).fill(text);
  await page
    .getByRole('search')
    .getByText(/message found|messages found|No message/u)
    .first()
    .waitFor();
};
export const openHit = async (page: Page): Promise<void> => {
  await page.getByRole('list', { name: 'Messages found' }).getByRole('button').nth(3).click();
  await page.locator('[data-message]:focus').waitFor();
};

export const choose = (name: string) => async (page: Page) => {
  await page.getByRole('menuitem', { name: said(page, name), exact: true }).click();
};
/** Opens the menu of the message with this text, and chooses. */
export const doWith = (text: string, command: string) => async (page: Page) => {
  const message = page.getByRole('article').filter({ hasText: text }).first();
  await message.scrollIntoViewIfNeeded();
  // The log is told of it in the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await message.click({ button: 'right' });
  await choose(command)(page);
};
export const write = (text: string) => async (page: Page) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
};
export const toTop = async (page: Page): Promise<void> => {
  await page.getByRole('log').evaluate((log) => (log.scrollTop = 0));
};
export const findEmoji = (text: string) => async (page: Page) => {
  await page.getByRole('searchbox', { name: 'Find an emoji' }).fill(text);
};
/** The table of emojis is there. */
export const emojis = async (page: Page): Promise<void> => {
  await page
    .getByRole('dialog', { name: said(page, 'Emojis') })
    .getByRole('button')
    .first()
    .waitFor();
};
export const toast = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Dismiss' }).first().waitFor();
};
export const dialog: Step = async (page) => page.getByRole('dialog').waitFor();
export const alert: Step = async (page) => page.getByRole('alert').first().waitFor();
export const tab =
  (name: string): Step =>
  async (page) =>
    page.getByRole('tab', { name: said(page, name), exact: true }).click();
/** Opens what is folded. */
export const unfold: Step = async (page) => page.locator('summary').first().click();
