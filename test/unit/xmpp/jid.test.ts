import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJid, bareJid, domainOf, fullJid, localOf, parseJid, resourceOf, userJid } from '../../../electron/xmpp/jid';

describe('addresses (RFC 7622)', () => {
  it.each([
    ['Juliet@Example.COM', 'juliet@example.com'],
    ['juliet@example.com/balcony', 'juliet@example.com'],
    ['example.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['foo\\20bar@example.com', 'foo\\20bar@example.com'],
    ['königin@bücher.example', 'königin@bücher.example'],
    ['a@[::1]', 'a@[::1]'],
  ])('normalizes %s', (text, bare) => expect(bareJid(text)).toBe(bare));

  it.each([
    '',
    '@example.com',
    'juliet@',
    'juliet@example.com/',
    'ju liet@example.com',
    'a@b@c',
    'juliet@exa mple.com',
    'juliet@a..b',
    'juliet@.b',
    'juliet@b..',
    'juliet@.',
    'juliet\u202e@example.com',
    'juliet@exam\u200bple.com',
    'juliet@example.com/\u0000',
    `${'a'.repeat(1024)}@example.com`,
    `juliet@example.com/${'ä'.repeat(512)}`,
    '<a>@example.com',
  ])('refuses %j', (text) => expect(parseJid(text)).toBeUndefined());

  it('keeps the case of a resource', () => {
    expect(fullJid('A@B.c/PhOnE')).toBe('a@b.c/PhOnE');
    expect(resourceOf('a@b.c/x/y@z')).toBe('x/y@z');
  });

  it('tells bare, full and user addresses apart', () => {
    expect(fullJid('a@b.c')).toBeUndefined();
    expect(userJid('b.c')).toBeUndefined();
    const jid = bareJid('a@b.c');
    expect(jid !== undefined && [localOf(jid), domainOf(jid)]).toEqual(['a', 'b.c']);
  });

  it('takes an address of either kind', () => {
    expect(anyJid('A@B.c/PhOnE')).toBe('a@b.c/PhOnE');
    expect(anyJid('A@B.c')).toBe('a@b.c');
    expect(anyJid('A@B.c/')).toBeUndefined();
    expect(anyJid(undefined)).toBeUndefined();
  });

  it('is stable: what it made, it makes again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const made = bareJid(text);
        return made === undefined || bareJid(made) === made;
      }),
    );
  });
});
