import { expect, it } from 'vitest';
import type { Bus, BusConnector, BusSignal, SignalMatch } from '../../../electron/desktop/dbus';
import { watchScreenLock } from '../../../electron/desktop/lock-watch';
import { RecordingLog } from '../../support/recording-log';

type Subscription = readonly [SignalMatch, (signal: BusSignal) => void];

function busWith(subscriptions: Subscription[]): BusConnector {
  const bus: Pick<Bus, 'subscribe'> = {
    subscribe: (match, listener) => {
      subscriptions.push([match, listener]);
      return Promise.resolve(() => undefined);
    },
  };
  return { connect: () => Promise.resolve(bus as Bus) } as BusConnector;
}

const signal = (...body: readonly unknown[]): BusSignal => ({ body }) as unknown as BusSignal;

it('hears each screen saver, and nothing that is no truth value', async () => {
  const subscriptions: Subscription[] = [];
  const heard: boolean[] = [];
  await watchScreenLock(busWith(subscriptions), new RecordingLog(), (locked) => heard.push(locked));
  const names = subscriptions.map(([{ interface: name, member }]) => `${name}.${member}`);
  expect(names).toContain('org.freedesktop.ScreenSaver.ActiveChanged');
  expect(names).toContain('org.gnome.ScreenSaver.ActiveChanged');
  for (const [, listener] of subscriptions.slice(0, 2)) {
    listener(signal(true));
    listener(signal('yes'));
    listener(signal());
    listener(signal(false));
  }
  expect(heard).toEqual([true, false, true, false]);
});

it('says in the log that nothing is heard without a bus', async () => {
  const log = new RecordingLog();
  const none = { connect: () => Promise.reject(new Error('no bus')) } as unknown as BusConnector;
  await watchScreenLock(none, log, () => expect.unreachable());
  expect(log.lines.join('\n')).toContain('screen lock is not heard');
});
