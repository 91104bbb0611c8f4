import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { contactItem, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

async function expectAccessible(window: Page, screen: string): Promise<void> {
  // The legacy mode needs no second page, which Electron cannot open.
  const { violations } = await new AxeBuilder({ page: window }).setLegacyMode().analyze();
  expect(
    violations.map((violation) => `${screen}: ${violation.id} ${violation.nodes.map((node) => node.html).join(' ')}`),
  ).toEqual([]);
}

for (const theme of ['Light', 'Dark', 'High contrast'] as const) {
  test(`axe finds nothing on any screen, ${theme.toLowerCase()}`, async ({ launch, peer, prosody }) => {
    // A dozen screens, each read as a whole.
    test.setTimeout(180_000);
    const romeo = await peer('romeo');
    const candor = await launch();
    const window = await candor.window();
    await candor.app.evaluate(
      ({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      },
      theme === 'Light' ? ('light' as const) : ('dark' as const),
    );
    await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expectAccessible(window, 'sign in');
    await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });

    const main = window.getByRole('navigation', { name: 'Main' });
    await main.getByRole('button', { name: 'Settings' }).click();
    await window.getByRole('combobox', { name: 'Theme' }).selectOption({ label: theme });
    await window.getByRole('checkbox', { name: /console/iu }).check();
    await expectAccessible(window, 'settings');
    await window.getByText('What this app sends').click();
    await expectAccessible(window, 'what this app sends');
    await window.getByRole('tab', { name: 'Now playing' }).click();
    await expectAccessible(window, 'now playing');
    await window.getByRole('checkbox', { name: "Share what I'm listening to" }).click();
    await expect(window.getByRole('dialog')).toBeVisible();
    await expectAccessible(window, 'sharing for the first time');
    await window.keyboard.press('Escape');
    await main.getByRole('button', { name: 'Privacy' }).click();
    await expect(window.getByRole('heading', { name: 'Privacy' })).toBeVisible();
    await expectAccessible(window, 'privacy');
    await main.getByRole('button', { name: /console/iu }).click();
    await expectAccessible(window, 'console');
    await main.getByRole('button', { name: 'Chats' }).click();
    await expectAccessible(window, 'chats, nothing open');
    await romeo.do('say', { to: 'juliet@localhost', body: '*But soft*, see https://example.org/ and _more_' });
    await contactItem(window, 'Romeo').click();
    await expect(window.getByRole('log')).toContainText('But soft');
    await expectAccessible(window, 'conversation');
    await window.getByRole('button', { name: 'Add contact' }).click();
    await expectAccessible(window, 'add contact');
    await window.keyboard.press('Escape');
    await window.getByRole('button', { name: 'Account status' }).click();
    await expectAccessible(window, 'account status');
  });
}
