/**
 * The one window: made when it is first shown, hidden to the tray on close, released after a while
 * there, and made again in the same place.
 */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import type { CommandArgs } from '../contract/commands';
import type { EventMap } from '../contract/events';
import type { Clock, Log } from '../contract/ports';
import { APP_PAGE } from './app-protocol';
import { reasonOf } from './errors';
import { MIN_SIZE, placeOnScreens, type WindowMemoryFile } from './window-place';

/** A hidden window keeps its renderer this long (milliseconds), so that a quick return is instant. */
export const RELEASE_AFTER = 30_000;
/** Moves and resizes are written down once they rest this long (milliseconds). */
const PLACE_RESTS = 500;
/** A page that dies more often than this within the time below is left closed. */
const MAX_CRASHES = 3;
const CRASH_WINDOW = 60_000;

type CloseQuestion = EventMap['closeQuestionRaised']['reason'];

export interface MainWindowOptions {
  readonly createWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  /** Work areas of the screens, first screen first. */
  readonly workAreas: () => readonly Rectangle[];
  readonly memory: WindowMemoryFile;
  readonly clock: Clock;
  readonly log: Log;
  readonly preload: string;
  readonly icon: string;
  readonly devTools: boolean;
  /** Ground colour of the theme as far as it is known, "#rrggbb". */
  readonly systemGround: () => string;
  readonly closeToTray: () => boolean;
  readonly trayAvailable: () => boolean;
  readonly quit: () => void;
  /** Asks the user in the window; the answer comes by `answerClose`. */
  readonly askBeforeClose: (reason: CloseQuestion) => void;
  /** A page is being loaded: commands and events may flow. */
  readonly opened: (contents: WebContents) => void;
  readonly gone: () => void;
  /** The window came onto the screen or left it. */
  readonly shown: (shown: boolean) => void;
}

export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | undefined;
  #drawn = false;
  #wanted = false;
  #responsive = true;
  #quitting = false;
  #question: CloseQuestion | undefined;
  #listening = listeningPromise();
  #isListening = false;
  #cancelRelease: (() => void) | undefined;
  #cancelPlace: (() => void) | undefined;
  #crashes: number[] = [];

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** On screen with the keyboard in it. */
  get inFront(): boolean {
    return this.#window?.isVisible() === true && this.#window.isFocused();
  }

  /** Shows and focuses the window, making it first where there is none. */
  open(): void {
    this.#cancelRelease?.();
    this.#cancelRelease = undefined;
    this.#wanted = true;
    if (this.#window === undefined) this.#create();
    else if (this.#drawn) this.#bringForward(this.#window);
  }

  /** Resolves once the page has drawn its snapshot and hears events. */
  whenListening(): Promise<void> {
    return this.#listening.promise;
  }

  /** The page has drawn its snapshot and hears events. */
  pageListens(): void {
    this.#isListening = true;
    this.#listening.resolve();
  }

  answerClose(answer: CommandArgs<'window.answerClose'>['answer']): void {
    const question = this.#question;
    this.#question = undefined;
    if (question === undefined || answer === 'stay') return;
    if (question === 'first-close') this.#remember({ closeExplained: true });
    if (answer === 'quit') this.#options.quit();
    else this.#hide();
  }

  /** From now on the window closes when it is told to. */
  allowClose(): void {
    this.#quitting = true;
    this.#savePlace();
  }

  setGround(colour: string): void {
    this.#window?.setBackgroundColor(colour);
    if (this.#options.memory.memory.ground !== colour) this.#remember({ ground: colour });
  }

  #create(): void {
    const { memory, workAreas, createWindow, preload, icon, devTools, systemGround, opened, log } = this.#options;
    const window = createWindow({
      ...placeOnScreens(memory.memory.bounds, workAreas()),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Candor',
      icon,
      // The chosen theme is in the profile, which is still being read at the first start: last time's ground is it.
      backgroundColor: memory.memory.ground ?? systemGround(),
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: true,
        devTools,
      },
    });
    this.#window = window;
    this.#drawn = false;
    this.#responsive = true;
    window.setMenuBarVisibility(false);
    if (memory.memory.maximized) window.maximize();
    this.#follow(window);
    opened(window.webContents);
    window
      .loadURL(APP_PAGE)
      .catch((error: unknown) => log.error('window', `the page did not load: ${reasonOf(error)}`));
  }

  #follow(window: BrowserWindow): void {
    const placeMayChange = (): void => {
      this.#cancelPlace?.();
      this.#cancelPlace = this.#options.clock.after(PLACE_RESTS, () => this.#savePlace());
    };
    window.once('ready-to-show', () => {
      this.#drawn = true;
      if (this.#wanted) this.#bringForward(window);
    });
    window.on('close', (event) => {
      if (this.#quitting) return;
      event.preventDefault();
      this.#closeWanted();
    });
    window.on('resize', placeMayChange);
    window.on('move', placeMayChange);
    window.on('maximize', placeMayChange);
    window.on('unmaximize', placeMayChange);
    window.on('unresponsive', () => {
      this.#responsive = false;
      this.#options.log.warn('window', 'the page does not answer');
    });
    window.on('responsive', () => {
      this.#responsive = true;
    });
    window.webContents.on('render-process-gone', (_event, details) => this.#crashed(window, details.reason));
    const tell = (): void => this.#options.shown(window.isVisible() && !window.isMinimized());
    window.on('show', tell);
    window.on('hide', tell);
    window.on('minimize', tell);
    window.on('restore', tell);
    window.on('closed', () => this.#forget(window));
  }

  #closeWanted(): void {
    const { closeToTray, trayAvailable, memory, quit, askBeforeClose } = this.#options;
    if (!closeToTray()) {
      quit();
      return;
    }
    const question: CloseQuestion | undefined = !trayAvailable()
      ? 'no-tray'
      : memory.memory.closeExplained
        ? undefined
        : 'first-close';
    if (question === undefined) this.#hide();
    // Where the page can't ask, a close is taken at its word.
    else if (!this.#isListening || !this.#responsive) (question === 'no-tray' ? quit : () => this.#hide())();
    else {
      this.#question = question;
      askBeforeClose(question);
    }
  }

  #hide(): void {
    this.#wanted = false;
    this.#savePlace();
    this.#window?.hide();
    this.#cancelRelease?.();
    this.#cancelRelease = this.#options.clock.after(RELEASE_AFTER, () => this.#release());
  }

  #release(): void {
    this.#cancelRelease = undefined;
    this.#options.log.debug('window', 'released');
    this.#window?.destroy();
  }

  #crashed(window: BrowserWindow, reason: string): void {
    const { clock, log } = this.#options;
    log.error('window', `the page's process ended: ${reason}`);
    if (this.#quitting || this.#window !== window || reason === 'clean-exit') return;
    const now = clock.now();
    this.#crashes = [...this.#crashes.filter((at) => at > now - CRASH_WINDOW), now];
    const again = this.#wanted && this.#crashes.length <= MAX_CRASHES;
    window.destroy();
    if (again) this.open();
  }

  #forget(window: BrowserWindow): void {
    if (this.#window !== window) return;
    this.#cancelPlace?.();
    this.#cancelPlace = undefined;
    this.#window = undefined;
    this.#question = undefined;
    if (this.#isListening) this.#listening = listeningPromise();
    this.#isListening = false;
    this.#options.shown(false);
    this.#options.gone();
  }

  #bringForward(window: BrowserWindow): void {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #savePlace(): void {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) return;
    this.#remember({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  }

  #remember(change: Parameters<WindowMemoryFile['update']>[0]): void {
    this.#options.memory.update(change).catch((error: unknown) => {
      this.#options.log.warn('window', `the window's place was not written: ${reasonOf(error)}`);
    });
  }
}

/** The runtime's floor has no `Promise.withResolvers`. */
function listeningPromise(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
