/** What a person does at the app's screens, by the names that screen readers hear. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Transport } from '../../electron/contract/bridge';

export interface SignInOptions {
  readonly jid: string;
  readonly password: string;
  readonly port: number;
  readonly encryption?: 'Automatic' | 'STARTTLS' | 'Direct TLS';
  readonly remember?: boolean;
  /** Agrees that the service gets the password itself, where it asks for that. */
  readonly showPassword?: boolean;
}

/** Fills the sign-in screen and presses the button; says nothing of how it ended. */
export async function fillSignIn(window: Page, options: SignInOptions): Promise<void> {
  await window.getByRole('textbox', { name: 'Jabber ID' }).fill(options.jid);
  await window.getByLabel('Password', { exact: true }).fill(options.password);
  const settings = window.getByRole('textbox', { name: 'Server host' });
  if (!(await settings.isVisible())) await window.getByText('Connection settings').click();
  await settings.fill('127.0.0.1');
  await window.getByRole('textbox', { name: 'Port' }).fill(String(options.port));
  await window.getByRole('combobox', { name: 'Encryption' }).selectOption(options.encryption ?? 'STARTTLS');
  const remember = window.getByRole('checkbox', { name: 'Remember password in the system keychain' });
  if (await remember.isEnabled()) await remember.setChecked(options.remember ?? true);
  await window.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in, answers the explanation of history with its preset, and waits for "Online". */
export async function signIn(window: Page, options: SignInOptions): Promise<void> {
  await fillSignIn(window, options);
  if (options.showPassword === true) {
    const question = window.getByRole('dialog', { name: /see your password/u });
    await question.getByLabel('Password', { exact: true }).fill(options.password);
    await question.getByRole('button', { name: 'Send my password' }).click();
  }
  await expectOnline(window);
  const explanation = window.getByRole('dialog', { name: /history|messages on this computer/iu });
  await expect(explanation).toBeVisible();
  await explanation
    .getByRole('button', { name: /continue|keep|save/iu })
    .first()
    .click();
  await expect(explanation).toBeHidden();
}

export async function expectOnline(window: Page): Promise<void> {
  await expect(window.getByRole('status', { name: 'Connection' })).toContainText('Online', { timeout: 20_000 });
}

/** The list item of a contact, by the beginning of its name. */
export function contactItem(window: Page, name: string): Locator {
  return window.getByRole('list', { name: 'Contacts' }).getByRole('listitem', { name: new RegExp(`^${name}`, 'u') });
}

/** The sign-in form is there, and main knows that the page can ask before a close. */
export async function expectSignInForm(window: Page): Promise<void> {
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  // The page says so a task after it is drawn, and main answers in order.
  await window.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve));
    await (window as unknown as { candor: Transport }).candor.invoke('app.snapshot', undefined);
  });
}
