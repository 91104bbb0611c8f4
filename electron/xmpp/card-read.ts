/** Reads a card of either form. Everything that comes out is bounded and clean. */
import { createHash } from 'node:crypto';
import type { Card, CardAddress, CardEntry, CardFields } from '../contract/profile';
import {
  addressParts,
  isOf,
  MAX_CARD_ENTRIES,
  MAX_CARD_TEXT,
  type AddressPart,
  type CardForm,
  type CardListName,
  type ValueForm,
} from './card-form';
import { boundText } from './text';
import type { Element } from './xml';
import { canonicalText } from './xml-copy';

/** Names of hidden elements that are told. */
const MAX_NAMES = 20;
const MAX_NAME = 64;

/** One element that holds a value of the card. */
export interface Found {
  readonly element: Element;
  /** The child that holds the text; undefined: the element itself does. */
  readonly part: Element | undefined;
  readonly value: string;
}

/** Undefined where this is no card of the form. */
export function readCard(form: CardForm, card: Element): Card | undefined {
  if (!card.is(form.root, form.ns)) return undefined;
  const shown = new Set<Element>();
  const text = (value: ValueForm): string => {
    const found = findText(form, card, value);
    if (found !== undefined) shown.add(found.element);
    return found?.value ?? '';
  };
  const list = (name: CardListName): readonly CardEntry[] => {
    const entries = findEntries(form, card, name);
    for (const { element } of entries) shown.add(element);
    return entries.map(({ id, value, element }) => ({ id, value, kinds: form.lists[name].kinds.read(element) }));
  };
  const addresses = findAddresses(form, card);
  for (const { element } of addresses) shown.add(element);
  const fields: CardFields = {
    fullName: text(form.texts.fullName),
    nickname: text(form.texts.nickname),
    birthday: text(form.texts.birthday),
    emails: list('emails'),
    phones: list('phones'),
    addresses: addresses.map(({ address }) => address),
    homepages: list('homepages'),
    organization: text(form.texts.organization),
    title: text(form.texts.title),
    role: text(form.texts.role),
    about: text(form.texts.about),
  };
  const others = card.getChildElements().filter((one) => !shown.has(one) && !isPicture(form, one) && !isEmpty(one));
  const pictureBytes = sizeOfPictures(form, card);
  return {
    fields,
    hidden: others.length,
    hiddenNames: [...new Set(others.map((one) => one.getName().slice(0, MAX_NAME)))].slice(0, MAX_NAMES),
    bytes: sizeWithoutPictures(form, card),
    ...(pictureBytes > 0 && { pictureBytes }),
  };
}

/** The element that holds a text of the card: the first that says something. */
export function findText(form: CardForm, card: Element, value: ValueForm): Found | undefined {
  for (const name of value.elements)
    for (const element of ownChildren(form, card, name)) {
      const found = valueIn(form, element, value);
      if (found.value !== '') return found;
    }
  return undefined;
}

export interface FoundEntry extends Found {
  readonly id: string;
}

/** At most `MAX_CARD_ENTRIES`. */
export function findEntries(form: CardForm, card: Element, name: CardListName): readonly FoundEntry[] {
  const value = form.lists[name];
  const ids = new Ids();
  const found: FoundEntry[] = [];
  for (const element of ownChildren(form, card, value.elements[0])) {
    if (found.length === MAX_CARD_ENTRIES) break;
    const one = valueIn(form, element, value);
    if (one.value !== '') found.push({ ...one, id: ids.of(element) });
  }
  return found;
}

export interface FoundAddress {
  readonly element: Element;
  readonly address: CardAddress & { readonly id: string };
}

/** At most `MAX_CARD_ENTRIES`. */
export function findAddresses(form: CardForm, card: Element): readonly FoundAddress[] {
  const ids = new Ids();
  const found: FoundAddress[] = [];
  for (const element of ownChildren(form, card, form.address.element)) {
    if (found.length === MAX_CARD_ENTRIES) break;
    const parts = Object.fromEntries(
      addressParts.map((part) => [part, clean(findAddressPart(form, element, part)?.text() ?? '')]),
    ) as Record<AddressPart, string>;
    if (Object.values(parts).every((text) => text === '')) continue;
    found.push({ element, address: { id: ids.of(element), kinds: form.address.kinds.read(element), ...parts } });
  }
  return found;
}

/** The element that holds a part of an address: the first that says something, else the first that is there. */
export function findAddressPart(form: CardForm, address: Element, part: AddressPart): Element | undefined {
  const there = form.address.parts[part].flatMap((name) => ownChildren(form, address, name));
  return there.find((one) => clean(one.text()) !== '') ?? there[0];
}

export function ownChildren(form: CardForm, parent: Element, name: string): readonly Element[] {
  return parent.getChildElements().filter((one) => one.getName() === name && isOf(form, one));
}

/** As it is shown: bounded, without controls, without space around it. */
export function clean(text: string): string {
  return boundText(text, MAX_CARD_TEXT).text.trim();
}

function valueIn(form: CardForm, element: Element, { parts, decode }: ValueForm): Found {
  const read = (part: Element | undefined): Found => {
    const written = clean((part ?? element).text());
    return { element, part, value: decode === undefined ? written : clean(decode(written, part?.getName() ?? '')) };
  };
  for (const name of parts) {
    const [part] = ownChildren(form, element, name);
    if (part !== undefined && part.text().trim() !== '') return read(part);
  }
  // Some write the text where its parts belong.
  return parts.length === 0 || element.getChildElements().length === 0
    ? read(undefined)
    : { element, part: undefined, value: '' };
}

/** Names an entry by what it holds, so that one that somebody else changed is not taken for the same. */
class Ids {
  readonly #seen = new Map<string, number>();

  of(element: Element): string {
    const hash = createHash('sha256').update(canonicalText(element), 'utf8').digest('hex').slice(0, 16);
    const before = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, before + 1);
    return `${hash}.${String(before)}`;
  }
}

function isPicture(form: CardForm, element: Element): boolean {
  return element.getName() === form.picture && isOf(form, element);
}

/** Services add empty elements of their own accord. */
function isEmpty(element: Element): boolean {
  const says = Object.keys(element.attrs).some((name) => !name.startsWith('xmlns'));
  return !says && element.text().trim() === '' && element.getChildElements().every((one) => isEmpty(one));
}

function sizeOfPictures(form: CardForm, card: Element): number {
  const letters = ownChildren(form, card, form.picture)
    .flatMap((picture) => picture.getChildElements())
    .reduce((sum, part) => sum + part.text().length, 0);
  return Math.floor((letters * 3) / 4);
}

function sizeWithoutPictures(form: CardForm, card: Element): number {
  return card.getChildElements().reduce((sum, one) => {
    return isPicture(form, one) ? sum : sum + Buffer.byteLength(one.toString(), 'utf8');
  }, 0);
}
