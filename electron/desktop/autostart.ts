/**
 * Start at login. Linux: a desktop file in the user's autostart folder (XDG autostart specification).
 * Windows and macOS: the system's login items; macOS passes no arguments to them, see `main.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { App } from 'electron';
import { APP_NAME, DESKTOP_ENTRY } from './identity';
import { words } from './words';

export interface Autostart {
  isOn(): Promise<boolean>;
  set(on: boolean): Promise<void>;
}

/** How this very app is started again. */
export interface StartCommand {
  readonly executable: string;
  /** Without `--hidden`. */
  readonly args: readonly string[];
}

export interface StartCommandFacts {
  readonly environment: NodeJS.ProcessEnv;
  readonly executable: string;
  readonly packaged: boolean;
  /** Folder of the application; given to Electron when it runs from source. */
  readonly appPath: string;
  /** Set only if it is not the system's usual one. */
  readonly profileDir?: string;
  /** Chromium runs without its sandbox here (as root it has to), so it must the next time too. */
  readonly noSandbox: boolean;
}

/** What is to be run to start the application again. */
export function lastingExecutable({
  environment,
  executable,
  packaged,
}: Pick<StartCommandFacts, 'environment' | 'executable' | 'packaged'>): string {
  // An AppImage is mounted anew each time: its own file is what stays.
  const image = environment['APPIMAGE'];
  return packaged && image !== undefined && image !== '' ? image : executable;
}

export function startCommand(facts: StartCommandFacts): StartCommand {
  return {
    executable: lastingExecutable(facts),
    args: [
      ...(facts.noSandbox ? ['--no-sandbox'] : []),
      ...(facts.packaged ? [] : [facts.appPath]),
      ...(facts.profileDir === undefined ? [] : [`--profile=${facts.profileDir}`]),
    ],
  };
}

/** One argument of an `Exec` line (Desktop Entry Specification, "The Exec key"), quoted where it must be. */
export function execArgument(text: string): string {
  const percent = text.replaceAll('%', '%%');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/u.test(percent)) return percent;
  const quoted = `"${percent.replaceAll(/["`$\\]/gu, '\\$&')}"`;
  // A value of type string: its backslashes are escaped once more.
  return quoted.replaceAll('\\', '\\\\');
}

export function desktopFile(command: StartCommand): string {
  const line = [command.executable, ...command.args, '--hidden'].map(execArgument).join(' ');
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${APP_NAME}`,
    `Comment=${words.autostartComment}`,
    `Exec=${line}`,
    `Icon=${DESKTOP_ENTRY}`,
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Each profile that starts at login has a file of its own. */
export function autostartFile(environment: NodeJS.ProcessEnv, home: string, profileDir: string | undefined): string {
  const config = environment['XDG_CONFIG_HOME'];
  // The base directory specification: a relative path is not valid and is left aside.
  const folder = config !== undefined && path.isAbsolute(config) ? config : path.join(home, '.config');
  const mark = profileDir === undefined ? '' : `-${createHash('sha256').update(profileDir).digest('hex').slice(0, 8)}`;
  return path.join(folder, 'autostart', `${DESKTOP_ENTRY}${mark}.desktop`);
}

export class LinuxAutostart implements Autostart {
  readonly #file: string;
  readonly #command: StartCommand;

  constructor(file: string, command: StartCommand) {
    this.#file = file;
    this.#command = command;
  }

  /** Desktops turn an entry off by a line in it rather than by deleting it. */
  async isOn(): Promise<boolean> {
    const text = await readFile(this.#file, 'utf8').catch(() => undefined);
    return text !== undefined && !/^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/imu.test(text);
  }

  async set(on: boolean): Promise<void> {
    if (!on) {
      await rm(this.#file, { force: true });
      return;
    }
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, desktopFile(this.#command));
    await rename(`${this.#file}.new`, this.#file);
  }
}

type LoginItems = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;

export class LoginItemAutostart implements Autostart {
  readonly #app: LoginItems;
  readonly #item: { path: string; args: string[] } | undefined;

  constructor(app: LoginItems, command: StartCommand, platform: NodeJS.Platform) {
    this.#app = app;
    this.#item = platform === 'win32' ? { path: command.executable, args: [...command.args, '--hidden'] } : undefined;
  }

  isOn(): Promise<boolean> {
    return Promise.resolve(this.#app.getLoginItemSettings(this.#item).openAtLogin);
  }

  set(on: boolean): Promise<void> {
    this.#app.setLoginItemSettings({ openAtLogin: on, ...this.#item });
    return Promise.resolve();
  }
}
