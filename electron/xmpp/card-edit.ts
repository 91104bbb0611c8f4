/**
 * Changes a card of either form in its place: what is the same as before is not touched, nor is anything
 * that Candor does not show.
 */
import type { CardAddress, CardEntry, CardFields, PlaceKind } from '../contract/profile';
import {
  addressParts,
  cardLists,
  cardTexts,
  type CardForm,
  type CardListName,
  type KindsForm,
  type ValueForm,
} from './card-form';
import { clean, findAddresses, findAddressPart, findEntries, findText, ownChildren, type Found } from './card-read';
import { cleanText } from './text';
import { Element } from './xml';
import { detached, insertChild, removeChild, setText } from './xml-copy';

/** A new card that holds the fields; `card` stays as it is. Undefined: a card that there was not yet. */
export function editCard(form: CardForm, card: Element | undefined, fields: CardFields): Element {
  const edited = card === undefined ? new Element(form.root, { xmlns: form.ns }) : detached(card);
  for (const name of cardTexts) editText(form, edited, form.texts[name], fields[name]);
  for (const name of cardLists) editList(form, edited, name, fields[name]);
  editAddresses(form, edited, fields.addresses);
  return edited;
}

function editText(form: CardForm, card: Element, value: ValueForm, wanted: string): void {
  const found = findText(form, card, value);
  const text = clean(wanted);
  if ((found?.value ?? '') === text) return;
  if (found === undefined) {
    const [reusable] = ownChildren(form, card, value.elements[0]);
    if (reusable?.text().trim() === '')
      writeValue(form, { element: reusable, part: undefined, value: '' }, value, text);
    else insertAfterSame(form, card, newEntry(form, value, text));
  } else if (text === '') removeValue(card, found);
  else writeValue(form, found, value, text);
}

function editList(form: CardForm, card: Element, name: CardListName, wanted: readonly CardEntry[]): void {
  const value = form.lists[name];
  const found = findEntries(form, card, name);
  const byId = new Map(wanted.map((entry) => [entry.id ?? '', entry]));
  const known = new Set(found.map(({ id }) => id));
  for (const entry of found) {
    const change = byId.get(entry.id);
    const text = change === undefined ? '' : clean(change.value);
    if (change === undefined || text === '') removeChild(card, entry.element);
    else {
      if (text !== entry.value) writeValue(form, entry, value, text);
      writeKinds(value.kinds, entry.element, change.kinds);
    }
  }
  for (const { id, value: raw, kinds } of wanted) {
    const text = clean(raw);
    if (text === '' || known.has(id ?? '')) continue;
    const made = newEntry(form, value, text);
    value.kinds.write(made, kinds);
    insertAfterSame(form, card, made);
  }
}

function editAddresses(form: CardForm, card: Element, wanted: readonly CardAddress[]): void {
  const { element: name, kinds } = form.address;
  const found = findAddresses(form, card);
  const byId = new Map(wanted.map((address) => [address.id ?? '', address]));
  const known = new Set(found.map(({ address }) => address.id));
  for (const { element, address } of found) {
    const change = byId.get(address.id);
    if (change === undefined || isEmptyAddress(change)) removeChild(card, element);
    else {
      writeAddress(form, element, change);
      writeKinds(kinds, element, change.kinds);
    }
  }
  for (const address of wanted) {
    if (isEmptyAddress(address) || known.has(address.id ?? '')) continue;
    const made = new Element(name);
    writeAddress(form, made, address);
    kinds.write(made, address.kinds);
    insertAfterSame(form, card, made);
  }
}

function isEmptyAddress(address: CardAddress): boolean {
  return addressParts.every((part) => clean(address[part]) === '');
}

function writeAddress(form: CardForm, element: Element, address: CardAddress): void {
  let last: Element | undefined;
  for (const part of addressParts) {
    const text = clean(address[part]);
    const there = findAddressPart(form, element, part);
    if (there !== undefined) {
      if (clean(there.text()) !== text) setText(there, cleanText(text));
    } else if (text !== '') {
      // It takes the namespace of the one it stands in.
      const made = new Element(form.address.parts[part][0]);
      setText(made, cleanText(text));
      insertChild(element, made, last ?? 'last');
      last = made;
    }
    last = there ?? last;
  }
}

function writeKinds(form: KindsForm, element: Element, kinds: readonly PlaceKind[]): void {
  const before = new Set(form.read(element));
  if (before.size !== new Set(kinds).size || kinds.some((kind) => !before.has(kind))) form.write(element, kinds);
}

function newEntry(form: CardForm, value: ValueForm, text: string): Element {
  const [name] = value.elements;
  const made = new Element(name);
  for (const companion of form.companions[name] ?? []) insertChild(made, new Element(companion), 'last');
  writeValue(form, { element: made, part: undefined, value: '' }, value, text);
  return made;
}

function writeValue(form: CardForm, found: Found, value: ValueForm, text: string): void {
  const { element, part } = found;
  const name = value.partFor?.(text) ?? value.parts[0];
  const written = cleanText(name === undefined || value.encode === undefined ? text : value.encode(text, name));
  if (name === undefined) setText(element, written);
  else if (part?.getName() === name) setText(part, written);
  else {
    const made = new Element(name);
    setText(made, written);
    const empty = part ?? ownChildren(form, element, name)[0];
    insertChild(element, made, empty ?? 'last');
    if (empty !== undefined) removeChild(element, empty);
    // Text that stood where its parts belong.
    if (part === undefined) element.children = element.children.filter((one) => typeof one === 'object');
  }
}

/** An element that holds more than the value keeps the rest. */
function removeValue(card: Element, { element, part }: Found): void {
  const others = element.getChildElements().filter((one) => one !== part && one.getName() !== 'parameters');
  if (part === undefined || others.length === 0) removeChild(card, element);
  else removeChild(element, part);
}

function insertAfterSame(form: CardForm, card: Element, made: Element): void {
  const last = ownChildren(form, card, made.getName()).at(-1);
  insertChild(card, made, last ?? 'last');
}
