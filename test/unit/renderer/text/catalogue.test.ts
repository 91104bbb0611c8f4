import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { failureCodes } from '../../../../electron/contract/errors';
import { PSEUDO_LOCALE, directionOf, lengthen, t, useLocale } from '../../../../renderer/text/catalogue';
import { failureWords } from '../../../../renderer/text/failures';
import { parts, type Plural } from '../../../../renderer/text/texts';

afterEach(() => useLocale('en'));

describe('t', () => {
  it('fills placeholders', () => {
    expect(t('chat.log', { name: 'Romeo' })).toBe('Conversation with Romeo');
  });

  it('chooses the plural', () => {
    expect(t('contacts.unread', { count: 1 })).toBe('1 unread');
    expect(t('requests.heading', { count: 1 })).toBe('1 person asks to see when you are online');
    expect(t('requests.heading', { count: 2 })).toBe('2 people ask to see when you are online');
  });

  it('never fills a placeholder with what another one holds', () => {
    expect(t('path.tls', { version: '{service}', service: 'x' })).toBe('{service} to x');
  });

  it('falls back to English formats for a tag that nobody knows', () => {
    useLocale('not a tag!');
    expect(t('contacts.unread', { count: 1200 })).toBe('1,200 unread');
  });
});

describe('the pseudo-locale', () => {
  it('makes every text at least 40 % longer and keeps the placeholders', () => {
    const texts = parts
      .flatMap((part) => Object.values<string | Plural>(part))
      .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
    for (const text of texts) {
      const longer = lengthen(text);
      expect(longer.length).toBeGreaterThanOrEqual(Math.floor(text.length * 1.4));
      expect(longer.match(/\{\w+\}/gu) ?? []).toEqual(text.match(/\{\w+\}/gu) ?? []);
    }
  });

  it('is chosen by its tag', () => {
    useLocale(PSEUDO_LOCALE);
    expect(t('chat.send')).toMatch(/^\[Séñd/u);
  });
});

describe('directionOf', () => {
  it('knows the scripts that run from right to left', () => {
    expect(directionOf('he-IL')).toBe('rtl');
    expect(directionOf('ar')).toBe('rtl');
    expect(directionOf('de-AT')).toBe('ltr');
  });
});

describe('failureWords', () => {
  it.each(failureCodes)('says of %s what happened, whose fault it is and what to do', (code) => {
    const words = failureWords({ code, detail: 'DETAIL' }, 'example.org');
    for (const part of [words.what, words.whose, words.todo]) {
      expect(part).not.toBe('');
      expect(part).not.toMatch(/[{}]|undefined/u);
    }
  });

  it('tells dates as dates', () => {
    useLocale('en-GB');
    const words = failureWords({ code: 'certificate-expired', detail: '2026-02-14T12:00:00Z' }, 'example.org');
    expect(words.what).toBe('The certificate of example.org expired on 14 February 2026.');
  });

  it('does without a detail', () => {
    expect(failureWords({ code: 'no-common-mechanism' }, 'example.org').whose).toBe(
      'The service offers only: –. Nothing was sent.',
    );
  });
});

describe('the catalogue', () => {
  const folder = path.resolve(import.meta.dirname, '../../../../renderer');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|svelte)$/u.test(file) && !/text\/en(?:-[\w-]+)?\.ts$/u.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');

  const keys = parts.flatMap((part) => Object.keys(part));

  it('has each text once', () => {
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('holds no text that nothing shows', () => {
    // Keys put together from a beginning and a value, as in t(`presence.${availability}`).
    const beginnings = [...sources.matchAll(/`([a-zA-Z.-]+)\.\$\{/gu)].map((match) => `${match[1] ?? ''}.`);
    const unused = keys.filter(
      (key) => !sources.includes(`'${key}'`) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });
});
