/**
 * Text of strangers made safe to draw: bounded, and without the characters that change how what
 * stands around them is read.
 */

// Embeddings and overrides (UAX #9) can turn a line around so that it reads as something else.
const BIDI_OVERRIDES = /[\u202a-\u202e]/gu;
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\ufeff]+/gu;
/** Marks that pile up on one letter run over the lines around it; eight serve every script. */
const PILED_MARKS = /(\p{M}{8})\p{M}+/gu;
/** The longest emoji that exists joins eleven parts; endless chains cost the shaper time. */
const JOINED_CHAIN =
  /((?:\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*\u200d){12})(?:\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*\u200d)+/gu;
/** Nothing to remove: most names, of which there may be ten thousand at once. */
const PLAIN = /^[\x20-\x7e]*$/u;
const BARE_JOINERS = /\u200d{2,}/gu;

/** Name of a person, resource or group on one line; at most `limit` UTF-16 units. */
export function displayName(text: string, limit = 256): string {
  const bounded = cut(text, limit);
  if (PLAIN.test(bounded)) return bounded.trim();
  return bounded.replace(BIDI_CONTROLS, '').replace(CONTROLS, ' ').replace(PILED_MARKS, '$1').trim();
}

/** A message's text as it is drawn. Line breaks stay. */
export function displayText(text: string): string {
  return text
    .replace(BIDI_OVERRIDES, '')
    .replace(PILED_MARKS, '$1')
    .replace(JOINED_CHAIN, '$1')
    .replace(BARE_JOINERS, '\u200d');
}

/** One line of a message for a list. */
export function excerpt(text: string, limit = 120): string {
  return displayName(text, limit);
}

/** The first `limit` UTF-16 units, never half a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? limit - 1 : limit);
}

const FIRST_CHARACTERS = 3000;
const FIRST_LINES = 40;
/** How much one press of "Show more" adds. */
const MORE = 16_000;

export interface Portion {
  readonly text: string;
  /** UTF-16 units that are not shown. */
  readonly hidden: number;
}

/**
 * The part of a message that is drawn: a message of any length costs the window a bounded time.
 * `presses` counts how often the user asked for more.
 */
export function portion(text: string, presses: number): Portion {
  const limit = FIRST_CHARACTERS + presses * MORE;
  let shown = cut(text, limit);
  const lines = FIRST_LINES * (1 + presses * 8);
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    const next = shown.indexOf('\n', end + 1);
    if (next < 0) {
      end = shown.length;
      break;
    }
    end = next;
  }
  shown = shown.slice(0, end);
  // A few words more are shown at once: a button in their place would be no shorter.
  if (text.length - shown.length < 200 && !text.slice(shown.length).includes('\n')) shown = text;
  return { text: shown, hidden: text.length - shown.length };
}
