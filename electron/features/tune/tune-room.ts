/** What plays on this computer, and what of it the accounts share: the user's rules stand here. */
import type { EventHub } from '../../contract/event-hub';
import type { Settings } from '../../contract/settings';
import type { NowPlaying, PlayerState, SharedTune } from '../../contract/personal';
import type { Clock, PlayerReader } from '../../contract/ports';
import { Gathered } from '../gathered';
import { chosenPlayer, isAllowed, pieceName, playingSince, sharedPart, type PlayingSince } from './choice';
import { SettledPiece } from './settled-piece';

/** The window hears of the players in this rhythm (milliseconds). */
const TELL_INTERVAL = 250;

/** An account as far as it shares a tune. */
export interface TuneSharer {
  readonly isOnDnd: boolean;
  show(tune: SharedTune | undefined): void;
}

export interface TuneRoomOptions {
  readonly reader: PlayerReader;
  readonly settings: () => Settings;
  readonly sharers: () => readonly TuneSharer[];
  readonly hub: EventHub;
  readonly clock: Clock;
}

export class TuneRoom {
  readonly #options: TuneRoomOptions;
  readonly #settled: SettledPiece;
  readonly #changes: Gathered<'players'>;
  #states: readonly PlayerState[] = [];
  #since: PlayingSince = new Map();
  /** The player that was chosen last. */
  #player: string | undefined;
  #watched = false;
  #reads = false;
  #locked = false;
  #asleep = false;

  constructor(options: TuneRoomOptions) {
    this.#options = options;
    this.#settled = new SettledPiece(options.clock, () => this.showAll());
    this.#changes = new Gathered(options.clock, TELL_INTERVAL, () => {
      options.hub.emit('nowPlayingChanged', { nowPlaying: this.nowPlaying });
    });
  }

  get nowPlaying(): NowPlaying {
    const { tune } = this.#options.settings();
    const chosen = this.#chosen;
    const preview =
      chosen === undefined || pieceName(chosen) === '' ? undefined : sharedPart(chosen.track, tune.fields);
    return { players: this.#states, ...(preview !== undefined && { preview }) };
  }

  /** The window looks at the players. */
  watch(on: boolean): NowPlaying {
    this.#watched = on;
    this.#readOrNot();
    return this.nowPlaying;
  }

  setLocked(locked: boolean): void {
    this.#locked = locked;
    this.#rulesChanged();
  }

  setAsleep(asleep: boolean): void {
    this.#asleep = asleep;
    this.#rulesChanged();
  }

  settingsChanged(): void {
    this.#readOrNot();
    this.#rulesChanged();
    // A field more or less is another tune, though the piece is the same.
    this.showAll();
    if (this.#reads) this.#changes.add('players');
  }

  /** An account came, or its state changed. */
  showAll(): void {
    const { settings, sharers } = this.#options;
    const { tune } = settings();
    const { track } = this.#settled;
    const shared = track === undefined ? undefined : sharedPart(track, tune.fields);
    for (const sharer of sharers()) sharer.show(tune.silentOnDnd && sharer.isOnDnd ? undefined : shared);
  }

  /** Sharing ends with the program. */
  stop(): void {
    this.#watched = false;
    this.#setReading(false);
  }

  get #shares(): boolean {
    const { sending, tune } = this.#options.settings();
    return sending.tune && tune.previewed;
  }

  get #chosen(): PlayerState | undefined {
    const { tune } = this.#options.settings();
    return chosenPlayer(
      this.#states.filter(({ player }) => isAllowed(player, tune)),
      this.#since,
      this.#player,
    );
  }

  #readOrNot(): void {
    this.#setReading(this.#watched || this.#shares);
  }

  #setReading(on: boolean): void {
    if (on === this.#reads) return;
    this.#reads = on;
    if (on) this.#options.reader.start((states) => this.#hear(states));
    else {
      this.#options.reader.stop();
      this.#hear([]);
    }
  }

  #hear(states: readonly PlayerState[]): void {
    this.#states = states;
    this.#since = playingSince(states, this.#since, this.#options.clock.now());
    this.#changes.add('players');
    this.#rulesChanged();
  }

  #rulesChanged(): void {
    if (!this.#shares || this.#locked || this.#asleep) {
      this.#settled.drop();
      return;
    }
    const chosen = this.#chosen;
    this.#player = chosen?.player.instance;
    if (chosen === undefined || chosen.state === 'stopped') this.#settled.hear({ state: 'stopped' });
    else this.#settled.hear({ state: chosen.state, name: pieceName(chosen), track: chosen.track });
  }
}
