/** Which player counts when several play, and what of its track others may see. Pure. */
import type { OptionalField, Player, PlayerState, SharedTune, Track, TuneSettings } from '../../contract/personal';

/** Whether the user lets this player be heard of: music players unless switched off, all others only when switched on. */
export function isAllowed({ id, kind }: Player, { players }: TuneSettings): boolean {
  // A player names itself; its name must not be taken for something of every object.
  return Object.hasOwn(players, id) ? players[id] === true : kind === 'music';
}

/** Since when each player has been playing, by instance (milliseconds of the clock). */
export type PlayingSince = ReadonlyMap<string, number>;

export function playingSince(states: readonly PlayerState[], before: PlayingSince, now: number): PlayingSince {
  const playing = states.filter(({ state }) => state === 'playing');
  return new Map(playing.map(({ player }) => [player.instance, before.get(player.instance) ?? now]));
}

/** The one that began to play last; where none plays, `preferred` if it is paused. */
export function chosenPlayer(
  states: readonly PlayerState[],
  since: PlayingSince,
  preferred: string | undefined,
): PlayerState | undefined {
  const began = ({ player }: PlayerState): number => since.get(player.instance) ?? Number.NEGATIVE_INFINITY;
  const [latest] = states.filter(({ state }) => state === 'playing').sort((a, b) => began(b) - began(a));
  return latest ?? states.find(({ player, state }) => player.instance === preferred && state === 'paused');
}

/** Two states with the same name play the same piece. Empty where artist or title is unknown: such a one is nobody's business. */
export function pieceName({ player, track: { artist, title, source } }: PlayerState): string {
  return artist === '' || title === '' ? '' : JSON.stringify([player.instance, artist, title, source]);
}

export function sharedPart(track: Track, fields: Readonly<Record<OptionalField, boolean>>): SharedTune {
  const { artist, title, source, track: number, length, rating, uri } = track;
  return {
    artist,
    title,
    ...(fields.source && source !== '' && { source }),
    ...(fields.track && number !== '' && { track: number }),
    ...(fields.length && length !== undefined && { length }),
    ...(fields.rating && rating !== undefined && { rating }),
    ...(fields.uri && uri !== undefined && { uri }),
  };
}
