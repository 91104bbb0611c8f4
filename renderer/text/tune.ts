/** A tune in words. What others sent is drawn as plain text, bounded, and isolated from the words around it. */
import type { SharedTune } from '../../electron/contract/personal';
import { t } from './catalogue';

const MAX_PART = 120;
// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9).
const ISOLATE = '\u2068';
const POP = '\u2069';

/** "Artist – Title", or the one of them that is known. `clean` makes a text of others fit for one line. */
export function tuneWords(tune: SharedTune, clean: (text: string, limit: number) => string): string {
  const [artist, title] = [tune.artist, tune.title].map((part) => clean(part ?? '', MAX_PART));
  if (artist === undefined || artist === '') return isolated(title ?? '');
  if (title === undefined || title === '') return isolated(artist);
  return t('tune.artistTitle', { artist: isolated(artist), title: isolated(title) });
}

function isolated(text: string): string {
  return /^[\u0020-\u007e]*$/u.test(text) ? text : `${ISOLATE}${text}${POP}`;
}
