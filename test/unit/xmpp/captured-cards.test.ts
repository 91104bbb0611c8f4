/** Cards that real programs wrote: one field is changed, and all the rest means the same as before. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardFieldNames, type CardFieldName, type CardFields } from '../../../electron/contract/profile';
import { editCard } from '../../../electron/xmpp/card-edit';
import { readCard } from '../../../electron/xmpp/card-read';
import type { Element } from '../../../electron/xmpp/xml';
import { canonicalText } from '../../../electron/xmpp/xml-copy';
import { vcardTempForm } from '../../../electron/xmpp/xep-0054-vcard-temp/form';
import { lostInConversion } from '../../../electron/xmpp/xep-0398-conversion/stanza';
import { parseXml } from '../../support/parse-xml';

const folder = path.join(import.meta.dirname, '../../cards');
const card = (program: string): Element => parseXml(readFileSync(path.join(folder, `${program}.xml`), 'utf8'));

function fieldsOf(element: Element): CardFields {
  const read = readCard(vcardTempForm, element);
  if (read === undefined) throw new Error('no card');
  return read.fields;
}

/** Each top-level element by itself, in order. */
const parts = (element: Element): readonly string[] => element.getChildElements().map(canonicalText);

/** Which elements hold a field. */
const elementsOf: Readonly<Record<CardFieldName, string>> = {
  ...{ fullName: 'FN', nickname: 'NICKNAME', birthday: 'BDAY', organization: 'ORG', title: 'TITLE', role: 'ROLE' },
  ...{ about: 'DESC', emails: 'EMAIL', phones: 'TEL', addresses: 'ADR', homepages: 'URL' },
};

function changed(fields: CardFields, name: CardFieldName): CardFields {
  const value = fields[name];
  if (typeof value === 'string') return { ...fields, [name]: `${value} (changed)`.trim() };
  if (name === 'addresses')
    return { ...fields, addresses: fields.addresses.map((one) => ({ ...one, locality: 'Mantua' })) };
  return {
    ...fields,
    [name]: value.map((one) => ('value' in one ? { ...one, value: `${one.value} (changed)` } : one)),
  };
}

describe.each(['psi-plus', 'pidgin', 'slixmpp'])('the card of %s', (program) => {
  it('is the same when nothing is changed', () => {
    const before = card(program);
    const after = parseXml(editCard(vcardTempForm, before, fieldsOf(before)).toString());
    expect(canonicalText(after)).toBe(canonicalText(before));
    // Layout included: nothing was touched at all.
    expect(after.children.length).toBe(before.children.length);
  });

  it.each(cardFieldNames)('with another %s is the same elsewhere', (name) => {
    const before = card(program);
    const wanted = changed(fieldsOf(before), name);
    const after = parseXml(editCard(vcardTempForm, before, wanted).toString());
    const others = (element: Element): readonly string[] =>
      parts(element).filter((text) => !text.startsWith(`["${elementsOf[name]}"`));
    expect(others(after)).toEqual(others(before));
    const values = (fields: CardFields): unknown =>
      JSON.parse(JSON.stringify(fields, (key, value: unknown) => (key === 'id' ? undefined : value)));
    expect(values(fieldsOf(after))).toEqual(values(wanted));
  });
});

it('what stands beside a field within its element stays too', () => {
  const psi = card('psi-plus');
  const edited = editCard(vcardTempForm, psi, changed(changed(fieldsOf(psi), 'organization'), 'addresses')).toString();
  for (const part of ["<EXTADR>Servants' hall</EXTADR>", '<ORGUNIT>Nursery</ORGUNIT>', '<LOCALITY>Mantua</LOCALITY>'])
    expect(edited).toContain(part);
  const slix = card('slixmpp');
  const emails = editCard(vcardTempForm, slix, changed(fieldsOf(slix), 'emails')).toString();
  expect(emails).toContain('<EMAIL><USERID>friar@cell.example (changed)</USERID><HOME/><PREF/></EMAIL>');
});

it('the second line of an address is shown and changed where Psi+ writes it', () => {
  const psi = card('psi-plus');
  const { addresses, ...fields } = fieldsOf(psi);
  expect(addresses).toMatchObject([{ extended: "Servants' hall", street: 'Via Cappello 23' }]);
  const saved = (extended: string): string =>
    editCard(vcardTempForm, psi, { ...fields, addresses: addresses.map((one) => ({ ...one, extended })) }).toString();
  expect(saved('Third floor')).toContain('<EXTADR>Third floor</EXTADR>');
  expect(saved('')).not.toContain('hall');
  for (const extended of ["Servants' hall", 'Third floor', '']) expect(saved(extended)).not.toContain('EXTADD');
});

it('what a converting service would lose of them is known', () => {
  expect(lostInConversion(card('psi-plus'))).toEqual(['ADR/EXTADR', 'ORG/ORGUNIT']);
  expect(lostInConversion(card('pidgin'))).toEqual(['ORG/ORGUNIT']);
  expect(lostInConversion(card('slixmpp'))).toEqual([
    ...['EMAIL/PREF', 'TEL/FAX', 'GEO', 'UID', 'MAILER', 'ORG/ORGUNIT', 'CATEGORIES/KEYWORD', 'herb'],
  ]);
});
