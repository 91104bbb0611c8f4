/** What a person does at Candor's window, done through it: sign in, look round, chat, be notified. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';
import { capture } from '../shared/run';
import type { People } from './people';
import type { Prosody } from './prosody';
import { answers, DEMO_PASSWORD, JULIET } from './verona';

const PATIENCE = 20_000;
/** How long a notification takes to slide in (milliseconds). */
const SLIDE = 1500;

/** Signs in as Juliet through the sign-in screen and keeps the preset for history. */
export async function signInAsJuliet(window: Page, server: Prosody, remember: boolean): Promise<void> {
  await window.getByRole('textbox', { name: 'Jabber ID' }).fill(JULIET);
  await window.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  const host = window.getByRole('textbox', { name: 'Server host' });
  if (!(await host.isVisible())) await window.getByText('Connection settings').click();
  await host.fill('127.0.0.1');
  await window.getByRole('textbox', { name: 'Port' }).fill(String(server.port));
  await window.getByRole('combobox', { name: 'Encryption' }).selectOption('STARTTLS');
  const box = window.getByRole('checkbox', { name: 'Remember password in the system keychain' });
  if (await box.isEnabled()) await box.setChecked(remember);
  await window.getByRole('button', { name: 'Sign in' }).click();
  await expect(window.getByRole('status', { name: 'Connection' })).toContainText('Online', { timeout: PATIENCE });
  await window
    .getByRole('dialog', { name: 'History on this computer' })
    .getByRole('button', { name: 'Continue' })
    .click();
}

export async function openConversation(window: Page, name: string): Promise<void> {
  const contacts = window.getByRole('list', { name: 'Contacts' });
  await contacts
    .getByRole('listitem', { name: new RegExp(`^${name}`, 'u') })
    .first()
    .click();
  await expect(window.getByRole('log', { name: `Conversation with ${name}` })).toBeVisible({ timeout: PATIENCE });
}

export async function sendMessage(window: Page, body: string): Promise<void> {
  await window.getByRole('textbox', { name: 'Message', exact: true }).fill(body);
  await window.getByRole('button', { name: 'Send', exact: true }).click();
}

export interface Walk {
  readonly window: Page;
  readonly server: Prosody;
  readonly people: People;
  /** Folder for the screenshots; what was in it before is removed. */
  readonly pictures: string;
}

/** The whole walk where nobody looks on; resolves to the screenshots' file names, in order. */
export async function walkThrough({ window, server, people, pictures }: Walk): Promise<string[]> {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  const taken: string[] = [];
  const next = (title: string): string => {
    const name = `${String(taken.length + 1)}-${title}.png`;
    taken.push(name);
    console.log(`  ${name}`);
    return path.join(pictures, name);
  };
  const photograph = (title: string): Promise<Buffer> => window.screenshot({ path: next(title) });

  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: PATIENCE });
  await photograph('sign-in');

  await signInAsJuliet(window, server, true);
  await expect(window.getByRole('listitem', { name: /^Romeo, available/u }).first()).toBeVisible({ timeout: PATIENCE });
  await expect(
    window.getByRole('listitem', { name: /listening to Claudio Monteverdi – Lamento/u }).first(),
  ).toBeVisible({
    timeout: PATIENCE,
  });
  await photograph('contacts');

  await openConversation(window, 'Romeo');
  await sendMessage(window, 'Here I am. Keep your voice down.');
  const conversation = window.getByRole('log', { name: 'Conversation with Romeo' });
  await expect(conversation).toContainText(answers[0] ?? '', { timeout: PATIENCE });
  await expect(conversation.getByRole('article', { name: /You.*delivered/u }).first()).toBeVisible({
    timeout: PATIENCE,
  });
  await photograph('chat');

  // No notification is shown for the conversation in front, so another one comes to the front first.
  await openConversation(window, 'Nurse');
  const notifications = await startNotificationDaemon();
  people.perform({ do: 'say', user: 'romeo', body: 'Are you still there? I hear footsteps.' });
  await expect(window.getByRole('listitem', { name: /^Romeo,.*unread/u }).first()).toBeVisible({ timeout: PATIENCE });
  await delay(SLIDE);
  await capture('scrot', ['--overwrite', next('notification')]);
  await notifications.stop();

  people.perform({ do: 'show', user: 'romeo', show: 'away', status: 'Behind the hedge' });
  await expect(window.getByRole('listitem', { name: /^Romeo, away/u }).first()).toBeVisible({ timeout: PATIENCE });
  await photograph('presence');

  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Privacy' }).click();
  await expect(window.getByRole('heading', { name: 'Privacy', level: 1 })).toBeVisible({ timeout: PATIENCE });
  await photograph('privacy');
  return taken;
}

/** A desktop without a screen has nothing that shows notifications, so a small one is started. */
async function startNotificationDaemon(): Promise<{ stop(): Promise<void> }> {
  const daemon = spawn('dunst', [], { stdio: 'ignore' });
  const gone = once(daemon, 'exit');
  await capture('gdbus', ['wait', '--session', '--timeout', '10', 'org.freedesktop.Notifications']);
  return {
    stop: async () => {
      daemon.kill('SIGTERM');
      await gone;
    },
  };
}
