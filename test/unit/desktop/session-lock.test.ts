/** Against a real bus daemon of the test's own, on which logind is played. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sessionBus } from 'dbus-next';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/contract/ports';
import { LazyBus } from '../../../electron/desktop/dbus';
import { watchSessionLock } from '../../../electron/desktop/lock-watch';
import { FakeClock } from '../../support/fake-clock';
import { FakeLogind, type LogindOptions } from '../../support/logind';
import { startPrivateBus, type PrivateBus } from '../../support/private-bus';
import { RecordingLog } from '../../support/recording-log';

const makeBus = (clock = systemClock): LazyBus => new LazyBus('system', () => import('dbus-next'), clock);

let folder: string;
let daemon: PrivateBus | undefined;
let logind: FakeLogind | undefined;
let bus: LazyBus;
let log: RecordingLog;
let heard: boolean[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'candor-lock-'));
  bus = makeBus();
  log = new RecordingLog();
  heard = [];
});
afterEach(async () => {
  bus.close();
  logind?.stop();
  await daemon?.stop();
  daemon = undefined;
  logind = undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function startSystem(options: Omit<LogindOptions, 'address'> = {}): Promise<FakeLogind> {
  daemon = await startPrivateBus();
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', daemon.address);
  logind = await FakeLogind.start({ ...options, address: daemon.address });
  return logind;
}

const watch = (): Promise<void> => watchSessionLock(bus, log, (locked) => heard.push(locked));
const hears = (...expected: readonly boolean[]): Promise<void> => expect.poll(() => heard).toEqual(expected);

describe.runIf(process.platform === 'linux')('watchSessionLock', () => {
  it('hears the own session being locked and unlocked, and nothing else of it or of others', async () => {
    const system = await startSystem();
    await watch();
    system.tellAnotherLocked(true);
    system.tellIdle(true);
    system.tellLocked(true);
    await hears(true);
    system.tellAnotherLocked(false);
    system.tellLocked(false);
    await hears(true, false);
    expect(log.lines).toEqual([]);
  });

  it('finds a session that is locked already', async () => {
    await startSystem({ locked: true });
    await watch();
    expect(heard).toEqual([true]);
  });

  it('hears nothing, says so and lets go of the bus where there is no session', async () => {
    await startSystem({ knowsCaller: false });
    const ended = vi.spyOn(bus, 'close');
    await watch();
    expect(ended).toHaveBeenCalled();
    expect(heard).toEqual([]);
    expect(log.lines.join('\n')).toContain('lock of the session is not heard: Caller does not belong');
  });

  it.each(['unix:path=/nonexistent/bus', 'nonsense:x=y', 'nonsense'])('goes on without a bus: %s', async (address) => {
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', address);
    await watch();
    expect(log.lines).toEqual([expect.stringContaining('lock of the session is not heard')]);
  });

  it('goes on where the bus has no logind', async () => {
    daemon = await startPrivateBus();
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', daemon.address);
    await watch();
    expect(log.lines).toEqual([expect.stringContaining('lock of the session is not heard')]);
  });

  it('goes on where the bus takes nobody more in', async () => {
    const rules = path.join(folder, 'full.conf');
    writeFileSync(
      rules,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen>
        <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/></policy>
        <limit name="max_connections_per_user">1</limit></busconfig>`,
    );
    daemon = await startPrivateBus(rules);
    const first = sessionBus({ busAddress: daemon.address });
    await once(first, 'connect');
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', daemon.address);
    await watch();
    first.disconnect();
    expect(log.lines).toEqual([expect.stringContaining('maximum number of active connections')]);
  });

  it('hangs up on a bus that says nothing', async () => {
    const silent: Server = createServer({ allowHalfOpen: false });
    const address = path.join(folder, 'bus');
    silent.listen(address);
    await once(silent, 'listening');
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', `unix:path=${address}`);
    const clock = new FakeClock();
    bus = makeBus(clock);
    const watching = watch();
    const [socket] = (await once(silent, 'connection')) as [Socket];
    socket.resume();
    const hungUp = once(socket, 'close');
    await clock.advance(5000);
    await watching;
    await hungUp;
    expect(log.lines).toEqual([expect.stringContaining('no answer in time')]);
    silent.close();
  });
});
