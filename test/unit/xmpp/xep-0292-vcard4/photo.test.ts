import { describe, expect, it } from 'vitest';
import { NS_VCARD4 } from '../../../../electron/xmpp/ns';
import { parseCardPhoto, withoutPhotos } from '../../../../electron/xmpp/xep-0292-vcard4/photo';
import { parseXml } from '../../../support/parse-xml';

const card = (content: string) => parseXml(`<vcard xmlns="${NS_VCARD4}"><fn><text>Jule</text></fn>${content}</vcard>`);
const photo = (uri: string): string => `<photo><parameters/><uri>${uri}</uri></photo>`;
const bytes = Buffer.from('but soft');
const data = bytes.toString('base64');

describe('a picture in a vCard4', () => {
  it.each([
    ['with its kind', `data:image/png;base64,${data}`],
    ['with more parameters, in capitals', `DATA:image/png;x=y;BASE64,${data}`],
    ['without a kind, in lines', `\n data:;base64,${data.slice(0, 4)}\n${data.slice(4)} `],
  ])('is read from the card %s', (_how, uri) => {
    expect(parseCardPhoto(card(photo(uri)), 100)).toEqual({ bytes });
  });

  it('is the first that says something, and may stand elsewhere', () => {
    expect(parseCardPhoto(card(`<photo/>${photo('')}${photo('https://capulet.example/j.png')}`), 100)).toBe(
      'elsewhere',
    );
    expect(parseCardPhoto(card(photo('data:image/png,%89PNG')), 100)).toBe('elsewhere');
    expect(parseCardPhoto(card('<photo/><logo><uri>x</uri></logo>'), 100)).toBeUndefined();
  });

  it.each([
    ['too large', `data:image/png;base64,${data}`, 4],
    ['no Base64', 'data:image/png;base64,!!', 100],
  ])('has no bytes where it is %s', (_why, uri, max) => {
    expect(parseCardPhoto(card(photo(uri)), max)).toEqual({ bytes: new Uint8Array() });
  });

  it('is taken out, and all else stays', () => {
    const before = card(`${photo('x')}<note><text>n</text></note><photo xmlns="urn:x"/>${photo('y')}`);
    const after = withoutPhotos(before).toString();
    expect(after).toContain('<note><text>n</text></note><photo xmlns="urn:x"/>');
    expect(after).not.toContain('<uri>');
    expect(before.toString()).toContain('<uri>x</uri>');
  });
});
