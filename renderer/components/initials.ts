/** What stands for a name where there is room for two letters. */

/** Made for the first name that needs it: few lists hold one, and making it takes 5 ms of the start. */
let segmenter: Intl.Segmenter | undefined;

/** The first characters of the first two words; of an address, those of the part before @. */
export function initials(name: string): string {
  const words = (name.slice(0, 128).split('@', 1)[0] ?? '')
    .split(/[\s._-]+/u)
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  return words
    .slice(0, 2)
    .map(firstCharacter)
    .filter((first) => first.length <= 16)
    .join('')
    .toUpperCase();
}

/** As people see it: with its accents, and a joined emoji whole. */
function firstCharacter(word: string): string {
  // Nothing below U+0300 joins what stands before it, and looking closer takes a tenth of a list's drawing.
  const isPlain = word.charCodeAt(0) < 0x300 && (word.length === 1 || word.charCodeAt(1) < 0x300);
  if (isPlain) return word.charAt(0);
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}
