/** The tray, its menu and what closing the window does, with the test's own tray on the session bus. */
import type { Page } from '@playwright/test';
import { closeWindow, type Candor } from '../support/candor';
import { contactItem, expectSignInForm, signIn } from '../support/screens';
import { FakeTray, type TrayItem } from '../support/status-notifier-watcher';
import { expect, password, test } from './fixtures';

let tray: FakeTray | undefined;

test.afterEach(async () => {
  await tray?.stop();
  tray = undefined;
});

function isVisible({ app }: Candor): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);
}

test('the menu shows and sets the status, and the tooltip tells of it', async ({ launch, peer, prosody }) => {
  tray = await FakeTray.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const item = await tray.item();
  expect(await item.tooltip()).toBe('Candor, Not signed in');
  const signedOut = await item.picture();

  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await expect.poll(() => item.tooltip()).toBe('Candor, Available');
  await expect.poll(() => item.picture()).not.toBe(signedOut);
  const online = await item.picture();
  const menu = await item.menu();
  expect(menu.filter(({ separator }) => !separator).map(({ label }) => label)).toEqual([
    'Open Candor',
    'Status',
    "Share what I'm listening to",
    'Start at login',
    'Quit Candor',
  ]);
  const statuses = menu.find(({ label }) => label === 'Status')?.entries ?? [];
  expect(statuses.map(({ label, toggle, checked }) => [label, toggle, checked])).toEqual([
    ['Available', 'radio', true],
    ['Away', 'radio', false],
    ['Do not disturb', 'radio', false],
    ['Offline', 'radio', false],
  ]);

  await item.click('Status', 'Away');
  await romeo.wait('presence', { type: 'away' });
  await expect.poll(() => item.tooltip()).toBe('Candor, Away');
  const checked = async (): Promise<string | undefined> =>
    (await item.menu()).find(({ label }) => label === 'Status')?.entries.find((entry) => entry.checked)?.label;
  await expect.poll(checked).toBe('Away');
  await item.click('Status', 'Available');
  await expect.poll(() => item.tooltip()).toBe('Candor, Available');

  await expect.poll(() => item.picture()).toBe(online);
  await romeo.do('say', { to: 'juliet@localhost', body: 'Lady' });
  await expect.poll(() => item.tooltip()).toBe('Candor, Available, 1 unread');
  await expect.poll(() => item.picture()).not.toBe(online);
  await contactItem(window, 'Romeo').click();
  await expect.poll(() => item.tooltip()).toBe('Candor, Available');
});

test('the first close explains the tray, later ones hide; the window comes back', async ({ launch }) => {
  tray = await FakeTray.start();
  const candor = await launch();
  const item = await tray.item();
  const window = await candor.window();
  await expectSignInForm(window);

  await closeWindow(candor);
  const explanation = window.getByRole('dialog', { name: 'Candor keeps running in the tray' });
  await expect(explanation).toBeVisible();
  expect(await isVisible(candor)).toBe(true);
  await explanation.getByRole('button', { name: 'Keep running' }).click();
  await expect.poll(() => isVisible(candor)).toBe(false);

  await item.click('Open Candor');
  await expect.poll(() => isVisible(candor)).toBe(true);
  await closeWindow(candor);
  await expect.poll(() => isVisible(candor)).toBe(false);
  await item.activate();
  await expect.poll(() => isVisible(candor)).toBe(true);
});

test('without a tray the close asks each time', async ({ launch }) => {
  const candor = await launch();
  const window = await candor.window();
  await expectSignInForm(window);
  for (let time = 0; time < 2; time += 1) {
    await closeWindow(candor);
    const question = window.getByRole('dialog', { name: 'Quit Candor?' });
    await question.getByRole('button', { name: 'Keep open' }).click();
    await expect(question).toBeHidden();
  }
  const gone = candor.app.waitForEvent('close');
  await closeWindow(candor);
  // The click is answered by the end of the app.
  const quit = window.getByRole('dialog', { name: 'Quit Candor?' }).getByRole('button', { name: 'Quit Candor' });
  await quit.click().catch(() => undefined);
  await gone;
});

test('a tray that goes and comes again gets its icon again', async ({ launch }) => {
  tray = await FakeTray.start();
  await launch();
  await tray.item();
  await tray.stop();
  tray = await FakeTray.start();
  const item = await tray.item();
  expect(await item.tooltip()).toBe('Candor, Not signed in');
});

test('starts hidden, opens from the tray and quits from it', async ({ launch }) => {
  tray = await FakeTray.start();
  const candor = await launch({ args: ['--hidden'] });
  const item = await tray.item();
  expect(candor.app.windows()).toHaveLength(0);
  const opened = candor.app.waitForEvent('window');
  await item.click('Open Candor');
  const window = await opened;
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const gone = candor.app.waitForEvent('close');
  await item.click('Quit Candor').catch(() => undefined); // The app may be gone before it answers.
  await gone;
});

/** Closes the window to the tray, waits until it is let go, and opens another one. */
async function releaseAndReopen(candor: Candor, window: Page, item: TrayItem): Promise<Page> {
  await closeWindow(candor);
  const released = window.waitForEvent('close', { timeout: 45_000 });
  await window.getByRole('button', { name: 'Keep running' }).click();
  await released;
  const opened = candor.app.waitForEvent('window');
  await item.click('Open Candor');
  return opened;
}

test('a window that was released in the tray comes back in the same place', async ({ launch, prosody }) => {
  test.slow();
  tray = await FakeTray.start();
  const candor = await launch();
  const item = await tray.item();
  const first = await candor.window();
  await signIn(first, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(first, 'Romeo').click();
  await first.getByRole('textbox', { name: 'Message' }).fill('By whose direction');
  await first.getByRole('button', { name: 'Privacy' }).click();
  await first.getByRole('tab', { name: 'This app' }).click();
  await candor.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 900, height: 600 });
  });
  const second = await releaseAndReopen(candor, first, item);
  await expect(second.getByRole('tab', { name: 'This app' })).toHaveAttribute('aria-selected', 'true');
  await second.getByRole('button', { name: 'Chats' }).click();
  await expect(second.getByRole('log', { name: 'Conversation with Romeo' })).toBeVisible();
  await expect(second.getByRole('textbox', { name: 'Message' })).toHaveValue('By whose direction');
  const bounds = await candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual({ x: 40, y: 60, width: 900, height: 600 });
});

test('a window that was released in the tray comes back to what was being read', async ({ launch, peer, prosody }) => {
  test.slow();
  tray = await FakeTray.start();
  const romeo = await peer('romeo');
  const candor = await launch();
  const item = await tray.item();
  const first = await candor.window();
  await signIn(first, { jid: 'juliet@localhost', password, port: prosody.port });
  await contactItem(first, 'Romeo').click();
  const log = (window: Page) => window.getByRole('log', { name: 'Conversation with Romeo' });
  for (let n = 0; n < 40; n += 1) await romeo.do('say', { to: 'juliet@localhost', body: `line ${String(n)}` });
  await expect(log(first)).toContainText('line 39');
  await log(first)
    .getByText('line 9', { exact: true })
    .evaluate((line) => line.scrollIntoView({ block: 'start' }));
  await expect(first.getByText('line 9', { exact: true })).toBeInViewport();
  await expect(first.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();

  const second = await releaseAndReopen(candor, first, item);
  await expect(second.getByText('line 9', { exact: true })).toBeInViewport();
  await expect(log(second).getByText('line 39', { exact: true })).not.toBeInViewport();
});
