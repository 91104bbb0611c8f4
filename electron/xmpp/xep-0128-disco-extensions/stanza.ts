/**
 * Service Discovery Extensions — XEP-0128, version 1.0.1: forms within what an entity tells of itself.
 * https://xmpp.org/extensions/xep-0128.html
 *
 * The forms themselves are read by the room of service discovery.
 */
import type { DiscoForm, DiscoInfo } from '../xep-0030-disco/stanza';

/** The name of a form (XEP-0068), undefined where it has none. */
export function formTypeOf(form: DiscoForm): string | undefined {
  return form.fields.find(({ name }) => name === 'FORM_TYPE')?.values[0];
}

/** The form of this name; undefined where there is none. Of two the first counts. */
export function formOf(info: DiscoInfo, type: string): DiscoForm | undefined {
  return info.forms.find((form) => formTypeOf(form) === type);
}
