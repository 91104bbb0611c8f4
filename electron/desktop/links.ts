/** Which links may leave for another program, and in what form. Everything else is refused. */
import { DesktopError } from './errors';

const MAX_LINK = 8192;
/** Header fields of a mail link; others (attachments, hidden copies) are dropped. */
const mailFields: ReadonlySet<string> = new Set(['to', 'cc', 'subject', 'body']);

export type CheckedLink =
  /** Opened by the system: a normalized URL. */
  | { readonly kind: 'outside'; readonly url: string }
  /** Candor's own scheme, handled inside. */
  | { readonly kind: 'xmpp'; readonly uri: string };

/**
 * Checks a link by an allow-list of schemes. Throws `invalid-argument` for anything else: local files,
 * network shares, scripts, programs' own schemes, addresses with credentials, and text that another
 * program might read differently than it is read here.
 */
export function checkLink(text: string): CheckedLink {
  if (text.length > MAX_LINK || /[\s\p{Cc}\\\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(text))
    throw refused(text);
  if (/^xmpp:/iu.test(text)) return { kind: 'xmpp', uri: text };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused(text);
  }
  if (url.protocol === 'mailto:') return { kind: 'outside', url: mailLink(url) };
  // The parser also takes "https:host" and "https:/host" for addresses; people don't write those.
  const isWeb = /^https?:\/\/[^/]/iu.test(text) && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.hostname === '' || url.username !== '' || url.password !== '') throw refused(text);
  return { kind: 'outside', url: url.href };
}

function mailLink(url: URL): string {
  const fields = [...url.searchParams].filter(([name]) => mailFields.has(name.toLowerCase()));
  const query = fields.map(([name, value]) => `${name.toLowerCase()}=${encodeURIComponent(value)}`).join('&');
  return `mailto:${url.pathname}${query === '' ? '' : `?${query}`}`;
}

function refused(text: string): DesktopError {
  return new DesktopError('invalid-argument', /^[a-z][a-z0-9+.-]{0,30}:/iu.exec(text)?.[0] ?? 'link');
}
