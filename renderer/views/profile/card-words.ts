/** Fields of a card in words, and what is odd about a value. Odd is not wrong: nothing of it is refused. */
import { type CardFieldName, type CardFields, MAX_CARD_TEXT } from '../../../electron/contract/profile';
import { t } from '../../text/catalogue';
import { formatList } from '../../text/list';

export function fieldName(name: CardFieldName): string {
  return t(`profile.field.${name}`);
}

export function fieldNames(names: readonly CardFieldName[]): string {
  return formatList(names.map(fieldName));
}

const EXPECTED: Readonly<Partial<Record<CardFieldName, RegExp>>> = {
  // ISO 8601, also without the year as vCard 4 has it.
  birthday: /^(?:\d{4}-\d{2}-\d{2}|\d{8}|--\d{2}-?\d{2}|\d{4}(?:-\d{2})?)(?:T.*)?$/u,
  emails: /^[^\s@]+@[^\s@]+$/u,
  phones: /^\+?[\d\s().\-/]{3,}(?:\s*(?:;ext=|ext\.?|x)\s*\d+)?$|^tel:/iu,
  homepages: /^https?:\/\/\S+$/iu,
};

/** What most programs would not expect; undefined: nothing. */
export function oddity(name: CardFieldName, value: string): string | undefined {
  const text = value.trim();
  if (text === '' || EXPECTED[name]?.test(text) !== false) return undefined;
  return t(`profile.odd.${name as 'birthday' | 'emails' | 'phones' | 'homepages'}`);
}

/** Why a value cannot be saved; undefined: it can. */
export function tooLong(value: string): string | undefined {
  if (value.length <= MAX_CARD_TEXT) return undefined;
  return t('profile.tooLong', { count: value.length, max: MAX_CARD_TEXT });
}

/** Every text of a card is short enough to be saved. */
export function fits(fields: CardFields): boolean {
  const texts = Object.values(fields).flatMap((value: CardFields[CardFieldName]) =>
    typeof value === 'string' ? [value] : value.flatMap(({ kinds: _, ...parts }) => Object.values(parts)),
  );
  return texts.every((text) => (text?.length ?? 0) <= MAX_CARD_TEXT);
}

/** "Email" for the first of several, "Email 2" for the next. */
export function entryName(name: CardFieldName, at: number): string {
  return at === 0 ? fieldName(name) : t('profile.entry', { field: fieldName(name), number: String(at + 1) });
}
