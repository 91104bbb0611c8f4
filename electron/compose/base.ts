/** What all parts of main stand on: the event hub, the features, the bus, the theme. */
import type { CommandArgs } from '../contract/commands';
import { EventHub } from '../contract/event-hub';
import type { Surroundings } from '../contract/snapshot';
import { systemClock, type Clock } from '../contract/ports';
import { LazyBus } from '../desktop/dbus';
import type { FileLog } from '../desktop/log';
import { makePlayerReader } from '../desktop/now-playing/reader';
import * as runtime from '../desktop/runtime';
import type { RequestCounts } from '../desktop/safe-session';
import { downloadsDictionaries } from '../desktop/spelling';
import { ThemeService } from '../desktop/theme';
import type { Beginning } from '../features/beginning';
import { makeFeatures, type Features } from '../features/features';

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

/** What all parts share. */
export interface Base {
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

export function composeBase(options: ComposeOptions): Base {
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
    theme: new ThemeService({ nativeTheme: runtime.theme(), platform, environment }),
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
