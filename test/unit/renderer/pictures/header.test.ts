import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeSvg, readHeader } from '../../../../renderer/pictures/header';
import { gifBytes, jpegBytes, pngBytes, webpBytes } from '../../../support/picture-bytes';

const svg = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe('the header of a picture', () => {
  it.each([
    ['PNG', pngBytes(20_000, 20_000), { type: 'image/png', width: 20_000, height: 20_000, animated: false }],
    ['animated PNG', pngBytes(64, 32, true), { type: 'image/png', width: 64, height: 32, animated: true }],
    ['JPEG', jpegBytes(4032, 3024), { type: 'image/jpeg', width: 4032, height: 3024, animated: false }],
    ['GIF', gifBytes(300, 200), { type: 'image/gif', width: 300, height: 200, animated: false }],
    ['animated GIF', gifBytes(300, 200, 3), { type: 'image/gif', width: 300, height: 200, animated: true }],
    ['WebP', webpBytes('VP8 ', 640, 480), { type: 'image/webp', width: 640, height: 480, animated: false }],
    ['lossless WebP', webpBytes('VP8L', 640, 480), { type: 'image/webp', width: 640, height: 480, animated: false }],
    [
      'animated WebP',
      webpBytes('VP8X', 100_000, 70_000, true),
      { type: 'image/webp', width: 100_000, height: 70_000, animated: true },
    ],
  ])('of a %s', (_, bytes, header) => {
    expect(readHeader(bytes)).toEqual(header);
  });

  it.each([
    ['text', svg('just text')],
    ['SVG', svg('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['nothing', new Uint8Array()],
    ['PNG of no width', pngBytes(0, 10)],
    ['JPEG without a frame', jpegBytes(9, 9).subarray(0, 12)],
  ])('is none of %s', (_, bytes) => {
    expect(readHeader(bytes)).toBeUndefined();
  });

  it('is read, or not, of whatever is cut or changed, and never fails', () => {
    const whole = [pngBytes(9, 9, true), jpegBytes(9, 9), gifBytes(9, 9, 3), webpBytes('VP8X', 9, 9)];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.nat(80),
        fc.array(fc.tuple(fc.nat(79), fc.nat(255)), { maxLength: 6 }),
        (bytes, length, changes) => {
          const changed = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
          const header = readHeader(changed);
          if (header !== undefined) expect(Math.min(header.width, header.height)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('knows an SVG drawing, with and without a declaration', () => {
    expect(looksLikeSvg(svg('  <svg/>'))).toBe(true);
    expect(looksLikeSvg(svg('<?xml version="1.0"?><!DOCTYPE svg><svg/>'))).toBe(true);
    expect(looksLikeSvg(svg('\ufeff<!-- drawn --><svg/>'))).toBe(true);
    expect(looksLikeSvg(svg('<html/>'))).toBe(false);
    expect(looksLikeSvg(pngBytes(9, 9))).toBe(false);
  });
});
