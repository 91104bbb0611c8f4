/**
 * `xmpp:` links (RFC 5122) with the query types of XEP-0147 that Candor can act on. A link comes from
 * anywhere: it is bounded, cleaned and never acted on before the user's word.
 */
import type { XmppUriRequest } from '../contract/xmpp-uri';

const MAX_URI = 8192;
const MAX_BODY = 4096;
const MAX_NAME = 1023;

/** Normalizes an address to a bare JID; undefined if it is none. */
export type NormalizeJid = (text: string) => string | undefined;

const actions: ReadonlyMap<string, XmppUriRequest['action']> = new Map([
  ['', 'open'],
  ['message', 'message'],
  ['subscribe', 'subscribe'],
  ['roster', 'subscribe'],
  ['remove', 'remove'],
  ['unsubscribe', 'remove'],
]);

/** Undefined: no `xmpp:` link, no valid address, or an action that Candor doesn't know. */
export function parseXmppUri(uri: string, normalizeJid: NormalizeJid): XmppUriRequest | undefined {
  if (uri.length > MAX_URI) return undefined;
  const parts = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/isu.exec(uri.trim());
  const address = decode(parts?.[1] ?? '');
  const jid = address === undefined || address === '' ? undefined : normalizeJid(address);
  if (jid === undefined) return undefined;
  const [type = '', ...pairs] = (parts?.[2] ?? '').split(';');
  const action = actions.get(type.toLowerCase());
  if (action === undefined) return undefined;
  const values = readPairs(pairs);
  return {
    action,
    jid,
    body: action === 'message' ? clean(values.get('body') ?? '', MAX_BODY) : '',
    name:
      action === 'subscribe'
        ? clean(values.get('name') ?? '', MAX_NAME)
            .replaceAll(/\s+/gu, ' ')
            .trim()
        : '',
  };
}

/** A key that is named twice keeps its first value. */
function readPairs(pairs: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const value = equals < 0 ? undefined : decode(pair.slice(equals + 1));
    const key = pair.slice(0, Math.max(equals, 0)).toLowerCase();
    if (value !== undefined && !values.has(key)) values.set(key, value);
  }
  return values;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Without control and bidi override characters (lines and tabs stay), cut at `most` units. */
function clean(text: string, most: number): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').slice(0, most);
}
