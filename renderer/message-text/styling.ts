/**
 * XEP-0393: Message Styling, version 1.1.1. Parses to plain data that components draw with text
 * nodes alone. Left out: `<unstyled/>`, which does not reach the window. Links are found first and
 * are never cut by a styling directive. Time and depth are bounded by the text's length.
 */
import { type Link, findLinks } from './links';

export type Style = 'strong' | 'emphasis' | 'strike' | 'code';

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  /** `mark` is the directive, which stays visible (XEP-0393 §6). */
  | { readonly type: Style; readonly mark: string; readonly children: readonly Inline[] };

export type Block =
  | { readonly type: 'line'; readonly children: readonly Inline[] }
  | { readonly type: 'preformatted'; readonly text: string }
  | { readonly type: 'quote'; readonly children: readonly Block[] };

/** Deeper quotations are drawn as lines that begin with ">". */
export const MAX_QUOTE_DEPTH = 6;
const FENCE = '```';
const STYLES: Readonly<Record<string, Style>> = { '*': 'strong', _: 'emphasis', '~': 'strike', '`': 'code' };
const DIRECTIVES = Object.keys(STYLES);
const SPACE = /\s/u;

export function parseStyling(text: string): readonly Block[] {
  return parseBlocks(text.split('\n'), 0);
}

/** As it is written: lines with their links alone, where the sender asks for that (§6). */
export function parseUnstyled(text: string): readonly Block[] {
  return text.split('\n').map((line) => ({ type: 'line', children: parseLine(line, []) }));
}

function parseBlocks(lines: readonly string[], depth: number): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.startsWith(FENCE)) {
      const end = endOfFence(lines, at + 1);
      blocks.push({ type: 'preformatted', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (line.startsWith('>') && depth < MAX_QUOTE_DEPTH) {
      const start = at;
      while (at < lines.length && (lines[at] ?? '').startsWith('>')) at += 1;
      const inner = lines.slice(start, at).map((quoted) => quoted.slice(1).replace(/^[ \t]+/u, ''));
      blocks.push({ type: 'quote', children: parseBlocks(inner, depth + 1) });
    } else {
      blocks.push({ type: 'line', children: parseLine(line) });
      at += 1;
    }
  }
  return blocks;
}

/** Index of the line that closes the block, or the number of lines where none does (§5.1.2). */
function endOfFence(lines: readonly string[], from: number): number {
  for (let at = from; at < lines.length; at += 1) if ((lines[at] ?? '').trimEnd() === FENCE) return at;
  return lines.length;
}

/** One line with its links and, for each directive, where the next one stands that may close a span. */
interface Line {
  readonly text: string;
  readonly links: readonly Link[];
  readonly linkAt: ReadonlyMap<number, Link>;
  /** For each directive: offset → nearest offset ≥ it of a closing directive; −1 if there is none. */
  readonly nextClosing: ReadonlyMap<string, Int32Array>;
}

function parseLine(text: string, directives = DIRECTIVES): readonly Inline[] {
  if (text === '') return [];
  const links = findLinks(text);
  const line: Line = {
    text,
    links,
    linkAt: new Map(links.map((link) => [link.start, link])),
    nextClosing: closings(text, links, directives),
  };
  return parseSpans(line, 0, text.length);
}

function closings(
  text: string,
  links: readonly Link[],
  directives: readonly string[],
): ReadonlyMap<string, Int32Array> {
  const tables = new Map<string, Int32Array>();
  for (const directive of directives) {
    if (!text.includes(directive)) continue;
    const table = new Int32Array(text.length + 1).fill(-1);
    let link = links.length - 1;
    for (let at = text.length - 1; at >= 0; at -= 1) {
      while (link >= 0 && at < (links[link]?.start ?? 0)) link -= 1;
      const inLink = link >= 0 && at < (links[link]?.end ?? 0);
      const closes = !inLink && at > 0 && text.charAt(at) === directive && !SPACE.test(text.charAt(at - 1));
      table[at] = closes ? at : (table[at + 1] ?? -1);
    }
    tables.set(directive, table);
  }
  return tables;
}

/**
 * Spans in [start, end). They are matched lazily from the left (§6), so a span holds none of its own
 * kind and the depth is at most the number of kinds.
 */
function parseSpans(line: Line, start: number, end: number): readonly Inline[] {
  const out: Inline[] = [];
  let plain = start;
  let at = start;
  const flush = (until: number): void => {
    if (until > plain) out.push({ type: 'text', text: line.text.slice(plain, until) });
  };
  while (at < end) {
    const link = line.linkAt.get(at);
    if (link !== undefined && link.end <= end) {
      flush(at);
      out.push({ type: 'link', text: link.label, href: link.href });
      at = plain = link.end;
      continue;
    }
    const close = closingOf(line, at, start, end);
    if (close === undefined) {
      at += 1;
      continue;
    }
    flush(at);
    out.push(makeSpan(line, at, close));
    at = plain = close + 1;
  }
  flush(end);
  return out;
}

/** Where the span that opens at `at` closes; undefined if none opens there. */
function closingOf(line: Line, at: number, start: number, end: number): number | undefined {
  const directive = line.text.charAt(at);
  const table = line.nextClosing.get(directive);
  if (table === undefined || at + 2 >= end) return undefined;
  const before = line.text.charAt(at - 1);
  // §6.2: at the start of the line or span, after white space, or after another opening directive.
  const mayOpen = at === start || SPACE.test(before) || (before !== directive && before in STYLES);
  if (!mayOpen || SPACE.test(line.text.charAt(at + 1))) return undefined;
  // At least one character stands between the two.
  const close = table[at + 2] ?? -1;
  return close >= 0 && close < end && line.text.charAt(at + 1) !== directive ? close : undefined;
}

function makeSpan(line: Line, open: number, close: number): Inline {
  const mark = line.text.charAt(open);
  const type = STYLES[mark] ?? 'strong';
  // Preformatted spans have no children (§6.2.4).
  const children: readonly Inline[] =
    type === 'code' ? [{ type: 'text', text: line.text.slice(open + 1, close) }] : parseSpans(line, open + 1, close);
  return { type, mark, children };
}

/** A text as a quotation to answer to, ending in an empty line to write on. */
export function quote(text: string): string {
  return `${text
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n')}\n`;
}
