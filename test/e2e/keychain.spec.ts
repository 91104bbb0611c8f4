/** A real keyring that is locked when Candor starts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { sandboxFlags } from '../../build/shared/run-app';
import { firstWindow, listen } from '../support/chromium-debugger';
import { lockKeyring, unlockKeyring } from '../support/keyring';
import { endProcessesOf, processesOf } from '../support/processes';
import { contactItem, signIn } from '../support/screens';
import { FakeTray } from '../support/status-notifier-watcher';
import { expect, password, test } from './fixtures';

const repository = fileURLToPath(new URL('../..', import.meta.url));

let tray: FakeTray | undefined;
/** What ends with the test, as an argument of its processes: Playwright does not know what restarts itself. */
let mark: string | undefined;

test.afterEach(async () => {
  await unlockKeyring();
  if (mark !== undefined) await endProcessesOf(mark);
  mark = undefined;
  await tray?.stop();
  tray = undefined;
});

test('is used after a restart, once it is unlocked; nothing is lost meanwhile', async ({ launch, peer, prosody }) => {
  test.slow();
  const first = await launch();
  const window = await first.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await expect(contactItem(window, 'Romeo')).toBeVisible();
  await first.quit();

  await lockKeyring();
  tray = await FakeTray.start();
  mark = `--profile=${first.profile}`;
  const { executable } = await resolveElectron('develop');
  const locked = spawn(
    executable,
    [...sandboxFlags(), repository, '--disable-gpu', '--remote-debugging-port=0', mark],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NODE_EXTRA_CA_CERTS: prosody.caFile } },
  );
  const gone = once(locked, 'exit');
  const asking = await firstWindow(listen(locked));
  const dialog = asking.getByRole('dialog', { name: 'Password' });
  await expect(dialog.getByRole('checkbox', { name: /Remember password/u })).toBeDisabled();
  await expect(dialog).toContainText('The system keychain is locked');

  const bar = asking.getByRole('alert').filter({ hasText: 'are locked' });
  await expect(bar.getByRole('button', { name: 'Restart Candor' })).toBeAttached();

  await unlockKeyring();
  const before = tray.registrations;
  await dialog.getByRole('button', { name: 'Restart Candor' }).click();
  await gone;
  await expect.poll(() => tray?.registrations, { timeout: 30_000 }).toBe(before + 1);
  const romeo = await peer('romeo');
  const item = await tray.item();
  await expect.poll(() => item.tooltip()).toBe('Candor, Available');
  await romeo.do('say', { to: 'juliet@localhost', body: 'Neither, fair saint' });
  await expect.poll(() => item.tooltip()).toContain('unread');
  await item.click('Quit Candor');
  await expect.poll(() => processesOf(`--profile=${first.profile}`)).toEqual([]);
});
