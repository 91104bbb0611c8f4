/** Screen lock on Linux, where Electron has no event for it: screen savers tell of it on the session bus. */
import type { Log } from '../contract/ports';
import type { BusConnector } from './dbus';
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
