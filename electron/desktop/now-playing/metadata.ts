/**
 * What players say of themselves and of what they play, made into bounded plain lines. Whatever is of the
 * wrong type counts as absent: any program may claim to be a player.
 */
import type { PlayerKind, Track } from '../../contract/personal';

const MAX_TEXT = 256;
const MAX_ID = 128;
const MAX_URI = 2048;
const MAX_LENGTH = 65_535;
/** Artists of one piece that are named. */
const MAX_LIST = 8;

// Controls, line and paragraph ends, lone surrogates, and what turns around the text beside it (UAX #9).
const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Browsers play everything, videos and private windows among it. */
const browsers =
  /firefox|librewolf|chrom(?:e|ium)|brave|edge|opera|vivaldi|epiphany|falkon|konqueror|browser|safari|webkit|kdeconnect/u;
const videoPlayers =
  /vlc|mpv|potplayer|celluloid|smplayer|haruna|totem|showtime|dragon|kodi|mplayer|parole|xine|plex|jellyfin|stremio|zunevideo|mediaplayer|movies|clapper|netflix|quicktime/u;

/** What a player would have to be left out for, by its id and name. */
export function kindOf(id: string, name: string): PlayerKind {
  const words = `${id} ${name}`.toLowerCase();
  if (browsers.test(words)) return 'browser';
  return videoPlayers.test(words) ? 'video' : 'music';
}

/** One line; empty where `value` is no text. */
export function line(value: unknown, max = MAX_TEXT): string {
  if (typeof value !== 'string') return '';
  const text = value.slice(0, max).replace(UNWANTED, ' ').replace(BIDI_CONTROLS, '').trim();
  // Cutting may have split a character in two.
  return text.replace(/[\ud800-\udbff]$/u, '');
}

/** For an id, which is compared and kept; empty where there is none. */
export function idOf(value: unknown): string {
  return line(value, MAX_ID).toLowerCase();
}

/** One line of a text or a list of texts, whichever the player took for right. */
export function lineOrList(value: unknown): string {
  if (!Array.isArray(value)) return line(value);
  const parts = value.slice(0, MAX_LIST).map((part) => line(part));
  return line(parts.filter((part) => part !== '').join(', '));
}

/** Undefined where that is no length of a piece. `perSecond`: the player counts in so many parts of a second. */
export function lengthOf(value: unknown, perSecond: number): number | undefined {
  const seconds = Math.round(numberOf(value) / perSecond);
  return seconds >= 1 && seconds <= MAX_LENGTH ? seconds : undefined;
}

/** From 1 to 10. `most`: the best that the player knows. */
export function ratingOf(value: unknown, most: number): number | undefined {
  const rating = Math.round((numberOf(value) * 10) / most);
  return rating >= 1 && rating <= 10 ? rating : undefined;
}

/** A number in a collection; empty where there is none. */
export function trackNumberOf(value: unknown): string {
  const number = numberOf(value);
  return Number.isInteger(number) && number >= 1 && number <= 99_999 ? String(number) : '';
}

/** A place on the web; never one on this computer. */
export function webAddressOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_URI || !/^https?:\/\//iu.test(value)) return undefined;
  return URL.canParse(value) ? new URL(value).href : undefined;
}

/** Whether a piece with this id is an advertisement, which nobody listens to by choice. */
export function isAdvertisement(id: unknown): boolean {
  return typeof id === 'string' && /spotify[:/]ad[:/]/u.test(id);
}

export const noTrack: Track = { artist: '', title: '', source: '', track: '' };

/** A track of those parts that are known. */
export function trackOf(parts: {
  readonly artist: string;
  readonly title: string;
  readonly source: string;
  readonly track: string;
  readonly length?: number | undefined;
  readonly rating?: number | undefined;
  readonly uri?: string | undefined;
}): Track {
  const { length, rating, uri, ...texts } = parts;
  return {
    ...texts,
    ...(length !== undefined && { length }),
    ...(rating !== undefined && { rating }),
    ...(uri !== undefined && { uri }),
  };
}

/** NaN where it is none; D-Bus gives 64 bits as a big one. */
function numberOf(value: unknown): number {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : Number.NaN;
}
