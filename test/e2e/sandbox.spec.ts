import { chmod, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { heldStart } from '../../build/electron/held-start';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { temporaryFolder } from '../support/candor';
import { contactItem, signIn } from '../support/screens';
import { processTree } from '../support/processes';
import { expect, password, test } from './fixtures';

// "nobody": an ordinary user that every Linux system has.
const ORDINARY_USER = 65_534;
const SECCOMP_FILTER = '2';

test('runs as an ordinary user with the Chromium sandbox on', async ({ prosody }) => {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const electron = await resolveElectron('develop');
  const home = await temporaryFolder('home');
  const caFile = path.join(home, 'ca.crt');
  await copyFile(prosody.caFile, caFile);
  await chmod(caFile, 0o644);
  await chmod(home, 0o777);
  const authority = process.env['XAUTHORITY'];
  const xauthority = path.join(home, 'xauthority');
  if (authority !== undefined) {
    await copyFile(authority, xauthority);
    await chmod(xauthority, 0o644);
  }
  const isRoot = process.getuid?.() === 0;
  const become = isRoot
    ? `setpriv --reuid=${String(ORDINARY_USER)} --regid=${String(ORDINARY_USER)} --clear-groups`
    : '';
  const wrapper = path.join(home, 'electron-as-user.sh');
  await writeFile(wrapper, `#!/bin/sh\nexec ${become} "${electron.executable}" "$@"\n`);
  await chmod(wrapper, 0o755);

  const app = await _electron.launch({
    executablePath: wrapper,
    args: [...heldStart, repository, `--profile=${path.join(home, 'profile')}`, '--disable-gpu'],
    chromiumSandbox: true,
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      DISPLAY: process.env['DISPLAY'] ?? '',
      XAUTHORITY: xauthority,
      NODE_EXTRA_CA_CERTS: caFile,
      // One user's session bus is closed to another; without one the app keeps everything in memory.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus',
    },
  });
  try {
    const window = await app.firstWindow();
    await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
    await expect(contactItem(window, 'Romeo')).toBeVisible();

    const renderers: number[] = [];
    for (const pid of await processTree(app.process().pid ?? 0)) {
      const commandLine = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
      expect(commandLine).not.toContain('--no-sandbox');
      if (commandLine.includes('--type=renderer')) renderers.push(pid);
    }
    expect(renderers.length).toBeGreaterThan(0);
    for (const pid of renderers) {
      const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
      expect(/^Seccomp:\s*(\d)/mu.exec(status)?.[1]).toBe(SECCOMP_FILTER);
      if (isRoot) expect((await stat(`/proc/${String(pid)}`)).uid).toBe(ORDINARY_USER);
    }
  } finally {
    await app.close();
  }
});
