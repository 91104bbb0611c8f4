import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundId, boundLine, boundText, cleanText } from '../../../electron/xmpp/text';
import { parseXml } from '../../support/parse-xml';
import { xml } from '../../../electron/xmpp/xml';

// Anything a string can hold, lone surrogates included.
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

describe('text that came from outside', () => {
  test('keeps line feeds, tabs, emoji, right-to-left text and joiners', () => {
    const text = 'a\tb\nמזל 👩‍👩‍👧 e\u0301';
    expect(boundText(text, 100)).toEqual({ text, cut: false });
  });

  test('loses controls, non-characters and halves of characters', () => {
    expect(boundText('a\u0000\u0007\u001b[31m\u009b\ud83d\ufffeb\r\nc\rd', 100).text).toBe('a[31mb\nc\nd');
  });

  test('is never longer than asked, never ends in half a character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (raw, max) => {
        const { text, cut } = boundText(raw, max);
        expect(text.length).toBeLessThanOrEqual(max);
        expect(cut).toBe(raw.length > max);
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  test('as a line holds no line ends', () => {
    expect(boundLine(' a\r\n\u2028b\tc ')).toBe('a b c');
  });
});

describe('an id', () => {
  test.each([undefined, '', 'x'.repeat(1025), 'a\u0000', 'a\nb', '\ud800'])('cannot be %j', (raw) => {
    expect(boundId(raw)).toBeUndefined();
    // Twice: the check must not remember where it was.
    expect(boundId(raw)).toBeUndefined();
  });

  test.each(['a', ' a ', '__proto__', '😀', '<>&"\''])('can be %j, unchanged', (raw) => {
    expect(boundId(raw)).toBe(raw);
  });
});

test('whatever is typed can be written as XML and read again', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      const clean = cleanText(raw);
      expect(parseXml(xml('body', {}, clean).toString()).text()).toBe(clean);
    }),
  );
});
