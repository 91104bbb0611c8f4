import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MainWindow, RELEASE_AFTER } from '../../../electron/desktop/main-window';
import { WindowMemoryFile } from '../../../electron/desktop/window-place';
import { FakeClock, settle } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';

vi.mock('electron', () => ({ protocol: {} }));

/** What MainWindow uses of a BrowserWindow, behaving as it does. */
class FakeWindow extends EventEmitter {
  readonly webContents = new EventEmitter();
  readonly options: BrowserWindowConstructorOptions;
  bounds: { x: number; y: number; width: number; height: number };
  visible = false;
  focused = false;
  minimized = false;
  destroyed = false;
  ground = '';

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 0, height: options.height ?? 0 };
  }

  loadURL = (): Promise<void> => Promise.resolve();
  setMenuBarVisibility = (): void => undefined;
  maximize = (): void => undefined;
  isMaximized = (): boolean => false;
  isMinimized = (): boolean => this.minimized;
  isVisible = (): boolean => this.visible;
  isFocused = (): boolean => this.focused;
  isDestroyed = (): boolean => this.destroyed;
  getNormalBounds = (): FakeWindow['bounds'] => this.bounds;
  setBackgroundColor = (colour: string): void => {
    this.ground = colour;
  };
  restore = (): void => {
    this.minimized = false;
  };
  show = (): void => {
    this.visible = true;
  };
  hide = (): void => {
    this.visible = false;
    this.focused = false;
  };
  focus = (): void => {
    this.focused = true;
  };
  destroy = (): void => {
    this.destroyed = true;
    this.visible = false;
    this.emit('closed');
  };
  /** The close button: what is not prevented closes. */
  close = (): void => {
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    this.emit('close', event);
    if (!event.prevented) this.destroy();
  };
}

describe('MainWindow', () => {
  let folder: string;
  let clock: FakeClock;
  let windows: FakeWindow[];
  let tray: boolean;
  let closeToTray: boolean;
  let asked: string[];
  let quits: number;
  let gone: number;
  let shown: boolean[];
  let memory: WindowMemoryFile;
  let main: MainWindow;
  const latest = (): FakeWindow => {
    const window = windows.at(-1);
    if (window === undefined) throw new Error('no window was made');
    return window;
  };
  const openAndListen = (): FakeWindow => {
    main.open();
    latest().emit('ready-to-show');
    main.pageListens();
    return latest();
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'candor-window-'));
    clock = new FakeClock();
    windows = [];
    tray = true;
    closeToTray = true;
    asked = [];
    quits = 0;
    gone = 0;
    shown = [];
    memory = new WindowMemoryFile(path.join(folder, 'window.json'));
    main = new MainWindow({
      createWindow: (options) => {
        windows.push(new FakeWindow(options));
        return latest() as unknown as BrowserWindow;
      },
      workAreas: () => [{ x: 0, y: 0, width: 1920, height: 1080 }],
      memory,
      clock,
      log: new RecordingLog(),
      preload: '/preload.cjs',
      icon: '/icon.png',
      devTools: false,
      systemGround: () => '#121817',
      closeToTray: () => closeToTray,
      trayAvailable: () => tray,
      quit: () => (quits += 1),
      askBeforeClose: (reason) => asked.push(reason),
      opened: () => undefined,
      gone: () => (gone += 1),
      shown: (isShown) => shown.push(isShown),
    });
  });
  afterEach(async () => {
    await settle();
    rmSync(folder, { recursive: true, maxRetries: 3 });
  });

  it('tells whether it is on the screen', () => {
    const window = openAndListen();
    window.emit('show');
    window.minimized = true;
    window.emit('minimize');
    window.minimized = false;
    window.emit('restore');
    window.visible = false;
    window.emit('hide');
    expect(shown).toEqual([true, false, true, false]);
  });

  it('is made when it is first shown, in the sandbox, and shown when it is drawn', () => {
    expect(windows).toHaveLength(0);
    main.open();
    expect(latest().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
    });
    expect(latest().options.backgroundColor).toBe('#121817');
    expect(latest().visible).toBe(false);
    latest().emit('ready-to-show');
    expect(latest().visible).toBe(true);
    expect(main.inFront).toBe(true);
  });

  it('comes forward when it is there already', () => {
    const window = openAndListen();
    window.minimized = true;
    window.focused = false;
    main.open();
    expect(windows).toHaveLength(1);
    expect(window).toMatchObject({ minimized: false, focused: true });
  });

  it('asks at the first close and hides at later ones', () => {
    const window = openAndListen();
    window.close();
    expect(asked).toEqual(['first-close']);
    expect(window.visible).toBe(true);
    main.answerClose('hide');
    expect(window.visible).toBe(false);
    main.open();
    window.close();
    expect(asked).toHaveLength(1);
    expect(window.visible).toBe(false);
    expect(quits).toBe(0);
  });

  it('asks again after "stay"', () => {
    const window = openAndListen();
    window.close();
    main.answerClose('stay');
    expect(window.visible).toBe(true);
    window.close();
    expect(asked).toEqual(['first-close', 'first-close']);
  });

  it('quits when the answer says so', () => {
    openAndListen().close();
    main.answerClose('quit');
    expect(quits).toBe(1);
  });

  it('asks each time without a tray', () => {
    tray = false;
    const window = openAndListen();
    for (let time = 1; time <= 2; time += 1) {
      window.close();
      expect(asked).toHaveLength(time);
      main.answerClose('stay');
    }
    expect(asked).toEqual(['no-tray', 'no-tray']);
  });

  it('quits without a question when the user wants no tray', () => {
    closeToTray = false;
    openAndListen().close();
    expect(asked).toEqual([]);
    expect(quits).toBe(1);
  });

  it('ignores an answer to no question', () => {
    const window = openAndListen();
    main.answerClose('quit');
    main.answerClose('hide');
    expect(quits).toBe(0);
    expect(window.visible).toBe(true);
  });

  it('takes a close at its word where the page can not ask', () => {
    main.open();
    latest().emit('ready-to-show');
    latest().close();
    expect(asked).toEqual([]);
    expect(latest().visible).toBe(false);
    const hung = openAndListen();
    hung.emit('unresponsive');
    tray = false;
    hung.close();
    expect(quits).toBe(1);
  });

  it('releases its page after a while in the tray, and comes back where it was', async () => {
    const window = openAndListen();
    window.bounds = { x: 50, y: 60, width: 900, height: 700 };
    window.emit('move');
    window.close();
    main.answerClose('hide');
    await clock.advance(RELEASE_AFTER - 1);
    expect(window.destroyed).toBe(false);
    await clock.advance(1);
    expect(window.destroyed).toBe(true);
    expect(gone).toBe(1);
    main.open();
    expect(windows).toHaveLength(2);
    expect(latest().options).toMatchObject({ x: 50, y: 60, width: 900, height: 700 });
  });

  it('keeps its page when it comes back soon', async () => {
    const window = openAndListen();
    window.close();
    main.answerClose('hide');
    await clock.advance(RELEASE_AFTER - 1);
    main.open();
    await clock.advance(RELEASE_AFTER * 2);
    expect(window.destroyed).toBe(false);
    expect(window.visible).toBe(true);
  });

  it('tells when the page listens, for each page anew', async () => {
    let listened = 0;
    const count = (): void => {
      listened += 1;
    };
    void main.whenListening().then(count);
    openAndListen();
    await settle();
    expect(listened).toBe(1);
    latest().destroy();
    void main.whenListening().then(count);
    await settle();
    expect(listened).toBe(1);
    openAndListen();
    await settle();
    expect(listened).toBe(2);
  });

  it('keeps whoever waited before a page that never came to listen', async () => {
    const heard = vi.fn();
    void main.whenListening().then(heard);
    main.open();
    latest().destroy();
    openAndListen();
    await settle();
    expect(heard).toHaveBeenCalledOnce();
  });

  it('makes a new page when one dies, but not for ever', async () => {
    openAndListen();
    for (let time = 0; time < 10; time += 1) {
      latest().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      latest().emit('ready-to-show');
    }
    expect(windows).toHaveLength(4);
    await clock.advance(120_000);
    openAndListen();
    latest().webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(windows).toHaveLength(6);
  });

  it('makes no new page for one that died hidden', () => {
    const window = openAndListen();
    window.close();
    main.answerClose('hide');
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(windows).toHaveLength(1);
  });

  it('closes when the application ends', () => {
    const window = openAndListen();
    main.allowClose();
    window.close();
    expect(window.destroyed).toBe(true);
    expect(asked).toEqual([]);
  });

  it('has the last theme’s ground from the first moment', async () => {
    openAndListen();
    main.setGround('#f6f7f7');
    expect(latest().ground).toBe('#f6f7f7');
    latest().destroy();
    main.open();
    expect(latest().options.backgroundColor).toBe('#f6f7f7');
    await settle();
  });
});
