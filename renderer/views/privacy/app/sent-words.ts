/** What the ledger calls by its own word, in plain ones. */
import { t } from '../../../text/catalogue';
import { textOf } from '../../../text/texts';

export function sentWords(what: string): string {
  const key = `app.ledger.${what}`;
  return t(textOf(key) !== undefined ? (key as 'app.ledger.other') : 'app.ledger.other');
}
