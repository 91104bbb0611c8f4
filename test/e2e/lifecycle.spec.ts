/** One instance a profile, links from outside, a folder that can't be used. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { temporaryFolder } from '../support/candor';
import { contactItem, signIn } from '../support/screens';
import { expect, password, test } from './fixtures';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the app as a user would, and waits until it has ended. */
async function startAndEnd(args: readonly string[]): Promise<{ code: number | null; errors: string }> {
  const { executable } = await resolveElectron('develop');
  // As root Chromium has no sandbox; Playwright adds the same switch.
  const child = spawn(executable, ['--no-sandbox', repository, '--disable-gpu', ...args], {
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

test('a second start with the same profile shows the first and exits 0', async ({ launch }) => {
  const candor = await launch();
  const window = await candor.window();
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const isVisible = (): Promise<boolean> =>
    candor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true);
  expect(await isVisible()).toBe(false);
  // Heard after the app's own listener, so what that does is done.
  await candor.app.evaluate(({ app }) => {
    const heard = new Promise<void>((resolve) => {
      app.once('second-instance', () => resolve());
    });
    Object.assign(globalThis, { heard });
  });
  expect((await startAndEnd([`--profile=${candor.profile}`, '--hidden'])).code).toBe(0);
  await candor.app.evaluate(() => (globalThis as { heard?: Promise<void> }).heard);
  expect(await isVisible()).toBe(false);
  expect((await startAndEnd([`--profile=${candor.profile}`])).code).toBe(0);
  await expect.poll(isVisible).toBe(true);
});

test('two profiles run side by side', async ({ launch }) => {
  const [first, second] = [await launch(), await launch()];
  for (const candor of [first, second]) {
    await expect((await candor.window()).getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(await readdir(candor.profile)).toContain('logs');
  }
});

test('a link is asked about, also when it comes with the start', async ({ launch, prosody }) => {
  const candor = await launch();
  await signIn(await candor.window(), { jid: 'juliet@localhost', password, port: prosody.port });
  await expect(contactItem(await candor.window(), 'Romeo')).toBeVisible();
  const link = 'xmpp:romeo@localhost?remove';
  const asked = (window: Awaited<ReturnType<typeof candor.window>>) =>
    window.getByRole('dialog').filter({ hasText: 'romeo@localhost' });

  expect((await startAndEnd([`--profile=${candor.profile}`, link])).code).toBe(0);
  const window = await candor.window();
  await expect(asked(window)).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(asked(window)).toBeHidden();
  await expect(contactItem(window, 'Romeo')).toBeVisible();
  await candor.quit();

  const again = await launch({ profile: candor.profile, args: [link] });
  const next = await again.window();
  await expect(asked(next)).toBeVisible();
  await next.keyboard.press('Escape');
  await expect(contactItem(next, 'Romeo')).toBeVisible();
});

test('a folder that can not be used is told of, with what to do', async () => {
  const file = path.join(await temporaryFolder('blocked'), 'a file');
  await writeFile(file, '');
  const { code, errors } = await startAndEnd([`--profile=${file}`]);
  expect(code).toBe(2);
  expect(errors).toContain("the profile's folder can't be used");
  expect(errors).toContain('--profile=DIR');
});

test('--verbose writes the log to standard error', async ({ launch }) => {
  const candor = await launch({ args: ['--verbose'] });
  let errors = '';
  candor.app
    .process()
    .stderr?.setEncoding('utf8')
    .on('data', (text: string) => (errors += text));
  const window = await candor.window();
  await expect(window.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await window.evaluate(() =>
    (window as unknown as { candor: { invoke(name: string, args: unknown): Promise<unknown> } }).candor.invoke('no', 1),
  );
  await expect.poll(() => errors).toContain('warn ipc: an unknown command was refused');
});
