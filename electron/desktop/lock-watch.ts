/**
 * Screen lock on Linux, where Electron has no event for it. Screen savers tell of it on the session bus; on the
 * system's, logind knows of each session whether its desktop says that it is locked.
 */
import type { Log } from '../contract/ports';
import type { BusConnector, BusTarget } from './dbus';
import { reasonOf } from './errors';

/** KDE and others, GNOME, and the desktops that went their own way. */
const screenSavers = [
  ...['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver'],
  ...['org.cinnamon.ScreenSaver', 'org.mate.ScreenSaver', 'org.xfce.ScreenSaver'],
] as const;

/** Rejects never; without a bus nothing is heard. */
export async function watchScreenLock(bus: BusConnector, log: Log, changed: (locked: boolean) => void): Promise<void> {
  try {
    const connection = await bus.connect();
    for (const name of screenSavers) {
      await connection.subscribe({ sender: name, interface: name, member: 'ActiveChanged' }, ({ body }) => {
        if (typeof body[0] === 'boolean') changed(body[0]);
      });
    }
  } catch (error) {
    log.info('idle', `screen lock is not heard: ${reasonOf(error)}`);
  }
}

const logind: BusTarget = {
  destination: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
};
const SESSION = 'org.freedesktop.login1.Session';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/**
 * Hears `LockedHint` of the own session (org.freedesktop.login1(5)), which desktops set once the screen is
 * locked. logind's signal "Lock" only asks for that, and some lockers never tell it of the end, so it is not
 * listened to. `bus` is the system's and for this alone: it is closed where there is nothing to hear. Rejects never.
 */
export async function watchSessionLock(bus: BusConnector, log: Log, changed: (locked: boolean) => void): Promise<void> {
  try {
    const connection = await bus.connect();
    // The session of this process, else the one that its user looks at.
    const [session] = await connection.call(logind, 'GetSession', 's', ['auto']);
    const path = String(session);
    await connection.subscribe(
      { sender: logind.destination, interface: PROPERTIES, member: 'PropertiesChanged', path, arg0: SESSION },
      ({ body }) => {
        const locked = lockedHint(body[1]);
        if (typeof locked === 'boolean') changed(locked);
      },
    );
    const target = { destination: logind.destination, path, interface: PROPERTIES };
    const [locked] = await connection.call(target, 'Get', 'ss', [SESSION, 'LockedHint']);
    if (locked === true) changed(true);
  } catch (error) {
    bus.close();
    log.info('idle', `lock of the session is not heard: ${reasonOf(error)}`);
  }
}

function lockedHint(properties: unknown): unknown {
  return typeof properties === 'object' && properties !== null && 'LockedHint' in properties
    ? properties.LockedHint
    : undefined;
}
