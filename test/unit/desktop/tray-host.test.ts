import { beforeEach, describe, expect, it } from 'vitest';
import {
  BusError,
  type Bus,
  type BusConnector,
  type BusSignal,
  type SignalMatch,
} from '../../../electron/desktop/dbus';
import { TrayHostWatch } from '../../../electron/desktop/tray-host';
import { settle } from '../../support/fake-clock';
import { RecordingLog } from '../../support/recording-log';

/** A session bus on which a tray comes and goes. */
class FakeBus implements BusConnector, Bus {
  hasBus = true;
  owner = true;
  host = true;
  readonly #subscriptions: { match: SignalMatch; listener: (signal: BusSignal) => void }[] = [];
  #lost: () => void = () => undefined;

  connect(): Promise<Bus> {
    return this.hasBus ? Promise.resolve(this) : Promise.reject(new BusError('no bus'));
  }

  onLost(listener: () => void): () => void {
    this.#lost = listener;
    return () => undefined;
  }

  close(): void {
    this.#lost();
  }

  call(_target: unknown, member: string): Promise<readonly unknown[]> {
    if (member === 'NameHasOwner') return Promise.resolve([this.owner]);
    return this.owner ? Promise.resolve([this.host]) : Promise.reject(new BusError('nobody there'));
  }

  subscribe(match: SignalMatch, listener: (signal: BusSignal) => void): Promise<() => void> {
    this.#subscriptions.push({ match, listener });
    return Promise.resolve(() => undefined);
  }

  variant(_signature: string, value: unknown): unknown {
    return value;
  }

  signal(member: string): void {
    const signal = { sender: ':1.1', path: '/', interface: '', member, body: [] };
    for (const { match, listener } of this.#subscriptions) if (match.member === member) listener(signal);
  }
}

describe('TrayHostWatch', () => {
  let bus: FakeBus;
  let told: boolean[];
  let watch: TrayHostWatch;
  beforeEach(() => {
    bus = new FakeBus();
    told = [];
    watch = new TrayHostWatch({ bus, log: new RecordingLog(), changed: (available) => told.push(available) });
  });

  it('finds the tray that is there', async () => {
    await watch.start();
    expect(told).toEqual([true]);
  });

  it.each<[string, Partial<FakeBus>]>([
    ['there is no bus', { hasBus: false }],
    ['nobody owns the name', { owner: false }],
    ['no panel shows the icons', { host: false }],
  ])('tells of none when %s', async (_why, change) => {
    Object.assign(bus, change);
    await watch.start();
    expect(told).toEqual([]);
  });

  it('follows a tray that goes and comes', async () => {
    await watch.start();
    bus.owner = false;
    bus.signal('NameOwnerChanged');
    await settle();
    bus.owner = true;
    bus.host = false;
    bus.signal('NameOwnerChanged');
    await settle();
    bus.host = true;
    bus.signal('StatusNotifierHostRegistered');
    await settle();
    expect(told).toEqual([true, false, true]);
  });

  it('has no tray without a bus', async () => {
    await watch.start();
    bus.close();
    expect(told).toEqual([true, false]);
  });
});
