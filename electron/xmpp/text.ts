/**
 * Bounds for text that peers wrote. Everything a parser hands on went through one of these, so
 * that no later layer meets control characters, broken surrogates or text without end.
 */

/** Longest value that is taken as an id, in UTF-16 code units; ids in the field have 6–80. */
export const MAX_ID = 1024;
/** Longest short text: names, status texts, subjects, error texts. */
export const MAX_SHORT_TEXT = 4096;

// All controls but tab and line feed, non-characters and lone surrogates.
const UNWANTED = /(?![\t\n])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;
const LINE_ENDS = /\r\n?/gu;
/** Nothing to clean: nearly all of it, and a roster has 20,000 such lines. */
const PRINTABLE_ASCII = /^[ -~]*$/u;

export interface BoundedText {
  readonly text: string;
  /** Whether the end is missing because the text was longer than allowed. */
  readonly cut: boolean;
}

/** Plain text of at most `max` code units: no control characters but tab and line feed; never cut inside a character. */
export function boundText(raw: string, max: number): BoundedText {
  // Cutting first keeps the cost of cleaning bounded, whatever a peer sends.
  const cut = raw.length > max;
  const head = cut ? raw.slice(0, endsInsidePair(raw, max) ? max - 1 : max) : raw;
  if (PRINTABLE_ASCII.test(head)) return { text: head, cut };
  return { text: head.replace(LINE_ENDS, '\n').replace(UNWANTED, ''), cut };
}

/** Like `boundText` for text of one line: line ends and tabs become spaces. */
export function boundLine(raw: string, max = MAX_SHORT_TEXT): string {
  const { text } = boundText(raw, max);
  return (PRINTABLE_ASCII.test(text) ? text : text.replace(/[\n\t\u2028\u2029]+/gu, ' ')).trim();
}

// Marks, embeddings, overrides and isolates of UAX #9.
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Like `boundLine`, and without the invisible characters that turn around what stands beside the text. */
export function boundLabel(raw: string, max: number): string {
  return boundLine(boundText(raw, max).text.replace(BIDI_CONTROLS, ''), max);
}

/** An id as peers set it; undefined where it is absent, empty, over-long or holds controls. Never changed: ids are compared. */
export function boundId(raw: string | undefined): string | undefined {
  if (raw === undefined || raw === '' || raw.length > MAX_ID) return undefined;
  UNWANTED.lastIndex = 0;
  return UNWANTED.test(raw) || /[\t\n\r]/u.test(raw) ? undefined : raw;
}

function endsInsidePair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Text that is to be written: what XML cannot carry is removed, nothing is cut. A server would close the stream over it. */
export function cleanText(raw: string): string {
  return boundText(raw, Number.POSITIVE_INFINITY).text;
}
