/**
 * User Avatar to vCard-Based Avatars Conversion — XEP-0398, version 1.0.0: whether a service does it, and
 * what such services carry over of cards, which the extension itself says nothing of.
 * https://xmpp.org/extensions/xep-0398.html
 *
 * Left out: nothing; the conversion is the server's work.
 */
import { NS_PEP_VCARD_CONVERSION, NS_VCARD4, NS_VCARD_TEMP } from '../ns';
import type { Element } from '../xml';

/** Of what the account itself says it can do (§3). */
export function announcesConversion(accountFeatures: ReadonlySet<string>): boolean {
  return accountFeatures.has(NS_PEP_VCARD_CONVERSION);
}

/** Elements of a vcard-temp that Prosody's `mod_vcard_legacy` carries into a vCard4, with those of their parts that it does. */
const fromTemp: Readonly<Record<string, readonly string[] | 'text'>> = {
  FN: 'text',
  NICKNAME: 'text',
  TITLE: 'text',
  ROLE: 'text',
  CATEGORIES: 'text',
  NOTE: 'text',
  DESC: 'text',
  URL: 'text',
  BDAY: 'text',
  JABBERID: 'text',
  N: ['FAMILY', 'GIVEN', 'MIDDLE', 'PREFIX', 'SUFFIX'],
  EMAIL: ['USERID', 'INTERNET', 'HOME', 'WORK'],
  // Whether a voice answers is what a number says without more.
  TEL: ['NUMBER', 'VOICE', 'HOME', 'WORK'],
  ORG: ['ORGNAME'],
  ADR: ['POBOX', 'EXTADD', 'STREET', 'LOCALITY', 'REGION', 'PCODE', 'CTRY', 'HOME', 'WORK'],
  PHOTO: ['TYPE', 'BINVAL'],
};

/** The same the other way. */
const fromVcard4: Readonly<Record<string, readonly string[]>> = {
  fn: ['text'],
  n: ['surname', 'given', 'additional', 'prefix', 'suffix'],
  nickname: ['text'],
  title: ['text'],
  role: ['text'],
  categories: ['text'],
  note: ['text'],
  url: ['uri', 'parameters'],
  bday: ['date'],
  email: ['text', 'parameters'],
  tel: ['uri', 'parameters'],
  adr: ['pobox', 'ext', 'street', 'locality', 'region', 'code', 'country', 'parameters'],
  impp: ['uri', 'parameters'],
  org: ['text'],
};

/** Names of what a conversion of the card loses, each once: "GEO", or "ORG/ORGUNIT" for a part. */
export function lostInConversion(card: Element): readonly string[] {
  const [ns, carried]: [string, Readonly<Record<string, readonly string[] | 'text'>>] = card.is('vCard')
    ? [NS_VCARD_TEMP, fromTemp]
    : [NS_VCARD4, fromVcard4];
  const lost = card.getChildElements().flatMap((element): readonly string[] => {
    const name = element.getName();
    const parts = element.getNS() === ns && Object.hasOwn(carried, name) ? carried[name] : undefined;
    if (parts === undefined) return saysNothing(element) ? [] : [name];
    const inside = element.getChildElements();
    const known = parts === 'text' ? [] : parts;
    const unknown = inside.filter((part) => !known.includes(part.getName()) && (ns === NS_VCARD4 || isSaid(part)));
    return [...unknown.map((part) => `${name}/${part.getName()}`), ...secondKind(name, inside)];
  });
  return [...new Set(lost)];
}

/** An address of home and of work is one of home afterwards. */
function secondKind(name: string, parts: readonly Element[]): readonly string[] {
  const names = parts.map((part) => part.getName());
  return names.includes('HOME') && names.includes('WORK') ? [`${name}/WORK`] : [];
}

function saysNothing(element: Element): boolean {
  return element.text().trim() === '' && element.getChildElements().every(saysNothing);
}

/** A part that is a flag says something by being there: it has a name in capitals and no text. */
function isSaid(part: Element): boolean {
  return part.getChildElements().length === 0 ? part.text().trim() !== '' || isFlag(part) : !saysNothing(part);
}

const FLAGS: ReadonlySet<string> = new Set(
  'PREF FAX PAGER MSG CELL VIDEO BBS MODEM ISDN PCS X400 POSTAL PARCEL DOM INTL'.split(' '),
);

function isFlag(part: Element): boolean {
  return FLAGS.has(part.getName());
}
