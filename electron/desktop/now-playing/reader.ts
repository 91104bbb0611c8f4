/** How players are heard on this system. */
import type { Clock, Log, PlayerReader } from '../../contract/ports';
import type { BusConnector } from '../dbus';
import { MacOsReader, type DistributedNotifications } from './macos';
import { MprisReader } from './mpris';
import { runAppleScript, runPowerShell } from './programs';
import { WindowsReader } from './windows';

export interface ReaderOptions {
  readonly platform: NodeJS.Platform;
  readonly bus: BusConnector;
  /** Of macOS. */
  readonly notifications: () => DistributedNotifications;
  readonly clock: Clock;
  readonly log: Log;
}

export function makePlayerReader({ platform, bus, notifications, clock, log }: ReaderOptions): PlayerReader {
  if (platform === 'darwin')
    return new MacOsReader({ notifications: notifications(), runScript: runAppleScript, clock, log });
  if (platform === 'win32') return new WindowsReader({ runPowerShell, clock, log });
  return new MprisReader({ bus, clock, log });
}
