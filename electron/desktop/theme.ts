/** The system's and the user's theme: what the window's frame, menus, ground and tray icon look like. */
import type { NativeTheme } from 'electron';
import type { Theme } from '../contract/settings';

/** `--ground` of the window's style sheet, so that no other colour flashes before the page is drawn. */
const grounds = { light: '#f6f7f7', dark: '#121817' } as const;

/** The last property is missing in older Electrons. */
type Themes = Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'> &
  Partial<Pick<NativeTheme, 'shouldUseDarkColorsForSystemIntegratedUI'>>;

export interface ThemeOptions {
  readonly nativeTheme: Themes;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

export class ThemeService {
  readonly #options: ThemeOptions;
  #systemIsDark: boolean;

  constructor(options: ThemeOptions) {
    this.#options = options;
    this.#systemIsDark = options.nativeTheme.shouldUseDarkColors;
  }

  /** Applies the chosen theme to Chromium and the frame. High contrast is drawn by the page, by the system's scheme. */
  apply(theme: Theme): void {
    const source = theme === 'high-contrast' ? 'system' : theme;
    const { nativeTheme } = this.#options;
    if (nativeTheme.themeSource !== source) nativeTheme.themeSource = source;
  }

  /** The system's theme may have changed. While the user has chosen one, Electron does not tell which it is. */
  systemChanged(): void {
    const { nativeTheme } = this.#options;
    if (nativeTheme.themeSource === 'system') this.#systemIsDark = nativeTheme.shouldUseDarkColors;
  }

  /** Ground colour of the window, "#rrggbb". */
  get ground(): string {
    return this.#options.nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light;
  }

  /**
   * Whether the panel that holds the tray is dark. GNOME's top bar is, in every theme; Windows has a colour mode of
   * its own for the taskbar, beside that of the apps.
   */
  get panelIsDark(): boolean {
    const { nativeTheme, platform, environment } = this.#options;
    if (platform === 'win32') return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ?? this.#systemIsDark;
    const desktops = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':');
    return desktops.includes('gnome') || this.#systemIsDark;
  }
}
