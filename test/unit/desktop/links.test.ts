import { describe, expect, it } from 'vitest';
import { DesktopError } from '../../../electron/desktop/errors';
import { checkLink } from '../../../electron/desktop/links';

describe('checkLink', () => {
  it.each([
    ['https://example.org', 'https://example.org/'],
    ['http://example.org/a?b=c#d', 'http://example.org/a?b=c#d'],
    ['HTTPS://Example.ORG/Path', 'https://example.org/Path'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    // A Cyrillic look-alike leaves in the form that gives it away.
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/'],
    ['mailto:nurse@example.org', 'mailto:nurse@example.org'],
    ['mailto:nurse@example.org?subject=A%20word&body=x', 'mailto:nurse@example.org?subject=A%20word&body=x'],
    ['mailto:nurse@example.org?attach=/etc/passwd&bcc=x@y', 'mailto:nurse@example.org'],
  ])('opens %s as %s', (text, url) => {
    expect(checkLink(text)).toEqual({ kind: 'outside', url });
  });

  it('keeps its own scheme inside', () => {
    expect(checkLink('xmpp:romeo@example.net?message')).toEqual({
      kind: 'xmpp',
      uri: 'xmpp:romeo@example.net?message',
    });
  });

  it.each([
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id PCWDiagnostic',
    'ms-word:ofe|u|https://example.org/a.docm',
    '\\\\server\\share',
    '//server/share',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'aesgcm://example.org/a#key',
    'ssh://example.org',
    'ftp://example.org/',
    'blob:https://example.org/x',
    'view-source:https://example.org',
    'https://user:password@example.org/',
    'https://example.org@evil.example/',
    'https:evil.example',
    'https:/evil.example',
    'https://',
    'https:///etc',
    'https://example.org\\@evil.example/',
    ' https://example.org',
    'https://example.org/ more',
    'https://exa\u0000mple.org/',
    'https://example.org/\u202egpj.exe',
    'https://exam\u200bple.org/',
    `https://example.org/${'a'.repeat(9000)}`,
    'example.org',
    '',
  ])('refuses %j', (text) => {
    expect(() => checkLink(text)).toThrow(DesktopError);
    expect(() => checkLink(text)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
