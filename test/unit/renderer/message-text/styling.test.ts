import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  type Inline,
  MAX_QUOTE_DEPTH,
  parseStyling,
  parseUnstyled,
  quote,
} from '../../../../renderer/message-text/styling';

/** A short way to write down what was parsed. */
function show(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === 'preformatted') return `[pre ${block.text}]`;
      return block.type === 'quote' ? `[quote ${show(block.children)}]` : inline(block.children);
    })
    .join('|');
}

function inline(all: readonly Inline[]): string {
  return all
    .map((one) => {
      if (one.type === 'text') return one.text;
      return one.type === 'link' ? `<${one.text}>` : `{${one.type} ${inline(one.children)}}`;
    })
    .join('');
}

describe('parseStyling (XEP-0393)', () => {
  it.each([
    ['*strong*', '{strong strong}'],
    ['an _emphasized_ word', 'an {emphasis emphasized} word'],
    ['~gone~', '{strike gone}'],
    ['`code *here*`', '{code code *here*}'],
    ['*strong*plain*', '{strong strong}plain*'],
    ['*_both_*', '{strong {emphasis both}}'],
    ['*a _b_ c*', '{strong a {emphasis b} c}'],
    ['not * strong*', 'not * strong*'],
    ['not *strong *', 'not *strong *'],
    ['a*b*c', 'a*b*c'],
    ['**', '**'],
    ['***', '***'],
    ['****', '****'],
    ['*a*b*', '{strong a}b*'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['*over\nlines*', '*over|lines*'],
    ['*unclosed', '*unclosed'],
    ['', ''],
  ])('reads %j as %j', (text, expected) => {
    expect(show(parseStyling(text))).toBe(expected);
  });

  it('keeps the directives visible', () => {
    expect(parseStyling('*a*')).toEqual([
      { type: 'line', children: [{ type: 'strong', mark: '*', children: [{ type: 'text', text: 'a' }] }] },
    ]);
  });

  it.each([
    ['```\n*not* strong\n```\nafter', '[pre *not* strong]|after'],
    ['```sh\nls\n```', '[pre ls]'],
    ['```\nnever closed\n*x*', '[pre never closed|*x*]'.replace('|', '\n')],
    ['> quoted\n> twice\nnot', '[quote quoted|twice]|not'],
    ['>> deep\n> less', '[quote [quote deep]|less]'],
    ['> ```\n> code\n> ```\nafter', '[quote [pre code]]|after'],
    ['> ```\n> code\nafter', '[quote [pre code]]|after'],
    [' > not quoted', ' > not quoted'],
  ])('reads the blocks of %j', (text, expected) => {
    expect(show(parseStyling(text))).toBe(expected);
  });

  it('never cuts a link', () => {
    expect(show(parseStyling('_see https://example.org/a_b_c ok_'))).toBe(
      '{emphasis see <https://example.org/a_b_c> ok}',
    );
    expect(show(parseStyling('*https://example.org/a*'))).toBe('{strong <https://example.org/a>}');
  });

  it('bounds the depth of quotations', () => {
    const depth = (blocks: readonly Block[]): number =>
      Math.max(0, ...blocks.map((block) => (block.type === 'quote' ? 1 + depth(block.children) : 0)));
    expect(depth(parseStyling(`${'>'.repeat(10_000)} deep`))).toBe(MAX_QUOTE_DEPTH);
  });

  it.each([
    ['many openers', '*a '.repeat(100_000)],
    ['one line of a megabyte', 'x'.repeat(1_000_000)],
    ['alternating directives', '*_~`'.repeat(60_000)],
    ['nothing but asterisks', '*'.repeat(250_000)],
    ['fences without an end', '```\n'.repeat(60_001)],
    ['quotations of fences', '>```\n'.repeat(60_001)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(100_000)],
  ])('needs bounded time for %s', (_, text) => {
    const started = performance.now();
    parseStyling(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('loses no character of a line', () => {
    const written = (all: readonly Inline[]): string =>
      all
        .map((one) =>
          one.type === 'text' || one.type === 'link' ? one.text : `${one.mark}${written(one.children)}${one.mark}`,
        )
        .join('');
    const line = fc
      .array(fc.oneof(fc.string(), fc.constantFrom('*', '_', '~', '`', ' ', '**', '_*')))
      .map((parts) => parts.join('').replaceAll('\n', '').replaceAll(':', ''));
    fc.assert(
      fc.property(
        line.filter((text) => !text.startsWith('>') && !text.startsWith('```')),
        (text) => {
          const [block] = parseStyling(text);
          expect(block?.type === 'line' ? written(block.children) : undefined).toBe(text);
        },
      ),
    );
  });
});

describe('parseUnstyled (XEP-0393 §6)', () => {
  it('leaves everything as it is written, line by line, and still finds links', () => {
    expect(parseUnstyled('> _ <\n*not bold*\n```\n\nhttps://a.example/')).toEqual([
      { type: 'line', children: [{ type: 'text', text: '> _ <' }] },
      { type: 'line', children: [{ type: 'text', text: '*not bold*' }] },
      { type: 'line', children: [{ type: 'text', text: '```' }] },
      { type: 'line', children: [] },
      { type: 'line', children: [{ type: 'link', text: 'https://a.example/', href: 'https://a.example/' }] },
    ]);
  });
});

describe('quote', () => {
  it('quotes each line once more', () => {
    expect(quote('a\n> b')).toBe('> a\n>> b\n');
  });

  it('is read back as a quotation', () => {
    expect(show(parseStyling(`${quote('hello')}answer`))).toBe('[quote hello]|answer');
  });
});
