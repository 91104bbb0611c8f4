/** The packages themselves: what they hold, that their switches are off, that they install and run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { makeDebianPackage } from '../../build/package/debian';
import { manifest, packageApp } from '../../build/package/package-app';
import { capture } from '../../build/shared/run';
import { sandboxFlags } from '../../build/shared/run-app';
import { temporaryFolder } from '../support/candor';
import { firstWindow, listen } from '../support/chromium-debugger';
import { contactItem, signIn } from '../support/screens';
import { expect, password, test as base } from './fixtures';

/** As the fuse wire in the executable has them: the characters "0" and "1". */
const OFF = 0x30;
const ON = 0x31;

const SET_USER_ID = 0o4000;

const test = base.extend<object, { unpacked: string }>({
  unpacked: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const electron = await resolveElectron('develop');
      const output = await temporaryFolder('package');
      const { unpacked } = await packageApp({ electron, output, release: false, folderOnly: true });
      await use(unpacked);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.skip(process.platform !== 'linux', 'looks into the Linux packages');

test('holds the bundles, and of node_modules only what has native parts', ({ unpacked }) => {
  const files = listPackage(path.join(unpacked, 'resources/app.asar'), { isPack: false });
  for (const needed of [
    '/package.json',
    '/out/main/main.cjs',
    '/out/preload/preload.cjs',
    '/out/renderer/index.html',
    '/out/icons/app/256.png',
    '/out/icons/tray/online-light.png',
    '/node_modules/keytar/build/Release/keytar.node',
  ]) {
    expect(files).toContain(needed);
  }
  const modules = files.filter((file) => /^\/node_modules\/(?:@[^/]+\/)?[^/@]+$/u.test(file));
  expect(modules.map((file) => file.replace('/node_modules/', '')).sort()).toEqual([
    `@libsql/linux-${process.arch}-gnu`,
    '@neon-rs/load',
    'detect-libc',
    'keytar',
    'libsql',
  ]);
  expect(files.filter((file) => /\.(?:map|ts|cc|gyp|o)$|\.built-from/u.test(file))).toEqual([]);
});

test('brings the licences of Candor, of Electron and of every library', async ({ unpacked }) => {
  expect(await readFile(path.join(unpacked, 'LICENSE'), 'utf8')).toContain('GNU GENERAL PUBLIC LICENSE');
  expect((await stat(path.join(unpacked, 'LICENSES.chromium.html'))).isFile()).toBe(true);
  const libraries = await readFile(path.join(unpacked, 'LICENSES.libraries.txt'), 'utf8');
  for (const name of ['@xmpp/xml', 'svelte', 'valibot', 'keytar', 'libsql']) {
    expect(libraries).toMatch(new RegExp(`^${name} [0-9.]+, licence `, 'mu'));
  }
});

test('has the switches of its runtime turned off', async ({ unpacked }) => {
  const fuses = await getCurrentFuseWire(path.join(unpacked, 'candor'));
  expect(fuses).toMatchObject({
    [FuseV1Options.RunAsNode]: OFF,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
    [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
    [FuseV1Options.OnlyLoadAppFromAsar]: ON,
    [FuseV1Options.EnableCookieEncryption]: ON,
  });
});

test('runs as the application whatever Node is told, and signs in', async ({ unpacked, prosody, peer }) => {
  const folder = await temporaryFolder('packaged');
  const romeo = await peer('romeo');
  const marker = path.join(folder, 'ran');
  const intruder = path.join(folder, 'intruder.cjs');
  await writeFile(intruder, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');`);
  const packaged = spawn(
    path.join(unpacked, 'candor'),
    [
      ...sandboxFlags(),
      '--disable-gpu',
      '--inspect=127.0.0.1:0',
      '--remote-debugging-port=0',
      `--profile=${path.join(folder, 'profile')}`,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: prosody.caFile,
        NODE_OPTIONS: `--require=${intruder}`,
        ELECTRON_RUN_AS_NODE: '1',
      },
    },
  );
  const said = listen(packaged);
  const gone = once(packaged, 'exit');
  try {
    const window = await firstWindow(said);
    await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
    await contactItem(window, 'Romeo').click();
    await window.getByRole('textbox', { name: 'Message' }).fill('Sent from the package');
    await window.getByRole('button', { name: 'Send' }).click();
    await romeo.wait('message', { body: 'Sent from the package' });
  } finally {
    packaged.kill('SIGTERM');
    await gone;
    await test.info().attach('standard error of the package', { body: said.text() });
  }
  expect(said.text()).not.toContain('Debugger listening');
  await expect(stat(marker)).rejects.toThrow('ENOENT');
});

test('makes a Debian package that menus, xmpp: links and the sandbox can rely on', async ({ unpacked }) => {
  test.setTimeout(180_000);
  const output = await temporaryFolder('debian');
  const file = await makeDebianPackage({
    ...manifest(),
    unpacked,
    output,
    arch: process.arch,
    compression: 'none',
  });
  const fields = await capture('dpkg-deb', ['--field', file, 'Package', 'Version', 'Depends', 'Section']);
  expect(fields).toContain('Package: candor\n');
  expect(fields).toContain(`Version: ${manifest().version}\n`);
  expect(fields).toMatch(/^Depends: .*libsecret-1-0/mu);

  const root = path.join(output, 'root');
  await capture('dpkg-deb', ['--extract', file, root]);
  const desktopFile = path.join(root, 'usr/share/applications/candor.desktop');
  await capture('desktop-file-validate', [desktopFile]);
  const entry = await readFile(desktopFile, 'utf8');
  expect(entry).toContain('Exec=candor %U\n');
  expect(entry).toContain('MimeType=x-scheme-handler/xmpp;\n');
  expect(await readFile(path.join(root, 'usr/share/icons/hicolor/48x48/apps/candor.png'))).toHaveLength(
    (await stat(path.join(import.meta.dirname, '../../build/icons/app/48.png'))).size,
  );
  expect(await readFile(path.join(root, 'usr/share/doc/candor/copyright'), 'utf8')).toContain('GNU GENERAL PUBLIC');
  // dpkg-deb unpacks it as root alone with the bit; the archive's own list has it always.
  const list = await capture('dpkg-deb', ['--contents', file]);
  expect(list).toMatch(/^-rwsr-xr-x root\/root .*\/usr\/lib\/candor\/chrome-sandbox$/mu);
  expect((await stat(path.join(root, 'usr/bin/candor'))).mode & SET_USER_ID).toBe(0);
});
