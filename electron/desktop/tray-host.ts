/**
 * Whether this Linux desktop has a tray: someone owns `org.kde.StatusNotifierWatcher` and has a host
 * registered. Trays come and go (a panel restarts, an extension is turned on), so it is watched.
 */
import type { Log } from '../contract/ports';
import { busDaemon, type Bus, type BusConnector, type BusTarget } from './dbus';
import { reasonOf } from './errors';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const watcher: BusTarget = {
  destination: WATCHER,
  path: '/StatusNotifierWatcher',
  interface: 'org.freedesktop.DBus.Properties',
};

export interface TrayHostOptions {
  readonly bus: BusConnector;
  readonly log: Log;
  /** Called on changes only; a host that never comes is never told of. */
  readonly changed: (available: boolean) => void;
}

export class TrayHostWatch {
  readonly #options: TrayHostOptions;
  readonly #stopHearing: () => void;
  #available = false;

  constructor(options: TrayHostOptions) {
    this.#options = options;
    this.#stopHearing = options.bus.onLost(() => this.#tell(false));
  }

  /** Resolves when the first answer is known. Without a bus there is no tray. */
  async start(): Promise<void> {
    try {
      const bus = await this.#options.bus.connect();
      const look = (): void => {
        void this.#look(bus);
      };
      await bus.subscribe(
        { sender: busDaemon.destination, interface: busDaemon.interface, member: 'NameOwnerChanged', arg0: WATCHER },
        look,
      );
      await bus.subscribe({ sender: WATCHER, interface: WATCHER, member: 'StatusNotifierHostRegistered' }, look);
      await bus.subscribe({ sender: WATCHER, interface: WATCHER, member: 'StatusNotifierHostUnregistered' }, look);
      await this.#look(bus);
    } catch (error) {
      this.#options.log.info('tray', `no tray: ${reasonOf(error)}`);
    }
  }

  stop(): void {
    this.#stopHearing();
  }

  async #look(bus: Bus): Promise<void> {
    try {
      const [hasOwner] = await bus.call(busDaemon, 'NameHasOwner', 's', [WATCHER]);
      if (hasOwner !== true) {
        this.#tell(false);
        return;
      }
      const [hasHost] = await bus.call(watcher, 'Get', 'ss', [WATCHER, 'IsStatusNotifierHostRegistered']);
      this.#tell(hasHost === true);
    } catch (error) {
      this.#options.log.info('tray', `the tray's host did not answer: ${reasonOf(error)}`);
      this.#tell(false);
    }
  }

  #tell(available: boolean): void {
    if (available === this.#available) return;
    this.#available = available;
    this.#options.changed(available);
  }
}
