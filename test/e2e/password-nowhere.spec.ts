import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Candor } from '../support/candor';
import { contactItem, signIn } from '../support/screens';
import { processTree } from '../support/processes';
import { expect, password, test } from './fixtures';

/** Every file under `folder` that holds `text`, as UTF-8, UTF-16 or Base64. */
async function filesHolding(folder: string, text: string): Promise<string[]> {
  const needles = [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('base64'))];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => content.includes(needle))) found.push(path.relative(folder, file));
  }
  return found;
}

async function expectNowhere(candor: Candor, secret: string): Promise<void> {
  const pid = candor.app.process().pid ?? 0;
  const processes = await processTree(pid);
  expect(processes.length).toBeGreaterThan(2);
  for (const process of processes) {
    const seen = await readFile(`/proc/${String(process)}/environ`).catch(() => Buffer.alloc(0));
    const commandLine = await readFile(`/proc/${String(process)}/cmdline`).catch(() => Buffer.alloc(0));
    expect(Buffer.concat([seen, commandLine]).includes(secret)).toBe(false);
  }
  expect(await filesHolding(candor.profile, secret)).toEqual([]);
}

test('the password stands in no file, log, environment or page', async ({ launch, peer, prosody }) => {
  const romeo = await peer('romeo');
  const candor = await launch({ args: ['--verbose'] });
  let output = '';
  candor.app.process().stderr?.on('data', (text: Buffer) => (output += text.toString()));
  const window = await candor.window();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await romeo.do('say', { to: 'juliet@localhost', body: 'a line for the history' });
  await contactItem(window, 'Romeo').click();
  await expect(window.getByRole('log')).toContainText('a line for the history');

  const held = await window.evaluate(
    (text) =>
      [
        JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
        document.documentElement.outerHTML,
      ].some((place) => place.includes(text)),
    password,
  );
  expect(held).toBe(false);
  await expectNowhere(candor, password);
  expect(await filesHolding(candor.profile, 'a line for the history')).toEqual([]);
  await candor.quit();
  expect(await filesHolding(candor.profile, password)).toEqual([]);
  expect(await filesHolding(candor.profile, 'a line for the history')).toEqual([]);
  expect(output).toContain('online by');
  expect(output).not.toContain(password);
});

test('without a keychain everything stays in memory, and the screen says so', async ({ launch, prosody }) => {
  // An address where no bus listens: the secret service cannot be reached.
  const candor = await launch({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' } });
  const window = await candor.window();
  await expect(window.getByText(/no (working |system )?keychain/iu).first()).toBeVisible();
  await signIn(window, { jid: 'juliet@localhost', password, port: prosody.port });
  await expectNowhere(candor, password);
  await candor.quit();
  expect(await filesHolding(candor.profile, password)).toEqual([]);

  const second = await launch({
    profile: candor.profile,
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
  });
  const again = await second.window();
  await expect(again.getByRole('textbox', { name: 'Password' })).toBeVisible();
});
