/**
 * Players on macOS: Music and Spotify tell everybody on the computer what they play by distributed
 * notifications. What played before Candor listened is asked of them by AppleScript, which macOS asks
 * the user about once. Other players are heard of by none of the ways that are open to programs.
 */
import type { PlayerState, Track } from '../../contract/personal';
import type { Clock, Log, PlayerReader } from '../../contract/ports';
import { reasonOf } from '../errors';
import { isAdvertisement, lengthOf, line, noTrack, ratingOf, trackNumberOf, trackOf, webAddressOf } from './metadata';

/** How often is looked whether a player still runs that was ended without a word (milliseconds). */
const STILL_RUNS = 30_000;
const MILLISECONDS = 1000;
/** Five stars are 100. */
const BEST_RATING = 100;

/** Of Electron's `systemPreferences`. */
export interface DistributedNotifications {
  subscribeNotification(event: string, callback: (event: string, userInfo: Record<string, unknown>) => void): number;
  unsubscribeNotification(id: number): void;
}

export interface MacOsOptions {
  readonly notifications: DistributedNotifications;
  /** Runs an AppleScript and gives what it prints; rejects where it fails or is not allowed. */
  readonly runScript: (script: string) => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

interface KnownPlayer {
  readonly id: string;
  /** As AppleScript calls it. */
  readonly name: string;
  /** Name of its notification. */
  readonly event: string;
  readonly uri: (userInfo: Readonly<Record<string, unknown>>) => string | undefined;
  /** Milliseconds or seconds of a track's duration, as AppleScript gives it. */
  readonly durationUnit: number;
}

const players: readonly KnownPlayer[] = [
  {
    id: 'music',
    name: 'Music',
    event: 'com.apple.Music.playerInfo',
    uri: (info) => webAddressOf(info['Store URL']),
    durationUnit: 1,
  },
  {
    id: 'spotify',
    name: 'Spotify',
    event: 'com.spotify.client.PlaybackStateChanged',
    uri: (info) => spotifyAddress(info['Track ID']),
    durationUnit: MILLISECONDS,
  },
];

export class MacOsReader implements PlayerReader {
  readonly #options: MacOsOptions;
  readonly #states = new Map<string, PlayerState>();
  #changed: ((players: readonly PlayerState[]) => void) | undefined;
  #subscriptions: number[] = [];
  #cancelCheck: (() => void) | undefined;

  constructor(options: MacOsOptions) {
    this.#options = options;
  }

  start(changed: (states: readonly PlayerState[]) => void): void {
    this.#changed = changed;
    const { notifications } = this.#options;
    for (const player of players) {
      this.#subscriptions.push(
        notifications.subscribeNotification(player.event, (_event, info) => this.#put(player, stateFrom(player, info))),
      );
      void this.#askAtStart(player);
    }
  }

  stop(): void {
    for (const id of this.#subscriptions.splice(0)) this.#options.notifications.unsubscribeNotification(id);
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    this.#changed = undefined;
    this.#states.clear();
  }

  async #askAtStart(player: KnownPlayer): Promise<void> {
    try {
      const answer = await this.#options.runScript(questionFor(player));
      // What a notification said meanwhile is newer.
      if (answer.trim() !== '' && this.#changed !== undefined && !this.#states.has(player.id))
        this.#put(player, stateFromScript(player, answer));
    } catch (error) {
      this.#options.log.info('now-playing', `${player.name} was not asked: ${reasonOf(error)}`);
    }
  }

  #put(player: KnownPlayer, state: PlayerState): void {
    this.#states.set(player.id, state);
    this.#changed?.([...this.#states.values()]);
    this.#cancelCheck ??= this.#options.clock.after(STILL_RUNS, () => void this.#check());
  }

  async #check(): Promise<void> {
    this.#cancelCheck = undefined;
    for (const player of players) {
      if (!this.#states.has(player.id)) continue;
      const runs = await this.#options.runScript(`application "${player.name}" is running`).catch(() => 'true');
      if (runs.trim() === 'false' && this.#states.delete(player.id)) this.#changed?.([...this.#states.values()]);
    }
    if (this.#states.size > 0 && this.#changed !== undefined)
      this.#cancelCheck ??= this.#options.clock.after(STILL_RUNS, () => void this.#check());
  }
}

function stateFrom(player: KnownPlayer, info: Readonly<Record<string, unknown>>): PlayerState {
  if (isAdvertisement(info['Track ID'])) return described(player, info['Player State'], noTrack);
  const track = trackOf({
    artist: line(info['Artist']),
    title: line(info['Name']),
    source: line(info['Album']),
    track: trackNumberOf(info['Track Number']),
    length: lengthOf(info['Total Time'] ?? info['Duration'], MILLISECONDS),
    rating: ratingOf(info['Rating'], BEST_RATING),
    uri: player.uri(info),
  });
  return described(player, info['Player State'], track);
}

/** Six lines: state, artist, title, album, number, duration. */
function questionFor({ name }: KnownPlayer): string {
  return [
    `if application "${name}" is running then`,
    `tell application "${name}"`,
    'if player state is stopped then return "stopped"',
    'set t to current track',
    'return (player state as text) & linefeed & (artist of t) & linefeed & (name of t) & linefeed & (album of t) ' +
      '& linefeed & (track number of t) & linefeed & (duration of t)',
    'end tell',
    'end if',
  ].join('\n');
}

function stateFromScript(player: KnownPlayer, answer: string): PlayerState {
  const [state = '', artist, title, source, number, duration = ''] = answer.trimEnd().split('\n');
  const track = trackOf({
    artist: line(artist),
    title: line(title),
    source: line(source),
    track: trackNumberOf(Number(number)),
    // Numbers are written as in the language of the system.
    length: lengthOf(Number(duration.replace(',', '.')), player.durationUnit),
  });
  return described(player, state, track);
}

function described({ id, name }: KnownPlayer, state: unknown, track: Track): PlayerState {
  const word = line(state).toLowerCase();
  const known = word === 'playing' || word === 'paused' ? word : 'stopped';
  return {
    player: { id, instance: id, name, kind: 'music' },
    state: known,
    track: known === 'stopped' ? noTrack : track,
  };
}

/** "spotify:track:ID" on the web. */
function spotifyAddress(uri: unknown): string | undefined {
  const id = typeof uri === 'string' ? /^spotify:track:([0-9A-Za-z]{22})$/u.exec(uri)?.[1] : undefined;
  return id === undefined ? undefined : `https://open.spotify.com/track/${id}`;
}
