/** The piece of a message that shows why it was found. */
import type { SearchHit } from '../../contract/messages';
import { fits, wantedOf, wordPositions } from '../../store/search-words';

type Excerpt = SearchHit['excerpt'];

/** Characters before the first match, … */
const BEFORE = 40;
/** … and at most in all. */
const LENGTH = 180;

/** `words`: those that were searched for. Where none is met, the beginning of the text. */
export function excerptOf(body: string, words: readonly string[]): Excerpt {
  const wanted = wantedOf(words);
  const matches = wordPositions(body).filter(({ word }) => wanted.some((one) => fits(word, one)));
  const start = startOf(body, matches[0]?.at ?? 0);
  const end = endOf(body, start + LENGTH);
  const parts: Excerpt[number][] = [];
  let at = start;
  const add = (to: number, match: boolean): void => {
    if (to > at) parts.push({ text: oneLine(body.slice(at, to)), match });
    at = Math.max(at, to);
  };
  if (start > 0) parts.push({ text: '… ', match: false });
  for (const match of matches.filter((one) => one.at + one.word.length <= end)) {
    add(match.at, false);
    add(match.at + match.word.length, true);
  }
  add(end, false);
  if (end < body.length) parts.push({ text: ' …', match: false });
  return parts;
}

/** The beginning of a word, not too far before the first match. */
function startOf(body: string, match: number): number {
  if (match <= BEFORE) return 0;
  const gap = body.slice(match - BEFORE, match).search(/\s\S/u);
  return gap < 0 ? whole(body, match - BEFORE) : match - BEFORE + gap + 1;
}

function endOf(body: string, limit: number): number {
  if (limit >= body.length) return body.length;
  const gap = body.slice(limit - BEFORE, limit).search(/\s\S*$/u);
  return gap < 0 ? whole(body, limit) : limit - BEFORE + gap;
}

/** Not within a surrogate pair. */
function whole(body: string, at: number): number {
  return /[\uDC00-\uDFFF]/u.test(body.charAt(at)) && /[\uD800-\uDBFF]/u.test(body.charAt(at - 1)) ? at - 1 : at;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
