/** A row's contents for the window: plain text, and not more of it than can be looked at. */
import type { ContentEntry, ContentField, ContentLabel } from '../../contract/inventory';
import { boundText } from '../../xmpp/text';
import type { Element } from '../../xmpp/xml';
import type { Contents } from './source';

/** More entries of one row are not shown. */
const MAX_ENTRIES = 500;
const MAX_FIELDS = 2000;
const MAX_VALUE = 2000;
const MAX_DEPTH = 20;
/** Stands for a password that somebody stored: it is not shown on a screen. */
const HIDDEN = '••••••••';

/** None where the value is empty. */
export function field(label: ContentLabel, value: string): readonly ContentField[] {
  return value === '' ? [] : [{ label, value: short(value) }];
}

export function time(label: ContentLabel, at: number | undefined): readonly ContentField[] {
  return at === undefined ? [] : [{ label, value: new Date(at).toISOString() }];
}

export function bounded<T>(list: readonly T[], entry: (one: T) => ContentEntry): Contents {
  return { entries: list.slice(0, MAX_ENTRIES).map(entry), cut: list.length > MAX_ENTRIES };
}

export interface XmlPiece {
  readonly title: string;
  readonly elements: readonly Element[];
}

/** What stands in pieces of XML that nobody here knows: names and texts, in their order. */
export function xmlContents(pieces: readonly XmlPiece[]): Contents {
  let left = MAX_FIELDS;
  let cut = pieces.length > MAX_ENTRIES;
  const walk = (element: Element, path: string, depth: number, into: ContentField[]): void => {
    if (left <= 0 || depth > MAX_DEPTH) {
      cut = true;
      return;
    }
    for (const [name, value] of attributesOf(element)) put(into, `${path} ${name}`, value);
    const text = textOf(element);
    if (text.trim() !== '') put(into, path, text.trim());
    for (const inner of element.getChildElements()) walk(inner, `${path}/${inner.getName()}`, depth + 1, into);
  };
  const put = (into: ContentField[], element: string, value: string): void => {
    if (left <= 0 || value.length > MAX_VALUE) cut = true;
    if (left <= 0) return;
    left -= 1;
    into.push({ element: short(element), value: isSecret(element) ? HIDDEN : short(value) });
  };
  const entries = pieces.slice(0, MAX_ENTRIES).map(({ title, elements }) => {
    const fields: ContentField[] = [];
    for (const element of elements) walk(element, element.getName(), 0, fields);
    return { title: short(title), fields };
  });
  return { entries, cut };
}

/** Size of XML in bytes. */
export function sizeOf(elements: readonly Element[]): number {
  return elements.reduce((total, element) => total + Buffer.byteLength(element.toString()), 0);
}

function attributesOf(element: Element): readonly (readonly [string, string])[] {
  return Object.entries(element.attrs as Readonly<Record<string, unknown>>)
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]) => [name, String(value)] as const);
}

/** Its own text, without that of the elements within. */
function textOf(element: Element): string {
  return element.children.filter((one): one is string => typeof one === 'string').join('');
}

function isSecret(path: string): boolean {
  return /pass(?:word|wd)?$/iu.test(path);
}

function short(text: string): string {
  return boundText(text, MAX_VALUE).text;
}
