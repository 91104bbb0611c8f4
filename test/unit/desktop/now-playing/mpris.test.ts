import { beforeEach, describe, expect, it } from 'vitest';
import {
  BusError,
  type Bus,
  type BusConnector,
  type BusSignal,
  type BusTarget,
  type SignalMatch,
} from '../../../../electron/desktop/dbus';
import { MprisReader } from '../../../../electron/desktop/now-playing/mpris';
import type { PlayerState } from '../../../../electron/contract/personal';
import { FakeClock, settle } from '../../../support/fake-clock';
import { RecordingLog } from '../../../support/recording-log';

const PREFIX = 'org.mpris.MediaPlayer2.';
type Properties = Record<string, unknown>;

/** A session bus with players on it. */
class FakeBus implements BusConnector, Bus {
  hasBus = true;
  readonly players = new Map<string, { owner: string; identity: unknown; properties: Properties }>();
  asked = 0;
  #subscriptions: { match: SignalMatch; listener: (signal: BusSignal) => void }[] = [];
  readonly #lost = new Set<() => void>();
  #connections = 0;

  connect(): Promise<Bus> {
    return this.hasBus ? Promise.resolve(this) : Promise.reject(new BusError('no bus'));
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  close(): void {
    this.hasBus = false;
  }

  call(
    target: BusTarget,
    member: string,
    _signature?: string,
    body: readonly unknown[] = [],
  ): Promise<readonly unknown[]> {
    if (member === 'ListNames') return Promise.resolve([['org.freedesktop.DBus', ...this.players.keys()]]);
    if (member === 'GetNameOwner') return Promise.resolve([this.players.get(String(body[0]))?.owner]);
    this.asked += 1;
    const player = this.players.get(target.destination);
    if (player === undefined) return Promise.reject(new BusError('not there'));
    return Promise.resolve([body[0] === 'org.mpris.MediaPlayer2' ? { Identity: player.identity } : player.properties]);
  }

  subscribe(match: SignalMatch, listener: (signal: BusSignal) => void): Promise<() => void> {
    const entry = { match, listener };
    this.#subscriptions.push(entry);
    return Promise.resolve(() => {
      this.#subscriptions = this.#subscriptions.filter((one) => one !== entry);
    });
  }

  variant(_signature: string, value: unknown): unknown {
    return value;
  }

  get subscriptions(): number {
    return this.#subscriptions.length;
  }

  add(name: string, properties: Properties, identity: unknown = name): void {
    this.#connections += 1;
    const owner = `:1.${String(this.#connections)}`;
    this.players.set(PREFIX + name, { owner, identity, properties });
    this.#signal('NameOwnerChanged', ':bus', [PREFIX + name, '', owner]);
  }

  remove(name: string): void {
    const owner = this.players.get(PREFIX + name)?.owner;
    this.players.delete(PREFIX + name);
    this.#signal('NameOwnerChanged', ':bus', [PREFIX + name, owner, '']);
  }

  change(name: string, properties: Properties): void {
    const player = this.players.get(PREFIX + name);
    if (player === undefined) throw new Error('no such player');
    player.properties = properties;
    this.#signal('PropertiesChanged', player.owner, ['org.mpris.MediaPlayer2.Player', {}, []]);
  }

  lose(): void {
    this.hasBus = false;
    this.#subscriptions = [];
    for (const listener of [...this.#lost]) listener();
  }

  #signal(member: string, sender: string, body: readonly unknown[]): void {
    for (const { match, listener } of [...this.#subscriptions])
      if (match.member === member)
        listener({ sender, path: '/org/mpris/MediaPlayer2', interface: match.interface, member, body });
  }
}

const song = (title: unknown, status = 'Playing', more: Properties = {}): Properties => ({
  PlaybackStatus: status,
  Metadata: { 'xesam:title': title, 'xesam:artist': ['Nina Simone'], 'xesam:album': 'Pastel Blues', ...more },
});

let bus: FakeBus;
let clock: FakeClock;
let reader: MprisReader;
let told: (readonly PlayerState[])[];

beforeEach(() => {
  bus = new FakeBus();
  clock = new FakeClock();
  told = [];
  reader = new MprisReader({ bus, clock, log: new RecordingLog() });
});

const start = async (): Promise<void> => {
  reader.start((states) => told.push(states));
  await settle();
};
const last = (): readonly PlayerState[] => told.at(-1) ?? [];
const titles = (): readonly string[] => last().map(({ track }) => track.title);

describe('players on the session bus', () => {
  it('are heard whether they were there before or come later, and when they go', async () => {
    bus.add(
      'rhythmbox',
      song('one', 'Playing', { 'mpris:length': 613_000_000n, 'xesam:trackNumber': 10 }),
      'Rhythmbox',
    );
    await start();
    expect(last()).toEqual([
      {
        player: { id: 'rhythmbox', instance: 'rhythmbox', name: 'Rhythmbox', kind: 'music' },
        state: 'playing',
        track: { artist: 'Nina Simone', title: 'one', source: 'Pastel Blues', track: '10', length: 613 },
      },
    ]);
    bus.add('vlc.instance4711', song('two', 'Paused'), 'VLC media player');
    await settle();
    expect(last()[1]).toMatchObject({ player: { id: 'vlc', kind: 'video' }, state: 'paused' });
    bus.remove('rhythmbox');
    expect(titles()).toEqual(['two']);
    reader.stop();
    expect(bus.subscriptions).toBe(0);
  });

  it('are asked again when something changed, but not at each of a thousand changes', async () => {
    bus.add('a', song('first'));
    await start();
    bus.asked = 0;
    for (let number = 0; number < 1000; number += 1) {
      bus.change('a', song(`skipped ${String(number)}`));
      await clock.advance(6);
    }
    bus.change('a', song('last'));
    await clock.advance(1000);
    expect(titles()).toEqual(['last']);
    expect(bus.asked).toBeLessThan(60);
  });

  it.each([
    ['firefox.instance_1_23', 'Firefox', 'firefox', 'browser'],
    ['chromium.instance12', 'Chromium', 'chromium', 'browser'],
    ['plasma-browser-integration', 'Plasma Browser Integration', 'plasma-browser-integration', 'browser'],
    ['mpv', 'mpv', 'mpv', 'video'],
    ['spotify', 'Spotify', 'spotify', 'music'],
  ])('%s is known for what it is', async (name, identity, id, kind) => {
    bus.add(name, song('T'), identity);
    await start();
    expect(last()[0]?.player).toEqual({ id, instance: name, name: identity, kind });
  });

  it('that only repeats what others say is passed over', async () => {
    bus.add('playerctld', song('T'));
    await start();
    expect(last()).toEqual([]);
  });

  it('are heard again when the bus is back', async () => {
    bus.add('a', song('one'));
    await start();
    bus.lose();
    expect(last()).toEqual([]);
    await clock.advance(5000);
    bus.hasBus = true;
    await clock.advance(5000);
    expect(titles()).toEqual(['one']);
    bus.change('a', song('two'));
    await clock.advance(500);
    expect(titles()).toEqual(['two']);
  });

  it('are heard once there is a bus at all', async () => {
    bus.hasBus = false;
    await start();
    bus.hasBus = true;
    bus.add('a', song('one'));
    await clock.advance(5000);
    expect(titles()).toEqual(['one']);
  });

  it('tell nothing any more once nobody wants to know', async () => {
    bus.add('a', song('one'));
    await start();
    const before = told.length;
    bus.change('a', song('two'));
    reader.stop();
    await clock.advance(1000);
    expect(told).toHaveLength(before);
  });
});

describe('whatever players send', () => {
  it.each<[string, Properties, object]>([
    ['1 MB of title', song('x'.repeat(1_000_000)), { title: 'x'.repeat(256) }],
    ['a list for a title', song(['T']), { title: '' }],
    ['a text for the artists', song('T', 'Playing', { 'xesam:artist': 'Nina' }), { artist: 'Nina' }],
    [
      'many artists',
      song('T', 'Playing', { 'xesam:artist': Array.from({ length: 10_000 }, () => 'N') }),
      { artist: 'N, N, N, N, N, N, N, N' },
    ],
    ['things among the artists', song('T', 'Playing', { 'xesam:artist': [{}, 7, 'Nina', null] }), { artist: 'Nina' }],
    ['markup', song('<b>T</b>'), { title: '<b>T</b>' }],
    ['bidi marks and controls', song('a\u202egpj\u2066\u0000\nb'), { title: 'agpj b' }],
    ['half a character', song(`${'x'.repeat(255)}😀`), { title: 'x'.repeat(255) }],
    ['a negative length', song('T', 'Playing', { 'mpris:length': -5n }), { length: undefined }],
    ['an endless length', song('T', 'Playing', { 'mpris:length': 2n ** 63n }), { length: undefined }],
    ['a place on the disk', song('T', 'Playing', { 'xesam:url': 'file:///home/me/secret.ogg' }), { uri: undefined }],
    [
      'a place on the web',
      song('T', 'Playing', { 'xesam:url': 'https://example.org/t' }),
      { uri: 'https://example.org/t' },
    ],
    ['a rating', song('T', 'Playing', { 'xesam:userRating': 0.8 }), { rating: 8 }],
    ['an advertisement', song('Buy', 'Playing', { 'mpris:trackid': '/com/spotify/ad/1' }), { title: '', artist: '' }],
  ])('%s', async (_what, properties, track) => {
    bus.add('a', properties);
    await start();
    expect({ length: undefined, uri: undefined, ...last()[0]?.track }).toMatchObject(track);
  });

  it.each<[string, Properties]>([
    ['nothing', {}],
    ['no record for metadata', { PlaybackStatus: 7, Metadata: 'none' }],
    ['a list for metadata', { PlaybackStatus: null, Metadata: [1, 2] }],
  ])('%s is a player that stands still', async (_what, properties) => {
    bus.add('a', properties, { not: 'a name' });
    await start();
    expect(last()).toEqual([
      {
        player: { id: 'a', instance: 'a', name: 'a', kind: 'music' },
        state: 'stopped',
        track: { artist: '', title: '', source: '', track: '' },
      },
    ]);
  });

  it('10,000 players at once are a few', async () => {
    await start();
    for (let number = 0; number < 10_000; number += 1) bus.add(`p${String(number)}`, song('T'));
    await clock.advance(1000);
    expect(last()).toHaveLength(32);
    // One goes, and one of the others is looked at.
    bus.remove('p0');
    await clock.advance(1000);
    expect(last()).toHaveLength(32);
  });
});
