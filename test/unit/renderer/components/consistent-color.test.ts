import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorOf, hsluvToRgb, hueAngle } from '../../../../renderer/components/consistent-color';

describe('consistent color generation (XEP-0392)', () => {
  // The test vectors of the specification, for a saturation of 100 and a lightness of 50.
  it.each([
    ['Romeo', 327.255249, [0.865, 0, 0.686]],
    ['juliet@capulet.lit', 209.4104, [0, 0.515, 0.573]],
    ['😺', 331.199341, [0.872, 0, 0.659]],
    ['council', 359.994507, [0.918, 0, 0.394]],
    ['Board', 171.430664, [0, 0.527, 0.457]],
  ] as const)('gives %s the hue %f', (identifier, angle, rgb) => {
    expect(hueAngle(identifier)).toBeCloseTo(angle, 5);
    hsluvToRgb(angle, 100, 50).forEach((channel, at) => expect(channel).toBeCloseTo(rgb[at] ?? Number.NaN, 3));
  });

  it('hashes texts of every length as SHA-1 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const digest = createHash('sha1').update(text, 'utf8').digest();
        expect(hueAngle(text)).toBe((digest.readUInt16LE(0) / 65_536) * 360);
      }),
    );
  });

  it('leaves white letters readable on each hue', () => {
    const linear = (channel: number): number =>
      channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    for (let at = 0; at < 500; at += 1) {
      const channels = /^rgb\((\d+) (\d+) (\d+)\)$/u
        .exec(colorOf(`person${at}@example.net`))
        ?.slice(1)
        .map(Number);
      const [red = 1, green = 1, blue = 1] = (channels ?? []).map((channel) => linear(channel / 255));
      expect(1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)).toBeGreaterThan(5.7);
    }
  });
});
