/**
 * Data Forms — XEP-0004, version 2.13.2, as far as requests carry them.
 * https://xmpp.org/extensions/xep-0004.html
 *
 * Left out: forms that are shown to the user, and reading forms (service discovery reads its own,
 * byte by byte, for it has to hash them).
 */
import { NS_DATA_FORM } from '../ns';
import { cleanText } from '../text';
import { xml, type Element } from '../xml';

/** A filled-in form of the kind `formType` (XEP-0068); fields without a value are left out. */
export function buildSubmitForm(formType: string, fields: Readonly<Record<string, string | undefined>>): Element {
  return xml(
    'x',
    { xmlns: NS_DATA_FORM, type: 'submit' },
    xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, formType)),
    ...Object.entries(fields)
      .map(([name, value]) =>
        value === undefined ? undefined : xml('field', { var: name }, xml('value', {}, cleanText(value))),
      )
      .filter((field) => field !== undefined),
  );
}
