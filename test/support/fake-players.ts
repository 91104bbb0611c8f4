/** Players that a test plays itself. */
import type { PlayerState, Track } from '../../electron/contract/personal';
import type { PlayerReader } from '../../electron/contract/ports';

export class FakePlayers implements PlayerReader {
  #changed: ((players: readonly PlayerState[]) => void) | undefined;
  #states: readonly PlayerState[] = [];

  get isRead(): boolean {
    return this.#changed !== undefined;
  }

  start(changed: (players: readonly PlayerState[]) => void): void {
    this.#changed = changed;
    changed(this.#states);
  }

  stop(): void {
    this.#changed = undefined;
  }

  /** All players there are now. */
  are(...states: readonly PlayerState[]): void {
    this.#states = states;
    this.#changed?.(states);
  }
}

export function someTrack(title: string, change: Partial<Track> = {}): Track {
  return { artist: 'Nina Simone', title, source: 'Pastel Blues', track: '10', length: 613, rating: 8, ...change };
}

export function somePlayer(
  state: PlayerState['state'],
  title: string,
  change: Partial<PlayerState['player']> & { readonly track?: Partial<Track> } = {},
): PlayerState {
  const { track, ...player } = change;
  return {
    player: { id: 'rhythmbox', instance: player.id ?? 'rhythmbox', name: 'Rhythmbox', kind: 'music', ...player },
    state,
    track: someTrack(title, track),
  };
}
