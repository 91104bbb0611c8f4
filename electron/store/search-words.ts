/** Words as the search takes them: as FTS5's tokenizer "unicode61" splits a text, and compares without case and accents. */

/** What the tokenizer takes for a part of a word. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Beginnings of words are found from this length on; so many words begin with one or two Latin letters that they say nothing. */
const SHORTEST_PREFIX = 3;

/** The words of a text, as they can be searched for. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** The words of a text and where each begins. */
export function wordPositions(text: string): { readonly word: string; readonly at: number }[] {
  return Array.from(text.matchAll(WORD), (match) => ({ word: match[0], at: match.index }));
}

/** Whether other words that begin so are found too. */
export function findsBeginnings(word: string): boolean {
  return word.length >= SHORTEST_PREFIX || /[^a-z\d]/iu.test(word);
}

/** A word that is looked for. */
export interface Wanted {
  /** As the index compares. */
  readonly folded: string;
  readonly begins: boolean;
}

export function wantedOf(words: readonly string[]): Wanted[] {
  return words.map((word) => ({ folded: folded(word), begins: findsBeginnings(word) }));
}

/** Whether a word of a text is the one that is looked for, or begins so. */
export function fits(word: string, wanted: Wanted): boolean {
  return isFound(folded(word), wanted);
}

/** Whether a text has all of them, as a search in the index would tell. */
export function holdsAll(text: string, wanted: readonly Wanted[]): boolean {
  const words = wordsOf(text).map(folded);
  return wanted.every((one) => words.some((word) => isFound(word, one)));
}

function isFound(word: string, wanted: Wanted): boolean {
  return wanted.begins ? word.startsWith(wanted.folded) : word === wanted.folded;
}

/** Marks fall away, letter and mark in one only with Latin letters, and there is one small sigma. */
function folded(word: string): string {
  return word
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, withoutMark)
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

function withoutMark(letter: string): string {
  const [base = letter] = letter.normalize('NFD');
  return /\p{Script=Latin}/u.test(base) ? base : letter;
}
