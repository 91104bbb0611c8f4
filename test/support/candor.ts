/** Starts the built app in a real Electron for a test, and does what a person does at its screens. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import { resolveElectron } from '../../build/electron/resolve-electron';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface LaunchOptions {
  /** Data folder; a fresh temporary one if left out. */
  readonly profile?: string;
  /** PEM file of a private CA to trust. */
  readonly caFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags and the `xmpp:` link. */
  readonly args?: readonly string[];
}

export interface Candor {
  readonly app: ElectronApplication;
  readonly profile: string;
  /** Resolves with the window; a hidden start has none until it is shown. */
  window(): Promise<Page>;
  /** Ends the app as its menu does and waits until it is gone. The profile stays. */
  quit(): Promise<void>;
}

export interface SignInOptions {
  readonly jid: string;
  readonly password: string;
  readonly port: number;
  readonly encryption?: 'Automatic' | 'STARTTLS' | 'Direct TLS';
  readonly remember?: boolean;
}

const temporary = new Set<string>();

/** A folder that `removeTemporary` takes away. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `candor-${name}-`));
  temporary.add(folder);
  return folder;
}

export async function removeTemporary(): Promise<void> {
  for (const folder of temporary) await rm(folder, { recursive: true, force: true });
  temporary.clear();
}

export async function launchCandor(options: LaunchOptions = {}): Promise<Candor> {
  const profile = options.profile ?? (await temporaryFolder('profile'));
  const electron = await resolveElectron('develop');
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath: electron.executable,
    args: [repository, `--profile=${profile}`, '--disable-gpu', ...(options.args ?? [])],
    env: {
      ...environment,
      ...(options.caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.caFile }),
      ...options.env,
    },
    timeout: 30_000,
  });
  return {
    app,
    profile,
    window: () => app.firstWindow(),
    async quit() {
      if (app.process().exitCode !== null) return;
      const gone = app.waitForEvent('close');
      await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined);
      await gone;
    },
  };
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
export function contactItem(window: Page, name: string) {
  return window.getByRole('list', { name: 'Contacts' }).getByRole('listitem', { name: new RegExp(`^${name}`, 'u') });
}
