import { formatLocale } from './catalogue';

/** "Romeo, Benvolio, and Nurse" */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(formatLocale(), { type: 'conjunction' }).format(items);
}
