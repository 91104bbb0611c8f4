/** Players that run, and those that were switched before, as rows of a list. */
import type { PlayerKind, PlayerState, TuneSettings } from '../../../electron/contract/personal';

export interface PlayerRow {
  readonly id: string;
  readonly name: string;
  readonly kind: PlayerKind | 'unknown';
  readonly state: PlayerState['state'] | 'away';
  /** What it plays may be shared. */
  readonly allowed: boolean;
}

export function playerRows(players: readonly PlayerState[], { players: switches }: TuneSettings): readonly PlayerRow[] {
  const rows = new Map<string, PlayerRow>();
  const isOn = (id: string, preset: boolean): boolean => (Object.hasOwn(switches, id) ? switches[id] === true : preset);
  for (const { player, state } of players) {
    const before = rows.get(player.id);
    // Of two of the same, the one that plays says more.
    if (before?.state === 'playing') continue;
    const { id, name, kind } = player;
    rows.set(id, { id, name, kind, state, allowed: isOn(id, kind === 'music') });
  }
  for (const id of Object.keys(switches))
    if (!rows.has(id)) rows.set(id, { id, name: id, kind: 'unknown', state: 'away', allowed: isOn(id, false) });
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name));
}
