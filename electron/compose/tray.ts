/** The tray: its picture, its menu, and whether the desktop has a place for it. */
import path from 'node:path';
import type { MainWindow } from '../desktop/main-window';
import * as runtime from '../desktop/runtime';
import { TrayService } from '../desktop/tray';
import { TrayHostWatch } from '../desktop/tray-host';
import type { Base } from './base';

/** Milliseconds in which changes are gathered before the tray is drawn anew. */
const TRAY_RESTS = 100;

export interface ComposedTray {
  start(): Promise<void>;
  stop(): void;
  render(): void;
}

export function composeTray(base: Base, window: MainWindow): ComposedTray {
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
