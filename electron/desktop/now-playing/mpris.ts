/**
 * Players on Linux: MPRIS, the Media Player Remote Interfacing Specification 2.2, on the session bus.
 * https://specifications.freedesktop.org/mpris-spec/latest/
 */
import type { PlayerState } from '../../contract/personal';
import type { Clock, Log, PlayerReader } from '../../contract/ports';
import { busDaemon, type Bus, type BusConnector } from '../dbus';
import { reasonOf } from '../errors';
import {
  idOf,
  isAdvertisement,
  kindOf,
  lengthOf,
  line,
  lineOrList,
  noTrack,
  ratingOf,
  trackNumberOf,
  trackOf,
  webAddressOf,
} from './metadata';

const NAMESPACE = 'org.mpris.MediaPlayer2';
const PREFIX = `${NAMESPACE}.`;
const PATH = '/org/mpris/MediaPlayer2';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
/** Repeats what other players say, under a name of its own. */
const relays: ReadonlySet<string> = new Set(['playerctld']);

/** More players at once than anybody uses; others are not looked at. */
const MAX_PLAYERS = 32;
/** A player is asked again at most so often (milliseconds). */
const ASK_INTERVAL = 200;
/** After so long a bus that was lost is tried again (milliseconds). */
const RETRY_DELAY = 5000;
const MICROSECONDS = 1_000_000;

export interface MprisOptions {
  readonly bus: BusConnector;
  readonly clock: Clock;
  readonly log: Log;
}

/** One name on the bus. */
interface Source {
  readonly id: string;
  /** The connection that owns the name. */
  owner: string;
  name: string;
  state: PlayerState | undefined;
  /** A question is under way or was asked a moment ago; `again`: something changed meanwhile. */
  busy: boolean;
  again: boolean;
}

export class MprisReader implements PlayerReader {
  readonly #options: MprisOptions;
  readonly #sources = new Map<string, Source>();
  #changed: ((players: readonly PlayerState[]) => void) | undefined;
  /** One run of the reader; what an earlier one left under way does nothing any more. */
  #run = 0;
  #stops: (() => void)[] = [];
  /** There were more players than are looked at. */
  #hasMore = false;

  constructor(options: MprisOptions) {
    this.#options = options;
  }

  start(changed: (players: readonly PlayerState[]) => void): void {
    this.#changed = changed;
    this.#run += 1;
    void this.#connect(this.#run);
  }

  stop(): void {
    this.#run += 1;
    this.#changed = undefined;
    this.#forget();
  }

  async #connect(run: number): Promise<void> {
    const { bus, log } = this.#options;
    try {
      const connection = await bus.connect();
      if (run !== this.#run) return;
      this.#stops.push(bus.onLost(() => this.#lost(run)));
      const stops = await Promise.all([
        connection.subscribe(
          {
            sender: busDaemon.destination,
            interface: busDaemon.interface,
            member: 'NameOwnerChanged',
            arg0Namespace: NAMESPACE,
          },
          ({ body: [name, , owner] }) => this.#ownerChanged(connection, name, owner),
        ),
        connection.subscribe({ interface: PROPERTIES, member: 'PropertiesChanged', path: PATH }, ({ sender }) =>
          this.#propertiesChanged(connection, sender),
        ),
      ]);
      if (run === this.#run) this.#stops.push(...stops);
      else for (const stop of stops) stop();
      await this.#list(connection, run);
    } catch (error) {
      log.info('now-playing', `no players are heard: ${reasonOf(error)}`);
      if (run === this.#run) this.#retry(run);
    }
  }

  async #list(connection: Bus, run: number): Promise<void> {
    this.#hasMore = false;
    const [names] = await connection.call(busDaemon, 'ListNames');
    for (const name of Array.isArray(names) ? names : []) {
      if (typeof name !== 'string' || !name.startsWith(PREFIX) || this.#sources.has(name)) continue;
      if (this.#sources.size >= MAX_PLAYERS) this.#hasMore = true;
      else {
        const [owner] = await connection.call(busDaemon, 'GetNameOwner', 's', [name]).catch(() => [undefined]);
        if (run === this.#run) this.#ownerChanged(connection, name, owner);
      }
    }
  }

  #ownerChanged(connection: Bus, name: unknown, owner: unknown): void {
    if (typeof name !== 'string' || typeof owner !== 'string' || !name.startsWith(PREFIX)) return;
    if (owner === '') {
      if (this.#sources.delete(name)) this.#tell();
      if (this.#hasMore) void this.#list(connection, this.#run).catch(() => undefined);
      return;
    }
    const id = idOf(name.slice(PREFIX.length).replace(/\.instance_?\w+$/u, ''));
    if (id === '' || relays.has(id)) return;
    if (!this.#sources.has(name) && this.#sources.size >= MAX_PLAYERS) {
      this.#hasMore = true;
      return;
    }
    const source: Source = { id, owner, name: '', state: undefined, busy: false, again: false };
    this.#sources.set(name, source);
    this.#ask(connection, name, source);
  }

  #propertiesChanged(connection: Bus, sender: string): void {
    for (const [name, source] of this.#sources) if (source.owner === sender) this.#ask(connection, name, source);
  }

  /** All at once, since players differ in what they tell of a change; not faster than anybody could listen. */
  #ask(connection: Bus, name: string, source: Source): void {
    source.again = true;
    if (source.busy) return;
    source.busy = true;
    source.again = false;
    const rest = (): void => {
      this.#options.clock.after(ASK_INTERVAL, () => {
        source.busy = false;
        if (source.again && this.#sources.get(name) === source) this.#ask(connection, name, source);
      });
    };
    this.#read(connection, name, source).then(rest, (error: unknown) => {
      this.#options.log.debug('now-playing', `a player does not answer: ${reasonOf(error)}`);
      rest();
    });
  }

  async #read(connection: Bus, name: string, source: Source): Promise<void> {
    const ask = async (part: string): Promise<Readonly<Record<string, unknown>>> => {
      const target = { destination: name, path: PATH, interface: PROPERTIES };
      const [properties] = await connection.call(target, 'GetAll', 's', [part]);
      return record(properties);
    };
    if (source.name === '') source.name = line((await ask(NAMESPACE))['Identity']) || source.id;
    const properties = await ask(`${NAMESPACE}.Player`);
    if (this.#sources.get(name) !== source) return;
    source.state = {
      player: {
        id: source.id,
        instance: name.slice(PREFIX.length),
        name: source.name,
        kind: kindOf(source.id, source.name),
      },
      state: stateOf(properties['PlaybackStatus']),
      track: trackFrom(record(properties['Metadata'])),
    };
    this.#tell();
  }

  #tell(): void {
    const states = [...this.#sources.values()].map(({ state }) => state);
    this.#changed?.(states.filter((state) => state !== undefined));
  }

  #lost(run: number): void {
    if (run !== this.#run) return;
    this.#forget();
    this.#tell();
    this.#retry(run);
  }

  #retry(run: number): void {
    this.#forget();
    this.#stops.push(
      this.#options.clock.after(RETRY_DELAY, () => {
        if (run === this.#run) void this.#connect(run);
      }),
    );
  }

  #forget(): void {
    this.#sources.clear();
    for (const stop of this.#stops.splice(0)) stop();
  }
}

function stateOf(status: unknown): PlayerState['state'] {
  if (status === 'Playing') return 'playing';
  return status === 'Paused' ? 'paused' : 'stopped';
}

/** The names of the fields are those of the MPRIS metadata guidelines and of Xesam. */
function trackFrom(metadata: Readonly<Record<string, unknown>>): PlayerState['track'] {
  if (isAdvertisement(metadata['mpris:trackid'])) return noTrack;
  return trackOf({
    artist: lineOrList(metadata['xesam:artist']),
    title: line(metadata['xesam:title']),
    source: line(metadata['xesam:album']),
    track: trackNumberOf(metadata['xesam:trackNumber']),
    length: lengthOf(metadata['mpris:length'], MICROSECONDS),
    rating: ratingOf(metadata['xesam:userRating'], 1),
    uri: webAddressOf(metadata['xesam:url']),
  });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
