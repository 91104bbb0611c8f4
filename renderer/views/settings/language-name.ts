/** Languages by name. */
import { formatLocale } from '../../text/catalogue';

/** "German (Austria)" for "de-AT"; the tag itself where the system does not know it. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([formatLocale(), 'en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
