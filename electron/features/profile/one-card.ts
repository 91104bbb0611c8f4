/** Whether a service makes one card of the public and the chosen one. */
import type { CardFields, OneCard } from '../../contract/profile';
import { vcardTempForm } from '../../xmpp/xep-0054-vcard-temp/form';
import { readCard } from '../../xmpp/card-read';
import type { Element } from '../../xmpp/xml';
import { vcard4Form } from '../../xmpp/xep-0292-vcard4/form';

/** By both as they were fetched; `announced`: the service says that it converts (XEP-0398). */
export function judgeOneCard(
  publicCard: Element | undefined,
  chosenCard: Element | undefined,
  announced: boolean,
): OneCard {
  const [one, other] = [
    carried(publicCard && readCard(vcardTempForm, publicCard)?.fields),
    carried(chosenCard && readCard(vcard4Form, chosenCard)?.fields),
  ];
  if (one === '' && other === '') return { verdict: 'unknown', announced, ...(announced && { by: 'service-says' }) };
  if (one !== other) return { verdict: 'no', by: 'measured', announced };
  // Somebody may have written the same into both.
  return announced ? { verdict: 'yes', by: 'measured', announced } : { verdict: 'unknown', announced };
}

/** What every conversion carries over, as one text; empty where there is nothing of it. */
function carried(fields: CardFields | undefined): string {
  if (fields === undefined) return '';
  const { fullName, nickname, title, role, emails } = fields;
  const texts = [fullName, nickname, title, role, ...emails.map(({ value }) => value)];
  return texts.every((text) => text === '') ? '' : JSON.stringify(texts);
}
