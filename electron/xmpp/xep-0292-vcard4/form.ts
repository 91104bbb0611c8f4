/** Which elements of a vCard4 (RFC 6351) hold what Candor shows. */
import type { PlaceKind } from '../../contract/profile';
import { placeKinds, type CardForm, type KindsForm } from '../card-form';
import { NS_VCARD4 } from '../ns';
import { Element } from '../xml';
import { insertChild, removeChild, setText } from '../xml-copy';

/** What a date may look like there (RFC 6350 §4.3.1). */
const DATE = /^(?:\d{8}|\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}|--\d\d-?\d\d|--\d\d|---\d\d)$/u;
/** A number in a `tel:` address (RFC 3966 §3), without spaces. */
const PHONE = /^\+?[\d\-.()*#]+$/u;
const TEL = /^tel:/iu;

/** <parameters><type><text>home</text></type></parameters> */
const parameters: KindsForm = {
  read: (entry) => placeKinds.filter((kind) => typeTexts(entry).some((text) => isKind(text, kind))),
  write(entry, kinds) {
    const type = typeOf(entry) ?? makeType(entry);
    for (const text of typeTexts(entry))
      if (placeKinds.some((kind) => isKind(text, kind) && !kinds.includes(kind)))
        removeChild(text.parent ?? type, text);
    for (const kind of placeKinds) {
      if (!kinds.includes(kind) || typeTexts(entry).some((text) => isKind(text, kind))) continue;
      const made = new Element('text');
      setText(made, kind);
      insertChild(type, made, 'last');
    }
    if (type.getChildElements().length === 0) removeType(entry, type);
  },
};

function named(parent: Element, name: string): readonly Element[] {
  return parent.getChildElements().filter((one) => one.getName() === name);
}

function typeOf(entry: Element): Element | undefined {
  return named(entry, 'parameters').flatMap((one) => named(one, 'type'))[0];
}

function typeTexts(entry: Element): readonly Element[] {
  return named(entry, 'parameters')
    .flatMap((one) => named(one, 'type'))
    .flatMap((type) => named(type, 'text'));
}

function isKind(text: Element, kind: PlaceKind): boolean {
  return text.text().trim().toLowerCase() === kind;
}

function makeType(entry: Element): Element {
  const there = named(entry, 'parameters')[0];
  const parent = there ?? new Element('parameters');
  if (there === undefined) insertChild(entry, parent, 'first');
  const type = new Element('type');
  insertChild(parent, type, 'last');
  return type;
}

function removeType(entry: Element, type: Element): void {
  const parent = named(entry, 'parameters').find((one) => one.children.includes(type));
  if (parent === undefined) return;
  removeChild(parent, type);
  if (parent.getChildElements().length === 0) removeChild(entry, parent);
}

export const vcard4Form: CardForm = {
  ns: NS_VCARD4,
  root: 'vcard',
  texts: {
    fullName: { elements: ['fn'], parts: ['text'] },
    nickname: { elements: ['nickname'], parts: ['text'] },
    birthday: {
      elements: ['bday'],
      parts: ['date', 'date-time', 'text'],
      partFor: (value) => (DATE.test(value) ? 'date' : 'text'),
    },
    organization: { elements: ['org'], parts: ['text'] },
    title: { elements: ['title'], parts: ['text'] },
    role: { elements: ['role'], parts: ['text'] },
    about: { elements: ['note'], parts: ['text'] },
  },
  lists: {
    emails: { elements: ['email'], parts: ['text'], kinds: parameters },
    phones: {
      elements: ['tel'],
      parts: ['uri', 'text'],
      partFor: (value) => (PHONE.test(value.replaceAll(' ', '')) ? 'uri' : 'text'),
      decode: (written, part) => (part === 'uri' ? written.replace(TEL, '') : written),
      // No space may stand in an address; between the groups of a number a dash may.
      encode: (value, part) => (part === 'uri' ? `tel:${value.replaceAll(/ +/gu, '-')}` : value),
      kinds: parameters,
    },
    homepages: { elements: ['url'], parts: ['uri'], kinds: parameters },
  },
  address: {
    element: 'adr',
    parts: {
      postBox: ['pobox'],
      extended: ['ext'],
      street: ['street'],
      locality: ['locality'],
      region: ['region'],
      postalCode: ['code'],
      country: ['country'],
    },
    kinds: parameters,
  },
  picture: 'photo',
  companions: {},
};
