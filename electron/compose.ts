/** The only place where main's services are made and joined. */
import { createRequire } from 'node:module';
import { homedir, networkInterfaces } from 'node:os';
import path from 'node:path';
import { EVENT_CHANNEL } from './contract/bridge';
import type { CommandArgs, CommandHandlers } from './contract/commands';
import { EventHub } from './contract/event-hub';
import type { Surroundings } from './contract/models';
import { systemClock, type Clock } from './contract/ports';
import { APP_ORIGIN, serveAppFiles } from './desktop/app-protocol';
import { autostartFile, LinuxAutostart, LoginItemAutostart, startCommand, type Autostart } from './desktop/autostart';
import { LazyBus } from './desktop/dbus';
import { reasonOf } from './desktop/errors';
import { readExtraCertificates } from './desktop/extra-certificates';
import { makeDesktopHandlers, makeRequests, type Requests } from './desktop/handlers';
import { IdleWatcher } from './desktop/idle';
import { KeychainSecretStore, type Keytar } from './desktop/keychain';
import { watchScreenLock, watchSessionLock } from './desktop/lock-watch';
import type { FileLog } from './desktop/log';
import { MainWindow } from './desktop/main-window';
import { applicationMenu } from './desktop/menus';
import { watchNetwork } from './desktop/network-watch';
import { makePlayerReader } from './desktop/now-playing/reader';
import { NotificationCenter, type ConversationRef, type NoteListener } from './desktop/notifications';
import { ElectronPresenter } from './desktop/notifications-electron';
import { LinuxPresenter } from './desktop/notifications-linux';
import { profileId } from './desktop/profile';
import * as runtime from './desktop/runtime';
import { lockSession, type RequestCounts } from './desktop/safe-session';
import { applySpelling, downloadsDictionaries } from './desktop/spelling';
import { StartAtLogin } from './desktop/start-at-login';
import { ThemeService } from './desktop/theme';
import { TrayService } from './desktop/tray';
import { TrayHostWatch } from './desktop/tray-host';
import { WindowMemoryFile } from './desktop/window-place';
import { Beginning } from './features/beginning';
import { makeFeatures, type Features } from './features/features';
import { EventPusher } from './ipc/push-events';
import { serveCommands } from './ipc/serve-commands';
import { bareJid } from './xmpp/jid';

/** Milliseconds in which changes are gathered before the tray is drawn anew. */
const TRAY_RESTS = 100;
/** A page that has not asked for its contacts by then does not keep the tray waiting (milliseconds). */
const PAGE_PATIENCE = 3000;

export interface ComposeOptions {
  /** Absolute path of the profile's folder; it exists. */
  readonly profileDir: string;
  /** The profile is not the one that is used when none is named. */
  readonly ownProfile: boolean;
  /** Folder of the built main bundle; renderer, preload and icons lie beside it. */
  readonly bundleDir: string;
  readonly log: FileLog;
  readonly beginning: Beginning;
}

/** Before Electron is ready. */
export function begin(profileDir: string, log: FileLog): Beginning {
  const clock = systemClock;
  const secrets = new KeychainSecretStore({
    service: `Candor ${profileId(profileDir)}`,
    loadKeytar: () => createRequire(__filename)('keytar') as Keytar,
    clock,
    log,
  });
  return new Beginning({ profileDir, extraCertificates: readExtraCertificates(process.env, log), secrets, clock });
}

/** The running application, as its lifecycle sees it. */
export interface Application {
  /** Once Electron is ready: serves the window, shows it unless hidden, starts the features. */
  start(hidden: boolean): Promise<void>;
  /** Shows the window. */
  open(): void;
  /** An `xmpp:` link came from outside: the window asks the user about it. */
  receiveLink(link: string): void;
  /** The application ends: the window no longer hides when it is closed. */
  allowClose(): void;
  /** Ends the features and what the desktop holds. */
  stop(): Promise<void>;
}

/** What the parts below share. */
interface Base {
  readonly options: ComposeOptions;
  readonly log: FileLog;
  readonly clock: Clock;
  readonly hub: EventHub;
  readonly bus: LazyBus;
  readonly features: Features;
  readonly theme: ThemeService;
  /** Whether there is a tray now; the tray's part writes it. */
  readonly tray: { available: boolean };
  /** The lock on the window's session writes it. */
  readonly requests: RequestCounts;
  readonly surroundings: () => Surroundings;
  readonly changeSettings: (change: CommandArgs<'settings.change'>) => void;
}

/** After Electron is ready. */
export function compose(options: ComposeOptions): Application {
  const base = composeBase(options);
  const { features, hub, log, theme, clock } = base;
  const { window, pusher, front } = composeWindow(base);
  const requests = makeRequests({ window, hub, log, normalizeJid: bareJid });
  let started: Promise<void> | undefined;

  const handlers: CommandHandlers = {
    ...features.handlers,
    ...makeDesktopHandlers({
      window,
      requests,
      openOutside: runtime.openOutside,
      copyText: runtime.copyText,
      chooseFile: runtime.chooseFile,
      chooseExisting: runtime.chooseExisting,
      addPolicyPack: (file) => features.addPolicyPack(file),
      exportConversation: (request, file) => features.exportConversation(request, file),
      chooseFolder: runtime.chooseFolder,
      exportEverything: (account, folder) => features.exportEverything(account, folder),
      openExport: (account, file) => features.openExport(account, file),
      contactName: (account, jid) => features.contactName(account, jid),
      setOpenConversation: (conversation) => {
        front.conversation = conversation;
        features.setOpenConversation(conversation);
      },
    }),
    'app.snapshot': async () => {
      await started;
      pusher.snapshotAsked();
      const snapshot = await features.handlers['app.snapshot'](undefined);
      pusher.snapshotAnswered();
      return snapshot;
    },
  };
  const stopNotifying = composeNotifications(base, window, requests, front);
  const tray = composeTray(base, window);
  const surroundings = composeSurroundings(base);

  const settingsChanged = (): void => {
    theme.apply(features.settings.theme);
    window.setGround(theme.ground);
    applySpelling(runtime.windowSession(), features.settings, process.platform);
  };
  return {
    async start(hidden) {
      lockSession(runtime.windowSession(), log, base.requests);
      serveAppFiles(runtime.windowSession(), path.join(options.bundleDir, '../renderer'));
      // Off before a page exists, so that nothing is fetched for it.
      applySpelling(runtime.windowSession(), { spellChecking: false, spellCheckingLanguages: [] }, process.platform);
      serveCommands({ handlers, log, origin: APP_ORIGIN });
      // First, so that the keychain answers while Chromium makes the window.
      started = features.start();
      if (!hidden) window.open();
      await started;
      settingsChanged();
      hub.on('settingsChanged', settingsChanged);
      runtime.hearTheme(() => {
        theme.systemChanged();
        window.setGround(theme.ground);
        tray.render();
      });
      // Nothing below may keep the contacts from the screen.
      if (!hidden) await Promise.race([window.whenListening(), passed(clock, PAGE_PATIENCE)]);
      runtime.setApplicationMenu(applicationMenu(process.platform, !runtime.isPackaged()));
      runtime.claimLinks(process.platform);
      surroundings.start();
      await tray.start();
    },
    open: () => window.open(),
    receiveLink(link) {
      if (!requests.receiveLink(link)) window.open();
    },
    allowClose: () => window.allowClose(),
    async stop() {
      stopNotifying();
      surroundings.stop();
      tray.stop();
      pusher.stop();
      await features.stop();
      base.bus.close();
      log.flushSync();
    },
  };
}

function composeBase(options: ComposeOptions): Base {
  const { profileDir, log, beginning } = options;
  const { platform, env: environment } = process;
  const clock = systemClock;
  const hub = new EventHub();
  const tray = { available: platform !== 'linux' };
  const requests: RequestCounts = { allowed: 0, blocked: 0 };
  const bus = new LazyBus('session', () => import('dbus-next'), clock);
  const surroundings = (): Surroundings => ({
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    appVersion: runtime.appVersion(),
    trayAvailable: tray.available,
    spellCheckingLanguagesAvailable: runtime.windowSession().availableSpellCheckerLanguages,
    spellCheckingDownloads: downloadsDictionaries(platform),
    locale: runtime.systemLocale(),
  });
  const features = makeFeatures({
    profileDir,
    secrets: beginning.secrets,
    hub,
    log,
    clock,
    appVersion: runtime.appVersion(),
    extraCertificates: beginning.extraCertificates,
    beginning,
    surroundings,
    windowRequests: { count: async () => ({ ...requests, cookies: await runtime.windowCookies() }) },
    players: makePlayerReader({ platform, bus, notifications: runtime.distributedNotifications, clock, log }),
  });
  return {
    options,
    log,
    clock,
    hub,
    bus,
    features,
    theme: new ThemeService({ nativeTheme: runtime.theme(), environment }),
    tray,
    requests,
    surroundings,
    changeSettings: (change) => {
      Promise.resolve(features.handlers['settings.change'](change)).catch((error: unknown) => {
        log.error('settings', 'not changed', error);
      });
    },
  };
}

/** The conversation that the page says it shows. */
interface Front {
  conversation: ConversationRef | null;
}

function passed(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}

function composeWindow({ options, log, clock, hub, features, theme, tray }: Base): {
  window: MainWindow;
  pusher: EventPusher;
  front: Front;
} {
  const pusher = new EventPusher(hub, clock);
  const memory = new WindowMemoryFile(path.join(options.profileDir, 'window.json'));
  const front: Front = { conversation: null };
  const window = new MainWindow({
    createWindow: runtime.createWindow,
    workAreas: runtime.workAreas,
    memory,
    clock,
    log,
    preload: path.join(options.bundleDir, '../preload/preload.cjs'),
    icon: path.join(options.bundleDir, '../icons/app/256.png'),
    devTools: !runtime.isPackaged(),
    systemGround: () => theme.ground,
    closeToTray: () => features.settings.closeToTray,
    trayAvailable: () => tray.available,
    quit: runtime.quit,
    askBeforeClose: (reason) => hub.emit('closeQuestionRaised', { reason }),
    opened: (contents) => pusher.attach((events) => runtime.sendTo(contents, EVENT_CHANNEL, JSON.stringify(events))),
    shown: (shown) => features.setShown(shown),
    gone: () => {
      pusher.detach();
      front.conversation = null;
      features.windowGone();
    },
  });
  return { window, pusher, front };
}

/** Returns how to stop. */
function composeNotifications(
  { hub, bus, clock, log, features }: Base,
  window: MainWindow,
  requests: Requests,
  front: Front,
): () => void {
  const acted: NoteListener = (tag, action) => center.acted(tag, action);
  const byElectron = new ElectronPresenter({
    create: runtime.createNotification,
    platform: process.platform,
    log,
    acted,
  });
  const run = (what: string, task: () => unknown): void => {
    Promise.resolve()
      .then(task)
      .catch((error: unknown) => log.warn('notifications', `${what}: ${reasonOf(error)}`));
  };
  const center: NotificationCenter = new NotificationCenter({
    presenter:
      process.platform === 'linux' ? new LinuxPresenter({ bus, fallback: byElectron, log, acted }) : byElectron,
    clock,
    settings: () => features.settings,
    doNotDisturb: (account) =>
      features.accountStatuses().some(({ jid, chosen }) => jid === account && chosen === 'dnd'),
    inFront: () => (window.inFront ? (front.conversation ?? undefined) : undefined),
    nameOf: (conversation) => features.contactName(conversation.account, conversation.with),
    open: (conversation) => requests.openConversation(conversation),
    markRead: ({ account, with: jid }, upTo) =>
      run('not marked as read', () => features.handlers['messages.markRead']({ account, with: jid, upTo })),
    reply: ({ account, with: jid }, body) =>
      run('reply not sent', () => features.handlers['messages.send']({ account, with: jid, body })),
  });
  const stops = [
    hub.on('messagesAdded', ({ account, messages }) => center.messagesAdded(account, messages)),
    hub.on('conversationsChanged', ({ account, conversations }) => center.conversationsChanged(account, conversations)),
    hub.on('accountRemoved', ({ jid }) => center.accountRemoved(jid)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function composeTray(base: Base, window: MainWindow): { start(): Promise<void>; stop(): void; render(): void } {
  const { options, bus, log, clock, hub, features, theme } = base;
  const service = new TrayService({
    createTray: runtime.createTray,
    pictures: path.join(options.bundleDir, '../icons/tray'),
    platform: process.platform,
    actions: {
      open: () => window.open(),
      setAvailability: (availability) => {
        features.setAvailability(availability).catch((error: unknown) => log.error('tray', 'status', error));
      },
      setSharing: (on) => {
        if (on && !features.settings.tune.previewed) {
          window.open();
          hub.emit('sharingRequested', {});
        } else base.changeSettings({ sending: { ...features.settings.sending, tune: on } });
      },
      setStartAtLogin: (on) => base.changeSettings({ startAtLogin: on }),
      quit: runtime.quit,
    },
  });
  const render = (): void =>
    service.render({
      accounts: features.accountStatuses(),
      unread: features.unreadTotal(),
      sharing: features.settings.sending.tune && features.settings.tune.previewed,
      tune: features.sharedTune(),
      startAtLogin: features.settings.startAtLogin,
      darkPanel: theme.panelIsDark,
    });
  let cancelRender: (() => void) | undefined;
  const renderSoon = (): void => {
    cancelRender ??= clock.after(TRAY_RESTS, () => {
      cancelRender = undefined;
      render();
    });
  };
  const host = new TrayHostWatch({
    bus,
    log,
    changed: (available) => {
      base.tray.available = available;
      service.setAvailable(available);
      hub.emit('surroundingsChanged', { surroundings: base.surroundings() });
    },
  });
  const stops = [
    hub.on('accountChanged', renderSoon),
    hub.on('accountRemoved', renderSoon),
    hub.on('conversationsChanged', renderSoon),
    hub.on('settingsChanged', renderSoon),
    hub.on('personalChanged', renderSoon),
  ];
  return {
    async start() {
      render();
      if (process.platform === 'linux') await host.start();
      else service.setAvailable(true);
    },
    stop() {
      for (const stop of stops) stop();
      cancelRender?.();
      host.stop();
      service.destroy();
    },
    render,
  };
}

/** Idle, sleep, network and start at login. */
function composeSurroundings(base: Base): { start(): void; stop(): void } {
  const { bus, log, clock, hub, features } = base;
  const idle = new IdleWatcher({
    systemIdleSeconds: runtime.systemIdleSeconds,
    limitMinutes: () => features.settings.awayAfterMinutes,
    clock,
    changed: (idleSince) => features.setIdle(idleSince),
  });
  const startAtLogin = new StartAtLogin({
    autostart: makeAutostart(base.options),
    setting: () => features.settings.startAtLogin,
    changeSetting: (on) => base.changeSettings({ startAtLogin: on }),
    log,
  });
  const systemBus = new LazyBus('system', () => import('dbus-next'), clock);
  const stops: (() => void)[] = [];
  return {
    start() {
      idle.restart();
      const locked = (): void => {
        features.setLocked(true);
        idle.locked();
      };
      const unlocked = (): void => {
        features.setLocked(false);
        idle.unlocked();
      };
      const woke = (): void => {
        features.setAsleep(false);
        features.networkChanged();
      };
      runtime.hearPower({ sleeps: () => features.setAsleep(true), woke, locked, unlocked });
      if (process.platform === 'linux') {
        const lockChanged = (isLocked: boolean): void => (isLocked ? locked() : unlocked());
        void watchScreenLock(bus, log, lockChanged);
        void watchSessionLock(systemBus, log, lockChanged);
      }
      stops.push(
        watchNetwork({ interfaces: networkInterfaces, clock, changed: () => features.networkChanged() }),
        hub.on('settingsChanged', () => {
          idle.restart();
          void startAtLogin.settingsChanged();
        }),
      );
      void startAtLogin.reconcile();
    },
    stop() {
      idle.stop();
      systemBus.close();
      for (const stop of stops) stop();
    },
  };
}

function makeAutostart({ profileDir, ownProfile }: ComposeOptions): Autostart {
  const { platform, env: environment } = process;
  const command = startCommand({
    environment,
    executable: process.execPath,
    packaged: runtime.isPackaged(),
    appPath: runtime.appPath(),
    ...(ownProfile ? { profileDir } : {}),
    noSandbox: runtime.runsWithoutSandbox(),
  });
  if (platform !== 'linux') return new LoginItemAutostart(runtime.loginItems(), command, platform);
  return new LinuxAutostart(autostartFile(environment, homedir(), ownProfile ? profileDir : undefined), command);
}
