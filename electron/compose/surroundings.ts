/** What the computer around Candor does and is told: idle, lock, sleep, network, start at login. */
import { homedir, networkInterfaces } from 'node:os';
import { autostartFile, LinuxAutostart, LoginItemAutostart, startCommand, type Autostart } from '../desktop/autostart';
import { LazyBus } from '../desktop/dbus';
import { IdleWatcher } from '../desktop/idle';
import { watchScreenLock, watchSessionLock } from '../desktop/lock-watch';
import { watchNetwork } from '../desktop/network-watch';
import * as runtime from '../desktop/runtime';
import { StartAtLogin } from '../desktop/start-at-login';
import type { Base, ComposeOptions } from './base';

export function composeSurroundings(base: Base): { start(): void; stop(): void } {
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
