/**
 * Finds links in text, in time linear in its length. Only schemes that are safe to hand to the
 * system become links (RFC 3986 https, http, mailto; RFC 5122 xmpp); everything else stays text.
 */

export interface Link {
  /** UTF-16 offsets in the text that was searched. */
  readonly start: number;
  readonly end: number;
  /** What is opened. Its host is in ASCII (punycode). */
  readonly href: string;
  /** What is shown: as written, or `href` where the host could be mistaken for another. */
  readonly label: string;
}

const MAX_LINK = 2048;
const START = /(?<![\p{L}\p{N}+.-])(?:https?:\/\/|mailto:|xmpp:)/giu;
/** White space, controls, quotes, brackets of angle kind and direction marks end a link. */
const END = /[\s\p{Cc}\p{Zl}\p{Zp}"<>`\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;
const TRAILING = new Set(['.', ',', ':', ';', '!', '?', "'", '*', '_', '~', '’', '”', '…']);
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
// Anything beyond ASCII in a host is shown as punycode: which letters deceive depends on the reader.
const NOT_ASCII = /[^\x20-\x7e]/u;

export function findLinks(text: string): readonly Link[] {
  const links: Link[] = [];
  const scan = new RegExp(START);
  let match = scan.exec(text);
  while (match !== null) {
    const start = match.index;
    const run = endOfRun(text, start + match[0].length);
    const end = trimEnd(text, start + match[0].length, run);
    const link = end - start > MAX_LINK ? undefined : makeLink(text.slice(start, end));
    if (link !== undefined) links.push({ start, end, ...link });
    // What was no link is not searched again: each character is looked at a bounded number of times.
    scan.lastIndex = link === undefined ? run : end;
    match = scan.exec(text);
  }
  return links;
}

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end < text.length && !END.test(text.charAt(end))) end += 1;
  return end;
}

/** Punctuation at the end belongs to the sentence; so does a bracket that was not opened inside. */
function trimEnd(text: string, from: number, to: number): number {
  const open = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const character = text.charAt(at);
    const opener = CLOSERS[character];
    if (opener !== undefined) open.set(opener, (open.get(opener) ?? 0) - 1);
    else if (character === '(' || character === '[' || character === '{')
      open.set(character, (open.get(character) ?? 0) + 1);
  }
  let end = to;
  while (end > from) {
    const character = text.charAt(end - 1);
    const opener = CLOSERS[character];
    if (opener !== undefined && (open.get(opener) ?? 0) < 0) open.set(opener, (open.get(opener) ?? 0) + 1);
    else if (!TRAILING.has(character)) break;
    end -= 1;
  }
  return end;
}

function makeLink(written: string): Pick<Link, 'href' | 'label'> | undefined {
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    return undefined;
  }
  if (url.protocol === 'https:' || url.protocol === 'http:') return makeWebLink(written, url);
  if (url.protocol !== 'mailto:' && url.protocol !== 'xmpp:') return undefined;
  if (!url.pathname.includes('@') && url.protocol === 'mailto:') return undefined;
  // The parser percent-encodes what is not ASCII here, so the label shows exactly what is opened.
  return { href: url.href, label: NOT_ASCII.test(written) ? url.href : written };
}

function makeWebLink(written: string, url: URL): Pick<Link, 'href' | 'label'> | undefined {
  // Credentials before the host are there to make it look like another one.
  if (url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
  const authority = /^[^/]*\/\/([^/?#\\]*)/u.exec(written)?.[1] ?? '';
  if (authority.includes('@')) return undefined;
  const deceptive = NOT_ASCII.test(authority) || authority.includes('%') || written.includes('\\');
  return { href: url.href, label: deceptive ? url.href : written };
}
