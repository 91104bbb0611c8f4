import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  autostartFile,
  desktopFile,
  execArgument,
  LinuxAutostart,
  LoginItemAutostart,
  startCommand,
  type StartCommandFacts,
} from '../../../electron/desktop/autostart';

const facts: StartCommandFacts = {
  environment: {},
  executable: '/usr/bin/candor',
  packaged: true,
  appPath: '/usr/lib/candor/app.asar',
  noSandbox: false,
};

describe('startCommand', () => {
  it.each([
    ['a package', {}, '/usr/bin/candor', []],
    ['an AppImage', { environment: { APPIMAGE: '/home/j/Candor.AppImage' } }, '/home/j/Candor.AppImage', []],
    ['the source', { packaged: false, appPath: '/src/candor' }, '/usr/bin/candor', ['/src/candor']],
    [
      'the source with a foreign AppImage around',
      { packaged: false, environment: { APPIMAGE: '/x' } },
      '/usr/bin/candor',
      ['/usr/lib/candor/app.asar'],
    ],
    ['a profile of its own', { profileDir: '/home/j/p' }, '/usr/bin/candor', ['--profile=/home/j/p']],
    ['root', { noSandbox: true }, '/usr/bin/candor', ['--no-sandbox']],
  ])('starts %s', (_what, change, executable, args) => {
    expect(startCommand({ ...facts, ...change })).toEqual({ executable, args });
  });
});

describe('execArgument', () => {
  it.each([
    ['/usr/bin/candor', '/usr/bin/candor'],
    ['/home/a b/candor', '"/home/a b/candor"'],
    ['100%', '100%%'],
    ['say "hi"', String.raw`"say \\"hi\\""`],
    ['$HOME', String.raw`"\\$HOME"`],
    ['back\\slash', String.raw`"back\\\\slash"`],
    ['tick`', String.raw`"tick\\` + '`"'],
  ])('writes %s as %s', (text, written) => {
    expect(execArgument(text)).toBe(written);
  });
});

describe('autostartFile', () => {
  it('follows the base directory specification', () => {
    expect(autostartFile({ XDG_CONFIG_HOME: '/cfg' }, '/home/j', undefined)).toBe('/cfg/autostart/candor.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: 'relative' }, '/home/j', undefined)).toBe(
      '/home/j/.config/autostart/candor.desktop',
    );
    expect(autostartFile({}, '/home/j', undefined)).toBe('/home/j/.config/autostart/candor.desktop');
  });

  it('keeps profiles apart', () => {
    const file = (profile: string): string => autostartFile({}, '/home/j', profile);
    expect(file('/p1')).not.toBe(file('/p2'));
    expect(file('/p1')).toBe(file('/p1'));
  });
});

describe('LinuxAutostart', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'candor-autostart-'));
    file = path.join(folder, 'autostart', 'candor.desktop');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.runIf(process.platform === 'linux')('writes a valid file, and takes it away', async () => {
    const command = { executable: '/opt/A "B" $C/candor', args: ['--profile=/home/j/100% mine'] };
    const autostart = new LinuxAutostart(file, command);
    expect(await autostart.isOn()).toBe(false);
    await autostart.set(true);
    expect(await autostart.isOn()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(desktopFile(command));
    execFileSync('desktop-file-validate', [file]);
    await autostart.set(false);
    expect(await autostart.isOn()).toBe(false);
    await autostart.set(false);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false', 'Hidden = true'])('takes %s for off', async (line) => {
    const autostart = new LinuxAutostart(file, { executable: '/usr/bin/candor', args: [] });
    await autostart.set(true);
    writeFileSync(file, `${readFileSync(file, 'utf8').replace(/^X-GNOME.*$/mu, '')}${line}\n`);
    expect(await autostart.isOn()).toBe(false);
  });
});

describe('LoginItemAutostart', () => {
  const command = { executable: 'C:\\Candor.exe', args: ['--profile=C:\\p'] };
  const app = () => ({
    setLoginItemSettings: vi.fn(),
    getLoginItemSettings: vi.fn(() => ({ openAtLogin: true }) as Electron.LoginItemSettings),
  });

  it('passes the arguments on Windows', async () => {
    const electron = app();
    const autostart = new LoginItemAutostart(electron, command, 'win32');
    await autostart.set(true);
    const item = { path: 'C:\\Candor.exe', args: ['--profile=C:\\p', '--hidden'] };
    expect(electron.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, ...item });
    expect(await autostart.isOn()).toBe(true);
    // Windows tells only of an entry that is asked for with its path and arguments.
    expect(electron.getLoginItemSettings).toHaveBeenCalledWith(item);
  });

  it('passes none on macOS', async () => {
    const electron = app();
    await new LoginItemAutostart(electron, command, 'darwin').set(false);
    expect(electron.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: false });
  });
});
