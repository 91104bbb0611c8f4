/**
 * Entity Capabilities — XEP-0115, version 1.6.0.
 * https://xmpp.org/extensions/xep-0115.html
 *
 * Left out: the legacy format without a hash (§9) and the server's own capabilities in its stream
 * features (§6.3).
 */
import { createHash } from 'node:crypto';
import { NS_CAPS } from '../ns';
import { boundId } from '../text';
import { attr, child, xml, type Element } from '../xml';
import type { DiscoForm, DiscoIdentity, DiscoInfo } from '../xep-0030-disco/stanza';

export interface Caps {
  /** Names the software. */
  readonly node: string;
  /** Hash of what it can do, Base64. */
  readonly ver: string;
  /** IANA name of the hash, e.g. "sha-1". */
  readonly hash: string;
}

/** Hashes that can be checked, by IANA name. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-1', 'sha1'],
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** Of a presence; undefined also for the legacy format. */
export function parseCaps(presence: Element): Caps | undefined {
  const element = child(presence, 'c', NS_CAPS);
  if (element === undefined) return undefined;
  const [node, ver, hash] = ['node', 'ver', 'hash'].map((name) => boundId(attr(element, name)));
  return node === undefined || ver === undefined || hash === undefined ? undefined : { node, ver, hash };
}

export function buildCaps({ node, ver, hash }: Caps): Element {
  return xml('c', { xmlns: NS_CAPS, hash, node, ver });
}

/** The node to ask for what `caps` stands for (§6.2). */
export function capsNode(caps: Caps): string {
  return `${caps.node}#${caps.ver}`;
}

/**
 * The verification string of §5.1. Undefined where the hash is not known or the information is
 * ill-formed (§5.4 step 3): doubles, two forms of one type, or a "<" in a value, by which two
 * different lists would hash alike.
 */
export function verificationString(info: DiscoInfo, hash: string): string | undefined {
  const algorithm = HASHES.get(hash);
  const parts = algorithm === undefined ? undefined : verificationParts(info);
  if (algorithm === undefined || parts?.every((part) => !part.includes('<')) !== true) return undefined;
  const text = parts.map((part) => `${part}<`).join('');
  return createHash(algorithm).update(text, 'utf8').digest('base64');
}

/** Whether the information is what `caps` promised, and so holds for everyone with the same `caps`. */
export function verifiesCaps(caps: Caps, info: DiscoInfo): boolean {
  return verificationString(info, caps.hash) === caps.ver;
}

/** Every piece of the string, each to be closed by "<"; undefined where the information is ill-formed. */
function verificationParts(info: DiscoInfo): readonly string[] | undefined {
  const identities = info.identities.map(identityPart).sort(byOctets);
  const features = [...info.features].sort(byOctets);
  // A form without a hidden FORM_TYPE is passed over (§5.4 step 3).
  const forms = info.forms
    .map((form) => ({ form, types: formTypes(form) }))
    .filter(({ types }) => types.length > 0)
    .sort((a, b) => byOctets(a.types[0] ?? '', b.types[0] ?? ''));
  const typesOfForms = forms.flatMap(({ types }) => types);
  if (typesOfForms.length > forms.length || [identities, features, typesOfForms].some(hasDoubles)) return undefined;
  return [...identities, ...features, ...forms.flatMap(({ form, types }) => [...types, ...fieldParts(form)])];
}

function identityPart({ category, type, lang, name }: DiscoIdentity): string {
  return [category, type, lang, name].join('/');
}

/** The distinct values of the hidden FORM_TYPE; a well-formed form has one. */
function formTypes(form: DiscoForm): readonly string[] {
  const field = form.fields.find(({ name, type }) => name === 'FORM_TYPE' && type === 'hidden');
  return [...new Set(field?.values ?? [])];
}

function fieldParts(form: DiscoForm): readonly string[] {
  return form.fields
    .filter(({ name }) => name !== 'FORM_TYPE')
    .sort((a, b) => byOctets(a.name, b.name))
    .flatMap(({ name, values }) => [name, ...[...values].sort(byOctets)]);
}

/** The collation "i;octet" (RFC 4790 §9.3): by UTF-8 bytes, which differs from JavaScript's order beyond the basic plane. */
function byOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

function hasDoubles(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}
