/**
 * Electron's objects in the shapes that the desktop's services take, so that these run in tests
 * without Electron. What is read from Electron before the app is ready stands in `main.ts`.
 */
import path from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
  type BrowserWindowConstructorOptions,
  type MenuItemConstructorOptions,
  type NotificationConstructorOptions,
  type OpenDialogOptions,
  type Rectangle,
  type Session,
  type WebContents,
} from 'electron';
import { lastingExecutable } from './autostart';
import type { ExistingFile, FileSuggestion } from './handlers';
import type { DistributedNotifications } from './now-playing/macos';
import type { SystemNotification } from './notifications-electron';
import { textMenu } from './menus';
import { restartArguments } from './start-options';
import type { TrayIcon } from './tray';

export const appVersion = (): string => app.getVersion();
export const appPath = (): string => app.getAppPath();
export const isPackaged = (): boolean => app.isPackaged;
export const runsWithoutSandbox = (): boolean => app.commandLine.hasSwitch('no-sandbox');
export const loginItems = (): Pick<typeof app, 'getLoginItemSettings' | 'setLoginItemSettings'> => app;
export const windowSession = (): Session => session.defaultSession;
/** How many cookies the window's session holds. */
export const windowCookies = async (): Promise<number> => (await windowSession().cookies.get({})).length;
export const theme = (): typeof nativeTheme => nativeTheme;

/** A close that is being refused would take the quit back with it, so that is over first. */
export function quit(): void {
  setImmediate(() => app.quit());
}

/** Ends in order, and starts again once that is done. */
export function restart(): void {
  const { env: environment, execPath: executable, argv } = process;
  const execPath = lastingExecutable({ environment, executable, packaged: app.isPackaged });
  app.relaunch({ execPath, args: restartArguments(argv) });
  app.quit();
}

/** BCP 47. A system without a language calls it "C", which is no language tag. */
export function systemLocale(): string {
  const [preferred = 'en'] = app.getPreferredSystemLanguages();
  return /^[a-z]{2,3}(?:-|$)/iu.test(preferred) ? preferred : 'en';
}

export function createWindow(options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow(options);
  window.webContents.on('context-menu', (_event, params) => {
    const menu = textMenu(params, window.webContents);
    if (menu.length > 0) Menu.buildFromTemplate(menu).popup({ window });
  });
  return window;
}

/** Work areas, the first screen in front. */
export function workAreas(): readonly Rectangle[] {
  const first = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== first.id);
  return [first, ...others].map(({ workArea }) => workArea);
}

export function setApplicationMenu(template: MenuItemConstructorOptions[]): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

export function createTray(file: string): TrayIcon {
  const tray = new Tray(nativeImage.createFromPath(file));
  return {
    setImage: (next) => tray.setImage(nativeImage.createFromPath(next)),
    setToolTip: (text) => tray.setToolTip(text),
    setContextMenu: (menu) => tray.setContextMenu(Menu.buildFromTemplate([...menu])),
    onClick: (listener) => {
      tray.on('click', listener);
    },
    destroy: () => tray.destroy(),
  };
}

export function createNotification(options: NotificationConstructorOptions): SystemNotification {
  return new Notification(options);
}

/** Sends to a page unless it is gone by then. */
export function sendTo(contents: WebContents, channel: string, payload: unknown): void {
  if (!contents.isDestroyed()) contents.send(channel, payload);
}

export const openOutside = (url: string): Promise<void> => shell.openExternal(url);

/** The system's own dialog; undefined: the user chose no place. */
export async function chooseFile({ name, extension, kind }: FileSuggestion): Promise<string | undefined> {
  const options = {
    defaultPath: path.join(app.getPath('documents'), `${name}.${extension}`),
    filters: [{ name: kind, extensions: [extension] }],
  };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? undefined : filePath;
}

/** Asks which file to read; undefined: none. */
export async function chooseExisting({ extensions, kind }: ExistingFile): Promise<string | undefined> {
  const filters = [{ name: kind, extensions: [...extensions] }];
  return askForPath({ properties: ['openFile'], filters });
}

/** Asks for a folder that a new one is to be made in; undefined: none. */
export async function chooseFolder(): Promise<string | undefined> {
  return askForPath({ defaultPath: app.getPath('documents'), properties: ['openDirectory', 'createDirectory'] });
}

async function askForPath(options: OpenDialogOptions): Promise<string | undefined> {
  const window = BrowserWindow.getFocusedWindow() ?? undefined;
  const { canceled, filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? undefined : filePaths[0];
}

export async function copyText(text: string): Promise<void> {
  // Newer versions answer with a promise.
  await Promise.resolve(clipboard.writeText(text));
}

/** Of macOS alone. */
export const distributedNotifications = (): DistributedNotifications => systemPreferences;

export const systemIdleSeconds = (): number => powerMonitor.getSystemIdleTime();

export interface PowerListeners {
  readonly sleeps: () => void;
  readonly woke: () => void;
  readonly locked: () => void;
  readonly unlocked: () => void;
}

export function hearPower({ sleeps, woke, locked, unlocked }: PowerListeners): void {
  powerMonitor.on('suspend', sleeps);
  powerMonitor.on('resume', woke);
  powerMonitor.on('lock-screen', locked);
  powerMonitor.on('unlock-screen', unlocked);
}

/** Follows the system's theme: `changed` is called when light and dark change places. */
export function hearTheme(changed: () => void): void {
  nativeTheme.on('updated', changed);
}

/** Takes `xmpp:` links on Windows and macOS, unless another program has them. On Linux the desktop file does. */
export function claimLinks(platform: NodeJS.Platform): void {
  if (platform === 'linux' || !app.isPackaged) return;
  if (app.getApplicationNameForProtocol('xmpp:') === '') app.setAsDefaultProtocolClient('xmpp');
}
