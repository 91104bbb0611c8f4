/**
 * Addresses (RFC 7622). The only place where a `BareJid` or `FullJid` is made; everything else
 * passes them on. Normalization is case folding of local part and domain plus NFC, the part of
 * PRECIS that matters for comparison; what PRECIS forbids outright is refused.
 */

declare const brand: unique symbol;
/** `local@domain` or `domain`, normalized. */
export type BareJid = string & { readonly [brand]: 'bare' };
/** `local@domain/resource`, normalized. */
export type FullJid = string & { readonly [brand]: 'full' };

export interface JidParts {
  readonly local: string;
  readonly domain: string;
  /** Empty for a bare JID. */
  readonly resource: string;
}

const MAX_PART_BYTES = 1023;
// RFC 7622 §3.3.1 and §3.5: these never stand in a local part.
const FORBIDDEN_LOCAL = /["&'/:<>@\s]/u;
// Controls, private use of surrogates, and bidi or zero-width marks have no place in an address.
const FORBIDDEN_ANYWHERE = /[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const IPV6 = /^\[[0-9a-f:.]+\]$/u;
// Text on which normalization changes letter case alone: nearly all addresses.
const PRINTABLE_ASCII = /^[ -~]*$/u;
const FORBIDDEN_DOMAIN = /[\s"&'/:<>@\\]/u;

function isTooLong(part: string): boolean {
  // A UTF-16 unit is at most three bytes, which spares nearly all addresses the counting.
  return part.length * 3 > MAX_PART_BYTES && new TextEncoder().encode(part).length > MAX_PART_BYTES;
}

/** Splits and normalizes; undefined if the text is no JID. */
export function parseJid(text: string): JidParts | undefined {
  const ascii = PRINTABLE_ASCII.test(text);
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  const resource = slash < 0 ? '' : text.slice(slash + 1).normalize('NFC');
  if (slash >= 0 && resource === '') return undefined;
  const at = bare.indexOf('@');
  const local = at < 0 ? '' : fold(bare.slice(0, at), ascii);
  if (at === 0) return undefined;
  const rawDomain = at < 0 ? bare : bare.slice(at + 1);
  const domain = normalizeDomain(rawDomain, ascii);
  if (domain === undefined) return undefined;
  if (FORBIDDEN_LOCAL.test(local)) return undefined;
  if (!ascii && (FORBIDDEN_ANYWHERE.test(local) || FORBIDDEN_ANYWHERE.test(resource))) return undefined;
  if (isTooLong(local) || isTooLong(domain) || isTooLong(resource)) return undefined;
  return { local, domain, resource };
}

/** `ascii`: the text is known to be printable ASCII. */
function fold(text: string, ascii: boolean): string {
  return ascii ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

function normalizeDomain(raw: string, ascii: boolean): string | undefined {
  const folded = fold(raw, ascii);
  const domain = folded.endsWith('.') ? folded.slice(0, -1) : folded;
  if (domain === '' || (!ascii && FORBIDDEN_ANYWHERE.test(domain))) return undefined;
  if (IPV6.test(domain)) return domain;
  if (FORBIDDEN_DOMAIN.test(domain)) return undefined;
  return domain.startsWith('.') || domain.endsWith('.') || domain.includes('..') ? undefined : domain;
}

/** The bare JID of any JID text; undefined if it is no JID. */
export function bareJid(text: string | undefined): BareJid | undefined {
  const parts = text === undefined ? undefined : parseJid(text);
  return parts === undefined ? undefined : (joinBare(parts) as BareJid);
}

/** A full JID (with resource); undefined otherwise. */
export function fullJid(text: string | undefined): FullJid | undefined {
  const parts = text === undefined ? undefined : parseJid(text);
  if (parts === undefined || parts.resource === '') return undefined;
  return `${joinBare(parts)}/${parts.resource}` as FullJid;
}

/** A full or bare JID, whichever the text is; undefined if it is no JID. */
export function anyJid(text: string | undefined): BareJid | FullJid | undefined {
  const parts = text === undefined ? undefined : parseJid(text);
  if (parts === undefined) return undefined;
  const bare = joinBare(parts) as BareJid;
  return parts.resource === '' ? bare : (`${bare}/${parts.resource}` as FullJid);
}

/** Like `bareJid`, for text that must be a user's address (with a local part). */
export function userJid(text: string): BareJid | undefined {
  const parts = parseJid(text);
  return parts === undefined || parts.local === '' ? undefined : (joinBare(parts) as BareJid);
}

function joinBare(parts: JidParts): string {
  return parts.local === '' ? parts.domain : `${parts.local}@${parts.domain}`;
}

export function domainOf(jid: BareJid | FullJid): string {
  return parseJid(jid)?.domain ?? '';
}

export function localOf(jid: BareJid | FullJid): string {
  return parseJid(jid)?.local ?? '';
}

/** Empty for a bare JID. */
export function resourceOf(jid: string): string {
  const slash = jid.indexOf('/');
  return slash < 0 ? '' : jid.slice(slash + 1);
}
