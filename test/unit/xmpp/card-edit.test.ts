/** What changes in a card when a field is changed, and what does not. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cardFieldNames,
  MAX_CARD_ENTRIES,
  MAX_CARD_TEXT,
  placeKinds,
  type CardFields,
} from '../../../electron/contract/profile';
import { editCard } from '../../../electron/xmpp/card-edit';
import * as form from '../../../electron/xmpp/card-form';
import { readCard } from '../../../electron/xmpp/card-read';
import type { Element } from '../../../electron/xmpp/xml';
import { canonicalText, detached, fingerprint } from '../../../electron/xmpp/xml-copy';
import { vcardTempForm } from '../../../electron/xmpp/xep-0054-vcard-temp/form';
import { vcard4Form } from '../../../electron/xmpp/xep-0292-vcard4/form';
import { parseXml } from '../../support/parse-xml';

const NONE: CardFields = {
  ...{ fullName: '', nickname: '', birthday: '', organization: '', title: '', role: '', about: '' },
  ...{ emails: [], phones: [], addresses: [], homepages: [] },
};

function fieldsOf(cardForm: form.CardForm, card: Element): CardFields {
  const read = readCard(cardForm, card);
  if (read === undefined) throw new Error('no card');
  return read.fields;
}

const old = (): Element =>
  parseXml(`<vCard xmlns='vcard-temp' xmlns:x='urn:example:x' version='2.0'>
    <FN>Juliet</FN><N><FAMILY>Capulet</FAMILY><GIVEN/></N><FN>Jule</FN>
    <EMAIL><HOME/><INTERNET/><PREF/><USERID>a@example</USERID></EMAIL>
    <x:secret level='3'>stays</x:secret>
    <EMAIL><WORK/><USERID>b@example</USERID></EMAIL>
    <TEL><FAX/><NUMBER>112</NUMBER></TEL>
    <ORG><ORGNAME>Capulet</ORGNAME><ORGUNIT>Balcony</ORGUNIT></ORG>
    <PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORw0KGgo=</BINVAL></PHOTO>
    <JABBERID>juliet@capulet.lit</JABBERID>
    <BDAY/></vCard>`);

test('the contract and the rooms mean the same', () => {
  expect([form.MAX_CARD_TEXT, form.MAX_CARD_ENTRIES, form.placeKinds]).toEqual([
    MAX_CARD_TEXT,
    MAX_CARD_ENTRIES,
    placeKinds,
  ]);
  expect(Object.keys(NONE).sort()).toEqual([...cardFieldNames].sort());
});

describe('a vcard-temp', () => {
  const edited = (change: (fields: CardFields) => Partial<CardFields>): Element => {
    const fields = fieldsOf(vcardTempForm, old());
    return editCard(vcardTempForm, old(), { ...fields, ...change(fields) });
  };
  const replaced = (from: RegExp | string, to: string): string =>
    canonicalText(parseXml(detached(old()).toString().replace(from, to)));

  test('that is saved as it was read is the same', () => {
    expect(canonicalText(edited(() => ({})))).toBe(canonicalText(old()));
  });

  test('gets one text changed, where it stood', () => {
    expect(canonicalText(edited(() => ({ fullName: 'Giulietta' })))).toBe(replaced('>Juliet<', '>Giulietta<'));
  });

  test('loses a text with its element, but not what else the element holds', () => {
    expect(canonicalText(edited(() => ({ fullName: '' })))).toBe(replaced('<FN>Juliet</FN>', ''));
    expect(canonicalText(edited(() => ({ organization: '' })))).toBe(replaced('<ORGNAME>Capulet</ORGNAME>', ''));
  });

  test('gets a new text into the empty element that is there', () => {
    expect(canonicalText(edited(() => ({ birthday: '1597-07-31' })))).toBe(
      replaced('<BDAY/>', '<BDAY>1597-07-31</BDAY>'),
    );
  });

  test('gets an entry changed, and keeps what else it holds', () => {
    const change = ({ emails }: CardFields): Partial<CardFields> => ({
      emails: emails.map((entry, index) => (index === 0 ? { ...entry, value: 'c@example', kinds: ['work'] } : entry)),
    });
    expect(canonicalText(edited(change))).toBe(
      replaced(/<HOME\/><INTERNET\/><PREF\/><USERID>a@/u, '<WORK/><INTERNET/><PREF/><USERID>c@'),
    );
  });

  test('loses one entry of several, and gets a new one after its like', () => {
    const change = ({ emails }: CardFields): Partial<CardFields> => ({
      emails: [...emails.slice(1), { value: 'd@example', kinds: ['home'] }],
    });
    expect(fieldsOf(vcardTempForm, edited(change)).emails.map(({ value, kinds }) => [value, kinds])).toEqual([
      ['b@example', ['work']],
      ['d@example', ['home']],
    ]);
    expect(canonicalText(edited(change))).toBe(
      canonicalText(
        parseXml(
          detached(old())
            .toString()
            .replace(/<EMAIL><HOME.*?<\/EMAIL>/u, '')
            .replace(
              /(b@example<\/USERID><\/EMAIL>)/u,
              '$1<EMAIL><HOME/><INTERNET/><USERID>d@example</USERID></EMAIL>',
            ),
        ),
      ),
    );
  });

  test('takes an entry that somebody changed meanwhile for another one', () => {
    const before = fieldsOf(vcardTempForm, old());
    const theirs = parseXml(detached(old()).toString().replace('a@example', 'theirs@example'));
    const after = fieldsOf(
      vcardTempForm,
      editCard(vcardTempForm, theirs, { ...before, emails: before.emails.slice(0, 1) }),
    );
    expect(after.emails.map(({ value }) => value)).toEqual(['a@example']);
  });

  test('can be made out of nothing', () => {
    expect(detached(editCard(vcardTempForm, undefined, { ...NONE, nickname: 'R & J\u0000' })).toString()).toBe(
      '<vCard xmlns="vcard-temp"><NICKNAME>R &amp; J</NICKNAME></vCard>',
    );
  });

  test('with more entries than are read keeps the others', () => {
    const many = parseXml(
      `<vCard xmlns='vcard-temp'>${Array.from({ length: 60 }, (_, n) => `<URL>https://${String(n)}.example</URL>`).join('')}</vCard>`,
    );
    const read = readCard(vcardTempForm, many);
    expect([read?.fields.homepages.length, read?.hidden, read?.hiddenNames]).toEqual([50, 10, ['URL']]);
    const emptied = editCard(vcardTempForm, many, NONE);
    expect(emptied.getChildElements().map((one) => one.text())).toEqual(
      Array.from({ length: 10 }, (_, n) => `https://${String(n + 50)}.example`),
    );
  });
});

describe('a vCard4', () => {
  const card = (): Element =>
    parseXml(`<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>
      <fn><parameters><language><language-tag>it</language-tag></language></parameters><text>Giulietta</text></fn>
      <tel><parameters><type><text>voice</text><text>Home</text></type></parameters><uri>tel:+39-1</uri></tel>
      <bday><text>in July</text></bday>
      <group name='g'><note><text>stays</text></note></group></vcard>`);

  test('that is saved as it was read is the same', () => {
    expect(canonicalText(editCard(vcard4Form, card(), fieldsOf(vcard4Form, card())))).toBe(canonicalText(card()));
  });

  test('gets a birthday that is a date now, and another kind of phone', () => {
    const fields = fieldsOf(vcard4Form, card());
    const edited = editCard(vcard4Form, card(), {
      ...fields,
      birthday: '1597-07-31',
      phones: fields.phones.map((phone) => ({ ...phone, kinds: ['work'] })),
    });
    expect(canonicalText(edited)).toBe(
      canonicalText(
        parseXml(
          detached(card())
            .toString()
            .replace('<text>in July</text>', '<date>1597-07-31</date>')
            .replace('<text>Home</text>', '<text>work</text>'),
        ),
      ),
    );
  });

  test('loses a text with its parameters', () => {
    const fields = fieldsOf(vcard4Form, card());
    expect(editCard(vcard4Form, card(), { ...fields, fullName: '' }).toString()).not.toContain('fn');
  });
});

const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.trim());
const entries = fc.array(
  fc.record({ value: line.filter((text) => text !== ''), kinds: fc.subarray(['home', 'work'] as const) }),
  { maxLength: 4 },
);

test('any fields are read as they were written, in both forms', () => {
  fc.assert(
    fc.property(line, line, entries, entries, (fullName, about, emails, phones) => {
      for (const one of [vcardTempForm, vcard4Form]) {
        const fields = { ...NONE, fullName, about, emails, phones };
        const read = fieldsOf(one, parseXml(editCard(one, undefined, fields).toString()));
        expect([read.fullName, read.about]).toEqual([fullName, about]);
        expect(read.emails.map(({ value, kinds }) => ({ value, kinds }))).toEqual(emails);
        // Spaces between the groups of a number cannot stand in an address.
        const written = phones.map(({ value }) => value.replaceAll(/[ -]+/gu, ''));
        expect(read.phones.map(({ value }) => value.replaceAll(/[ -]+/gu, ''))).toEqual(written);
      }
    }),
  );
});

test('a copy means the same where no prefix is declared any more', () => {
  const outer = parseXml(`<iq xmlns:x='urn:example:x'><vCard xmlns='vcard-temp'><x:a/></vCard></iq>`);
  const [inner] = outer.getChildElements();
  if (inner === undefined) throw new Error('nothing inside');
  const copy = parseXml(detached(inner).toString());
  expect(canonicalText(copy)).toBe(canonicalText(inner));
  expect(fingerprint(copy)).toBe(fingerprint(inner));
  expect(fingerprint(copy)).not.toBe(fingerprint(outer));
});
