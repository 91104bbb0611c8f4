/** Start at login on Linux: a valid desktop file, which `dex` starts as a session would. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/candor';
import { FakeTray } from '../support/status-notifier-watcher';
import { expect, test } from './fixtures';

const run = promisify(execFile);
let tray: FakeTray | undefined;
/** Process group of what `dex` started, which outlives it. */
let group: number | undefined;

test.afterEach(async () => {
  endGroup();
  await tray?.stop();
  tray = undefined;
});

/** Nobody else ends what `dex` started, where a test failed before it could ask it to quit. */
function endGroup(): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  group = undefined;
}

async function entries(folder: string): Promise<string[]> {
  return readdir(path.join(folder, 'autostart')).catch(() => []);
}

/** A search that met a window which was just closed is made again, so many times. */
const SEARCHES = 5;

/** Windows of that name that can be seen on the display. */
async function visibleWindows(name: string): Promise<number> {
  for (let search = 1; ; search += 1) {
    try {
      const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--name', `^${name}$`]);
      return stdout.split('\n').filter((line) => line !== '').length;
    } catch (error) {
      const { code, stderr } = error as { code?: unknown; stderr?: unknown };
      // Exit code 1 without a word: there is none. Anything else is a search that did not happen.
      if (code === 1 && stderr === '') return 0;
      if (search === SEARCHES || !String(stderr).includes('BadWindow')) throw error;
    }
  }
}

test('the entry is valid, starts the app hidden, and goes when it is switched off', async ({ launch }) => {
  test.slow();
  tray = await FakeTray.start();
  const config = await temporaryFolder('config');
  const profile = await temporaryFolder('profile with a space');
  const candor = await launch({ profile, env: { XDG_CONFIG_HOME: config } });
  const item = await tray.item();
  expect(await entries(config)).toEqual([]);
  await item.click('Start at login');
  await expect.poll(() => entries(config)).toHaveLength(1);
  const checked = async (): Promise<boolean | undefined> =>
    (await tray?.item())?.menu().then((menu) => menu.find(({ label }) => label === 'Start at login')?.checked);
  await expect.poll(checked).toBe(true);

  const [name = ''] = await entries(config);
  expect(name).toMatch(/^candor.*\.desktop$/u);
  const file = path.join(config, 'autostart', name);
  await run('desktop-file-validate', [file]);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('--hidden');
  expect(text).toContain(`--profile=${profile}`);
  await candor.quit();

  const before = tray.registrations;
  // What it starts inherits its output, so that must not be a pipe that this test waits for.
  const dex = spawn('dex', ['-a', '-s', path.join(config, 'autostart')], {
    env: { ...process.env, XDG_CONFIG_HOME: config, XDG_CONFIG_DIRS: config },
    stdio: 'ignore',
    detached: true,
  });
  group = dex.pid;
  expect(await once(dex, 'exit')).toEqual([0, null]);
  await expect.poll(() => tray?.registrations, { timeout: 30_000 }).toBe(before + 1);
  const started = await tray.item();
  try {
    await expect.poll(() => started.tooltip()).toBe('Candor, Not signed in');
    expect(await visibleWindows('Candor')).toBe(0);
    await started.click('Open Candor');
    await expect.poll(() => visibleWindows('Candor')).toBe(1);
    await started.click('Start at login');
    await expect.poll(() => entries(config)).toEqual([]);
  } finally {
    // The app may be gone before it answers.
    await started.click('Quit Candor').catch(() => undefined);
  }
  await expect.poll(() => visibleWindows('Candor')).toBe(0);
});

test('an entry that was switched off elsewhere switches the setting off', async ({ launch }) => {
  tray = await FakeTray.start();
  const config = await temporaryFolder('config');
  const env = { XDG_CONFIG_HOME: config };
  const candor = await launch({ env });
  await (await tray.item()).click('Start at login');
  await expect.poll(() => entries(config)).toHaveLength(1);
  await candor.quit();
  const [name = ''] = await entries(config);
  const file = path.join(config, 'autostart', name);
  await writeFile(file, (await readFile(file, 'utf8')).replace('enabled=true', 'enabled=false'));

  const before = tray.registrations;
  await launch({ env, profile: candor.profile });
  await expect.poll(() => tray?.registrations).toBe(before + 1);
  const item = await tray.item();
  await expect
    .poll(async () => (await item.menu()).find(({ label }) => label === 'Start at login')?.checked)
    .toBe(false);
  expect(await readFile(file, 'utf8')).toContain('enabled=false');
});
