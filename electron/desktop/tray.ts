/**
 * The tray icon. It takes its factory as an argument and is drawn from one state; nothing else
 * remembers what it shows.
 */
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Availability, ChosenAvailability } from '../contract/presence';
import { words } from './words';

/** What is used of Electron's Tray. */
export interface TrayIcon {
  setImage(file: string): void;
  setToolTip(text: string): void;
  setContextMenu(menu: readonly MenuItemConstructorOptions[]): void;
  onClick(listener: () => void): void;
  destroy(): void;
}

/** Of one account: `AccountStatus` of the features. */
export interface TrayAccount {
  readonly chosen: ChosenAvailability;
  readonly shown: Availability;
  readonly connection: 'online' | 'connecting' | 'offline';
}

export interface TrayState {
  readonly accounts: readonly TrayAccount[];
  readonly unread: number;
  /** What plays is shared, as far as there is anything to share. */
  readonly sharing: boolean;
  /** What others may see of it now. */
  readonly tune: { readonly artist?: string; readonly title?: string } | undefined;
  readonly startAtLogin: boolean;
  /** The panel is dark as far as the system says, so the icon has to be light. */
  readonly darkPanel: boolean;
}

export interface TrayActions {
  readonly open: () => void;
  readonly setAvailability: (availability: ChosenAvailability) => void;
  readonly setSharing: (on: boolean) => void;
  readonly setStartAtLogin: (on: boolean) => void;
  readonly quit: () => void;
}

export type TrayPicture = 'online' | 'away' | 'offline' | 'unread';

const choices = ['available', 'away', 'dnd', 'offline'] as const satisfies readonly ChosenAvailability[];

export function trayPicture(state: TrayState): TrayPicture {
  if (state.unread > 0) return 'unread';
  const online = state.accounts.filter((account) => account.connection === 'online' && account.shown !== 'offline');
  if (online.length === 0) return 'offline';
  return online.some(({ shown }) => shown === 'available' || shown === 'chat') ? 'online' : 'away';
}

/**
 * Where the pictures lie. They are named for the ground they stand on, "-light" or "-dark"; macOS
 * colours a template by itself, and Windows wants an icon with all sizes in it.
 */
export function trayFile(folder: string, picture: TrayPicture, darkPanel: boolean, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return path.join(folder, `${picture}-Template.png`);
  const extension = platform === 'win32' ? 'ico' : 'png';
  return path.join(folder, `${picture}-${darkPanel ? 'dark' : 'light'}.${extension}`);
}

export function trayTooltip(state: TrayState): string {
  return [words.appName, statusWords(state), ...(state.unread > 0 ? [words.unread(state.unread)] : [])].join(', ');
}

function statusWords({ accounts }: TrayState): string {
  const [first] = accounts;
  if (first === undefined) return words.notSignedIn;
  if (accounts.some(({ connection }) => connection === 'connecting')) return words.connecting;
  const online = accounts.find(({ connection }) => connection === 'online');
  if (online === undefined) return words.availability.offline;
  // Idle shows as "away" to others although "available" is chosen; "xa" is a longer "away".
  const { shown } = online;
  return words.availability[shown === 'chat' ? 'available' : shown === 'xa' ? 'away' : shown];
}

export function trayMenu(state: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const [first] = state.accounts;
  return [
    { label: words.open, click: actions.open },
    {
      label: words.status,
      enabled: first !== undefined,
      submenu: choices.map((choice) => ({
        label: words.availability[choice],
        type: 'radio',
        enabled: first !== undefined,
        checked: (first?.chosen ?? 'offline') === choice,
        click: () => actions.setAvailability(choice),
      })),
    },
    { type: 'separator' },
    {
      label: words.share,
      type: 'checkbox',
      enabled: first !== undefined,
      checked: state.sharing,
      click: () => actions.setSharing(!state.sharing),
    },
    ...(state.tune === undefined ? [] : [{ label: tuneLabel(state.tune), enabled: false }]),
    {
      label: words.startAtLogin,
      type: 'checkbox',
      checked: state.startAtLogin,
      click: () => actions.setStartAtLogin(!state.startAtLogin),
    },
    { type: 'separator' },
    { label: words.quit, click: actions.quit },
  ];
}

/** As long as a menu's line may be. */
const MAX_LABEL = 80;

/** An ampersand would underline the letter after it. */
function tuneLabel({ artist = '', title = '' }: NonNullable<TrayState['tune']>): string {
  const label = words.tune(artist, title);
  const cut = label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1).replace(/[\ud800-\udbff]$/u, '')}…` : label;
  return cut.replaceAll('&', '&&');
}

export interface TrayOptions {
  readonly createTray: (file: string) => TrayIcon;
  /** Folder of the pictures. */
  readonly pictures: string;
  readonly platform: NodeJS.Platform;
  readonly actions: TrayActions;
}

export class TrayService {
  readonly #options: TrayOptions;
  #icon: TrayIcon | undefined;
  #state: TrayState | undefined;
  #drawn: { file: string; tooltip: string; menu: string } | undefined;

  constructor(options: TrayOptions) {
    this.#options = options;
  }

  /** Puts the icon in the tray, or takes it away where there is none any more. */
  setAvailable(available: boolean): void {
    if (!available) this.#remove();
    else this.#draw(true);
  }

  render(state: TrayState): void {
    this.#state = state;
    this.#draw(false);
  }

  destroy(): void {
    this.#remove();
  }

  #remove(): void {
    this.#icon?.destroy();
    this.#icon = undefined;
    this.#drawn = undefined;
  }

  /** Only what changed is sent: each new menu gets new ids on the bus and closes an open one. */
  #draw(create: boolean): void {
    const state = this.#state;
    if (state === undefined || (this.#icon === undefined && !create)) return;
    const { createTray, pictures, platform, actions } = this.#options;
    const file = trayFile(pictures, trayPicture(state), state.darkPanel, platform);
    const tooltip = trayTooltip(state);
    const menu = trayMenu(state, actions);
    const menuText = JSON.stringify(menu);
    if (this.#icon === undefined) {
      this.#icon = createTray(file);
      this.#icon.onClick(actions.open);
    } else if (this.#drawn?.file !== file) this.#icon.setImage(file);
    if (this.#drawn?.tooltip !== tooltip) this.#icon.setToolTip(tooltip);
    if (this.#drawn?.menu !== menuText) this.#icon.setContextMenu(menu);
    this.#drawn = { file, tooltip, menu: menuText };
  }
}
