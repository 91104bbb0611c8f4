/** The only place where main's services are made and joined; its parts lie in `compose/`. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { composeBase, type ComposeOptions } from './compose/base';
import { composeHandlers } from './compose/handlers';
import { composeNotifications } from './compose/notifications';
import { composeSurroundings } from './compose/surroundings';
import { composeTray } from './compose/tray';
import { composeWindow } from './compose/window';
import { systemClock, type Clock } from './contract/ports';
import { APP_ORIGIN, serveAppFiles } from './desktop/app-protocol';
import { readExtraCertificates } from './desktop/extra-certificates';
import { makeRequests } from './desktop/handlers';
import { KeychainSecretStore, type Keytar } from './desktop/keychain';
import type { FileLog } from './desktop/log';
import { applicationMenu } from './desktop/menus';
import { profileId } from './desktop/profile';
import * as runtime from './desktop/runtime';
import { lockSession } from './desktop/safe-session';
import { applySpelling } from './desktop/spelling';
import { Beginning } from './features/beginning';
import { serveCommands } from './ipc/serve-commands';
import { bareJid } from './xmpp/jid';

/** A page that does not listen by then, or a server that has not given the contacts, keeps the tray waiting no longer (milliseconds). */
const PAGE_PATIENCE = 3000;

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

/** After Electron is ready. */
export function compose(options: ComposeOptions): Application {
  const base = composeBase(options);
  const { features, hub, log, theme, clock } = base;
  const { window, pusher, front } = composeWindow(base);
  const requests = makeRequests({ window, hub, log, normalizeJid: bareJid });
  let started: Promise<void> | undefined;

  const handlers = composeHandlers(base, { window, pusher, front }, requests, () => started);
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
      // Nothing below may keep the contacts from the screen: it takes a processor that server and page need.
      if (!hidden) {
        const shown = window.whenListening().then(() => features.contactsSettled());
        await Promise.race([shown, passed(clock, PAGE_PATIENCE)]);
      }
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

function passed(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}
