import { describe, expect, it } from 'vitest';
import { cut, displayName, displayText, portion } from '../../../../renderer/message-text/display';

describe('displayName', () => {
  it('is one line without marks that turn the text around', () => {
    expect(displayName('Ro\u202emeo\n\u2066x\u0000y')).toBe('Romeo x y');
  });

  it('is bounded', () => {
    expect(displayName('a'.repeat(10_000))).toHaveLength(256);
  });
});

describe('displayText', () => {
  it('drops overrides and keeps lines and the marks of right-to-left scripts', () => {
    expect(displayText('a\u202eb\u202cc\n\u200fשלום')).toBe('abc\n\u200fשלום');
  });

  it('bounds the marks on one letter', () => {
    expect(displayText(`Z${'\u0301'.repeat(5000)}a`)).toBe(`Z${'\u0301'.repeat(8)}a`);
  });

  it('leaves accents, emoji and families alone', () => {
    const text = 'e\u0301 👩‍👩‍👧‍👦 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿';
    expect(displayText(text)).toBe(text);
  });

  it('bounds chains of joined emoji', () => {
    expect(displayText('👩\u200d'.repeat(50_000)).length).toBeLessThan(50);
  });

  it('needs bounded time for a megabyte of marks and joiners', () => {
    const started = performance.now();
    displayText('\u0301'.repeat(1_000_000));
    displayText('\u200d'.repeat(1_000_000));
    displayText('👩\ufe0f'.repeat(300_000));
    displayText('👩\u200da'.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('cut', () => {
  it('never leaves half a character', () => {
    expect(cut('ab👍', 3)).toBe('ab');
    expect(cut('ab👍', 4)).toBe('ab👍');
  });
});

describe('portion', () => {
  it('shows short messages whole', () => {
    expect(portion('hello', 0)).toEqual({ text: 'hello', hidden: 0 });
  });

  it('bounds a long line, and shows more each time', () => {
    const text = 'x'.repeat(1_000_000);
    const first = portion(text, 0);
    expect(first.text.length).toBeLessThanOrEqual(3000);
    expect(first.hidden).toBe(text.length - first.text.length);
    const second = portion(text, 1);
    expect(second.text.length).toBeGreaterThan(first.text.length);
    expect(second.text.length).toBeLessThanOrEqual(19_000);
  });

  it('bounds the number of lines', () => {
    const part = portion('\n'.repeat(100_000), 0);
    expect(part.text.split('\n').length).toBeLessThanOrEqual(41);
    expect(part.hidden).toBeGreaterThan(0);
  });

  it('reaches the end of any message', () => {
    const text = `${'word '.repeat(50)}\n`.repeat(200);
    let presses = 0;
    while (portion(text, presses).hidden > 0 && presses < 1000) presses += 1;
    expect(portion(text, presses)).toEqual({ text, hidden: 0 });
  });
});
