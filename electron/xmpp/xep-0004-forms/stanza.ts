/**
 * Data Forms — XEP-0004, version 2.13.2, as far as requests and their results carry them.
 * https://xmpp.org/extensions/xep-0004.html
 *
 * Left out: forms that are shown to the user (service discovery reads its own, byte by byte, for it
 * has to hash them).
 */
import { NS_DATA_FORM } from '../ns';
import { boundLine, cleanText } from '../text';
import { attr, child, children, xml, type Element } from '../xml';

const MAX_FIELDS = 200;
const MAX_VALUES = 1000;

/** One value a field, or several (§3.3 "list-multi"); undefined: the field is left out. */
export type FormValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A filled-in form of the kind `formType` (XEP-0068); fields without a value are left out. */
export function buildSubmitForm(formType: string, fields: FormValues): Element {
  return xml(
    'x',
    { xmlns: NS_DATA_FORM, type: 'submit' },
    xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, formType)),
    ...Object.entries(fields)
      .map(([name, value]) => (value === undefined ? undefined : buildField(name, [value].flat())))
      .filter((field) => field !== undefined),
  );
}

/** The fields of the form within `parent` with their values, `FORM_TYPE` among them; undefined where there is none. */
export function parseFormFields(parent: Element): ReadonlyMap<string, readonly string[]> | undefined {
  const form = child(parent, 'x', NS_DATA_FORM);
  if (form === undefined) return undefined;
  const fields = children(form, 'field', NS_DATA_FORM).slice(0, MAX_FIELDS);
  return new Map(fields.map((field) => [boundLine(attr(field, 'var') ?? ''), parseValues(field)]));
}

function buildField(name: string, values: readonly string[]): Element {
  return xml('field', { var: name }, ...values.map((value) => xml('value', {}, cleanText(value))));
}

function parseValues(field: Element): readonly string[] {
  return children(field, 'value', NS_DATA_FORM)
    .slice(0, MAX_VALUES)
    .map((value) => boundLine(value.text()));
}
