/** Lifecycle only: single instance, ready, quit. Services are made in `compose.ts`. */
import './desktop/quick-start';
import './desktop/web-crypto';
import path from 'node:path';
import { app } from 'electron';
import { begin, compose, type Application } from './compose';
import { systemClock } from './contract/ports';
import { registerAppScheme } from './desktop/app-protocol';
import { APP_NAME, APP_USER_MODEL_ID } from './desktop/identity';
import { FileLog } from './desktop/log';
import { prepareFolder } from './desktop/profile';
import { lockContents, quietChromium } from './desktop/safe-session';
import { parseStartOptions, type StartOptions } from './desktop/start-options';

/** A server that does not say goodbye must not keep the app from ending (milliseconds). */
const STOP_TIMEOUT = 5000;

/** What a second start hands to the first. */
interface SecondStart {
  readonly hidden: boolean;
  readonly link?: string;
}

const options = parseStartOptions(process.argv);
const profileDir = useProfile(options);
if (profileDir !== undefined) {
  const mine: SecondStart = { hidden: options.hidden, ...(options.link === undefined ? {} : { link: options.link }) };
  if (app.requestSingleInstanceLock(mine)) run(profileDir);
  else app.exit(0);
}

/** Undefined, and the app ends, when the folder can't be used. */
function useProfile({ profileDir: wanted }: StartOptions): string | undefined {
  app.setName(APP_NAME);
  try {
    const folder = prepareFolder(wanted ?? app.getPath('userData'));
    app.setPath('userData', folder);
    // Chromium's own files apart from Candor's.
    app.setPath('sessionData', prepareFolder(path.join(folder, 'chromium')));
    return folder;
  } catch (error) {
    process.stderr.write(
      `candor: the profile's folder can't be used: ${error instanceof Error ? error.message : String(error)}\n` +
        'Choose another one with --profile=DIR, or make this one writable.\n',
    );
    app.exit(2);
    return undefined;
  }
}

function run(folder: string): void {
  const log = new FileLog({
    folder: path.join(folder, 'logs'),
    verbose: options.verbose,
    clock: systemClock,
    toStandardError: (line) => process.stderr.write(line),
  });
  catchFaults(log);
  const beginning = begin(folder, log);
  app.setAppUserModelId(APP_USER_MODEL_ID);
  registerAppScheme();
  quietChromium(app);
  // Both at once would stop every helper process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  lockContents(app, log);

  let application: Application | undefined;
  /** Links that came before the application was there. */
  const early: string[] = options.link === undefined ? [] : [options.link];
  const receiveLink = (link: string): void => {
    if (application === undefined) early.push(link);
    else application.receiveLink(link);
  };

  app.on('second-instance', (_event, _argv, _folder, data) => {
    const second = data as SecondStart | undefined;
    if (second?.link !== undefined) receiveLink(second.link);
    else if (second?.hidden !== true) application?.open();
  });
  // macOS hands over links and clicks on the dock as events.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    receiveLink(link);
  });
  app.on('activate', () => application?.open());
  // The tray keeps the app alive.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', () => application?.allowClose());
  endInOrder(() => application);

  app
    .whenReady()
    .then(async () => {
      application = compose({
        profileDir: folder,
        ownProfile: options.profileDir !== undefined,
        bundleDir: __dirname,
        log,
        beginning,
      });
      const startedAtLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
      const started = application.start(options.hidden || startedAtLogin);
      for (const link of early) application.receiveLink(link);
      await started;
    })
    .catch((error: unknown) => {
      log.error('main', 'the start failed', error);
      log.flushSync();
      // Without services there is nothing to show: an app that can't be seen must not stay.
      if (application === undefined) {
        process.stderr.write(`candor: the start failed; see ${path.join(folder, 'logs', 'candor.log')}\n`);
        app.exit(1);
      }
    });
}

/** The windows are closed already; the servers hear a goodbye before the process ends. */
function endInOrder(application: () => Application | undefined): void {
  let ended = false;
  app.on('will-quit', (event) => {
    const running = application();
    if (ended || running === undefined) return;
    event.preventDefault();
    const end = (): void => {
      if (ended) return;
      ended = true;
      // Electron does not hear a quit from within the handling of the last one.
      setImmediate(() => app.quit());
    };
    systemClock.after(STOP_TIMEOUT, end);
    running.stop().then(end, end);
  });
}

/** A fault is written down, without secrets, and the app goes on: no message shall be lost for it. */
function catchFaults(log: FileLog): void {
  process.on('uncaughtException', (error) => {
    log.error('main', 'uncaught exception', error);
    log.flushSync();
  });
  process.on('unhandledRejection', (reason) => log.error('main', 'unhandled rejection', reason));
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (reason !== 'clean-exit') log.warn('main', `a helper process ended: ${type}, ${reason}`);
  });
}
