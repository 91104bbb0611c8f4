/** Against a real bus daemon of the test's own. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/contract/ports';
import { BusError, busDaemon, LazyBus } from '../../../electron/desktop/dbus';
import { startPrivateBus, type PrivateBus } from '../../support/private-bus';

const load = (): Promise<typeof import('dbus-next')> => import('dbus-next');

describe.runIf(process.platform === 'linux')('LazyBus', () => {
  let daemon: PrivateBus;
  beforeAll(async () => {
    daemon = await startPrivateBus();
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', daemon.address);
  });
  afterAll(async () => {
    await daemon.stop();
    vi.unstubAllEnvs();
  });

  it('calls, hears signals, and shares one connection', async () => {
    const bus = new LazyBus('session', load, systemClock);
    const connection = await bus.connect();
    expect(await bus.connect()).toBe(connection);
    const [names] = await connection.call(busDaemon, 'ListNames');
    expect(names).toContain('org.freedesktop.DBus');
    await expect(connection.call(busDaemon, 'NoSuchMember')).rejects.toBeInstanceOf(BusError);
    const heard = new Promise<readonly unknown[]>((resolve) => {
      void connection.subscribe(
        {
          sender: busDaemon.destination,
          interface: busDaemon.interface,
          member: 'NameOwnerChanged',
          arg0: 'chat.candor.Test',
        },
        ({ body }) => resolve(body),
      );
    });
    await connection.call(busDaemon, 'RequestName', 'su', ['chat.candor.Other', 0]);
    await connection.call(busDaemon, 'RequestName', 'su', ['chat.candor.Test', 0]);
    expect((await heard)[0]).toBe('chat.candor.Test');
    bus.close();
  });

  it('fails clearly where there is no bus, and may be tried again', async () => {
    const address = process.env['DBUS_SESSION_BUS_ADDRESS'];
    const bus = new LazyBus('session', load, systemClock);
    for (const wrong of ['unix:path=/nonexistent/bus', 'nonsense:x=y']) {
      vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', wrong);
      await expect(bus.connect()).rejects.toBeInstanceOf(BusError);
    }
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', address);
    await expect(bus.connect()).resolves.toBeDefined();
    bus.close();
  });

  it('tells when the bus is lost, fails what waits, and connects anew', async () => {
    const bus = new LazyBus('session', load, systemClock);
    const connection = await bus.connect();
    const lost = new Promise<void>((resolve) => bus.onLost(resolve));
    await daemon.stop();
    await lost;
    await expect(connection.call(busDaemon, 'ListNames')).rejects.toBeInstanceOf(BusError);
    await expect(bus.connect()).rejects.toBeInstanceOf(BusError);
  });
});
