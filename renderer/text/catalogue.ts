/**
 * Looks texts up in the catalogue. One catalogue a window: `useLocale` is called once, before the
 * first component is drawn, with the locale that main reports.
 */
import { textOf, type Catalogue, type Plural } from './texts';

export type TextKey = keyof Catalogue;

type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type ParamsOf<V> = V extends string ? Placeholders<V> : V extends Plural ? Placeholders<V['other']> : never;
type Values<K extends TextKey> = Readonly<Record<ParamsOf<Catalogue[K]>, string | number>>;
/** Keys of texts without a placeholder. */
export type PlainKey = { [K in TextKey]: [ParamsOf<Catalogue[K]>] extends [never] ? K : never }[TextKey];
/** No second argument where the text has no placeholder; all of them where it has some. */
type Args<K extends TextKey> = [ParamsOf<Catalogue[K]>] extends [never] ? [] : [values: Values<K>];

/** Locale of tests: every text 40 % longer and accented, so that what is cut or not translated shows. */
export const PSEUDO_LOCALE = 'en-XA';
/** The same, laid out from right to left. */
export const PSEUDO_LOCALE_RTL = 'en-XB';

const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

let wanted = 'en';
let pseudo = false;
/** Made when they are first needed: what Intl loads for them would keep the first screen waiting. */
let locale: string | undefined;
let numbers: Intl.NumberFormat | undefined;
let pluralRules: Intl.PluralRules | undefined;

/** Chooses the catalogue and the formats. A tag that Intl does not know falls back to English. */
export function useLocale(tag: string): void {
  pseudo = tag === PSEUDO_LOCALE || tag === PSEUDO_LOCALE_RTL;
  wanted = pseudo ? 'en' : tag;
  locale = undefined;
  numbers = undefined;
}

function supported(tag: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag])[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** BCP 47 tag for dates and numbers. */
export function formatLocale(): string {
  locale ??= supported(wanted);
  return locale;
}

/** Direction of text for a locale tag. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  if (tag === PSEUDO_LOCALE_RTL) return 'rtl';
  return RIGHT_TO_LEFT.has(tag.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr';
}

/** The text for a key, with its placeholders filled. Plurals choose by `count`. */
export function t<K extends TextKey>(key: K, ...args: Args<K>): string {
  const values = (args[0] ?? {}) as Readonly<Record<string, string | number>>;
  return fill(template(textOf(key), values['count']), values);
}

function template(entry: string | Plural | undefined, count: string | number | undefined): string {
  if (entry === undefined) return '';
  const text = typeof entry === 'string' ? entry : entry[formOf(Number(count))];
  return pseudo ? lengthen(text) : text;
}

/** Plural forms are those of the catalogue's language, not of the formats'. */
function formOf(count: number): keyof Plural {
  pluralRules ??= new Intl.PluralRules('en');
  return pluralRules.select(count) === 'one' ? 'one' : 'other';
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

function formatNumber(value: number): string {
  numbers ??= new Intl.NumberFormat(formatLocale());
  return numbers.format(value);
}

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', y: 'ý', c: 'ç', n: 'ñ', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú',
}; // prettier-ignore
const PADDING = ' lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore';

/** Accents the letters outside placeholders and adds 40 % of length. */
export function lengthen(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-zA-Z]/gu, (part) => ACCENTED[part] ?? part);
  const extra = Math.ceil(text.length * 0.4);
  return `[${accented}${PADDING.repeat(Math.ceil(extra / PADDING.length)).slice(0, Math.max(0, extra - 2))}]`;
}
