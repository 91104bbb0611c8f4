import { describe, expect, it } from 'vitest';
import { saslPrep } from '../../../../electron/xmpp/stream/saslprep';

describe('SASLprep (RFC 4013)', () => {
  // The examples of §3
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
  ])('prepares %j', (text, prepared) => {
    expect(saslPrep(text)).toBe(prepared);
  });

  it.each(['\u0007', '\u0627\u0031', 'a\u{e0001}', '\ue000', '\ufffd', '\u200e'])('refuses %j', (text) => {
    expect(saslPrep(text)).toBeUndefined();
  });

  it('makes every space a plain one', () => {
    expect(saslPrep('a\u00a0b\u3000c')).toBe('a b c');
  });

  it('takes text that runs from right to left', () => {
    expect(saslPrep('\u0627\u0644\u0633\u0631')).toBe('\u0627\u0644\u0633\u0631');
    expect(saslPrep('\u05e1\u05d5\u05d3')).toBe('\u05e1\u05d5\u05d3');
  });

  it('takes emoji and newer letters, as a query may', () => {
    expect(saslPrep('correct🐎battery')).toBe('correct🐎battery');
  });
});
