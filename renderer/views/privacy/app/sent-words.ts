/** What the ledger calls by its own word, in plain ones. */
import { en } from '../../../text/en';
import { t } from '../../../text/catalogue';

export function sentWords(what: string): string {
  const key = `app.ledger.${what}`;
  return t(Object.hasOwn(en, key) ? (key as 'app.ledger.other') : 'app.ledger.other');
}
