import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLinks } from '../../../../renderer/message-text/links';

const hrefs = (text: string): readonly string[] => findLinks(text).map((link) => link.href);

describe('findLinks', () => {
  it.each([
    ['see https://example.org/a?b=c#d now', ['https://example.org/a?b=c#d']],
    ['http://example.org', ['http://example.org/']],
    ['mailto:juliet@example.org', ['mailto:juliet@example.org']],
    ['xmpp:romeo@example.net?message', ['xmpp:romeo@example.net?message']],
    ['HTTPS://EXAMPLE.ORG/A', ['https://example.org/A']],
    ['two: https://a.example/ https://b.example/', ['https://a.example/', 'https://b.example/']],
  ])('finds what may be opened in %j', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id',
    '\\\\host\\share',
    'aesgcm://example.org/a#00',
    'data:text/html,x',
    'vbscript:x',
    'xhttps://example.org',
    'https://',
    'mailto:nobody',
    'https://[broken',
  ])('leaves %j as text', (text) => {
    expect(findLinks(text)).toEqual([]);
  });

  it.each([
    ['https://user:secret@bank.example/', 'a password'],
    ['https://bank.example@evil.example/', 'a user name'],
    ['https://@evil.example/', 'an empty user name'],
  ])('leaves %j as text, for it holds %s', (text) => {
    expect(findLinks(text)).toEqual([]);
  });

  it('shows a host beyond ASCII as punycode', () => {
    expect(findLinks('https://аpple.com/login')).toEqual([
      { start: 0, end: 23, href: 'https://xn--pple-43d.com/login', label: 'https://xn--pple-43d.com/login' },
    ]);
  });

  it('shows what is opened where the host is written in an unusual way', () => {
    expect(findLinks('https://ex%61mple.org/')[0]?.label).toBe('https://example.org/');
  });

  it.each([
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://example.org/a_(b)', 'https://example.org/a_(b)'],
    ['"https://example.org/a".', 'https://example.org/a'],
    ['https://example.org/a, and', 'https://example.org/a'],
    ['*https://example.org/a*', 'https://example.org/a'],
    ['https://example.org/a…', 'https://example.org/a'],
  ])('leaves the punctuation around %j outside', (text, href) => {
    expect(hrefs(text)).toEqual([href]);
  });

  it('ends a link at a mark that changes the direction of reading', () => {
    expect(hrefs('https://example.org/\u202egnp.exe')).toEqual(['https://example.org/']);
  });

  it('does not link what is too long to be a link', () => {
    expect(findLinks(`https://example.org/${'a'.repeat(5000)}`)).toEqual([]);
  });

  it('needs linear time for texts made to be slow', () => {
    const started = performance.now();
    findLinks('https://'.repeat(40_000));
    findLinks(`https://e.example/${'('.repeat(250_000)}`);
    findLinks(`https://e.example/${')'.repeat(1900)}\n`.repeat(130));
    findLinks('mailto:'.repeat(40_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('finds ranges in order that never overlap, and never another scheme', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('https://', 'http://a.example/', 'mailto:', 'javascript:', ' ', '@', '(', ')', '\\', '%'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const link of findLinks(text)) {
          expect(link.start).toBeGreaterThanOrEqual(end);
          expect(link.end).toBeGreaterThan(link.start);
          expect(link.end).toBeLessThanOrEqual(text.length);
          expect(link.href).toMatch(/^(?:https?|mailto|xmpp):/u);
          end = link.end;
        }
      }),
    );
  });
});
