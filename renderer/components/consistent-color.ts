/**
 * XEP-0392 (Consistent Color Generation) 1.0: the same address has the same hue in every client that follows it.
 * Saturation and lightness are ours (§5.2), chosen so that white letters can be read on each hue.
 */

/** HSLuv percentages; white on them has a contrast of 5.7 or more. */
const SATURATION = 65;
const LIGHTNESS = 42;
/** More addresses than one list shows at once. */
const MOST_KEPT = 5000;
const kept = new Map<string, string>();

/** CSS colour of an address. */
export function colorOf(address: string): string {
  let color = kept.get(address);
  if (color === undefined) {
    const rgb = hsluvToRgb(hueAngle(address), SATURATION, LIGHTNESS);
    color = `rgb(${rgb.map((channel) => Math.round(channel * 255)).join(' ')})`;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(address, color);
  }
  return color;
}

/** Degrees, 0 to 360 (§5.1). */
export function hueAngle(identifier: string): number {
  const first = firstWordOfSha1(new TextEncoder().encode(identifier));
  // The first two bytes, the second being the most significant one.
  const sixteen = (first >>> 24) | (((first >>> 16) & 0xff) << 8);
  return (sixteen / 65_536) * 360;
}

/**
 * The browser's own SHA-1 answers later, and a row is drawn now. RFC 3174 with one loop a block and no calls within:
 * a start draws its first names before the engine has compiled anything. The other four words are of no use here.
 */
function firstWordOfSha1(bytes: Uint8Array): number {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const data = new DataView(padded.buffer);
  data.setUint32(padded.length - 8, Math.floor(bytes.length / 0x2000_0000));
  data.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const words = new Int32Array(80);
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let start = 0; start < padded.length; start += 64) {
    let [a, b, c, d, e] = [h0, h1, h2, h3, h4];
    for (let at = 0; at < 80; at += 1) {
      if (at < 16) words[at] = data.getInt32(start + at * 4);
      else {
        const mixed = (words[at - 3] ?? 0) ^ (words[at - 8] ?? 0) ^ (words[at - 14] ?? 0) ^ (words[at - 16] ?? 0);
        words[at] = (mixed << 1) | (mixed >>> 31);
      }
      let next = ((a << 5) | (a >>> 27)) + e + (words[at] ?? 0);
      if (at < 20) next += ((b & c) | (~b & d)) + 0x5a827999;
      else if (at < 40) next += (b ^ c ^ d) + 0x6ed9eba1;
      else if (at < 60) next += ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else next += (b ^ c ^ d) + 0xca62c1d6;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next | 0;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return h0 >>> 0;
}

type Triple = readonly [number, number, number];

/** From CIE XYZ to linear sRGB, one line a channel. */
const TO_RGB: readonly Triple[] = [
  [3.240969941904521, -1.537383177570093, -0.498610760293],
  [-0.96924363628087, 1.87596750150772, 0.041555057407175],
  [0.055630079696993, -0.20397695888897, 1.056971514242878],
];
const WHITE_U = 0.19783000664283;
const WHITE_V = 0.46831999493879;
const KAPPA = 903.2962962;
const EPSILON = 0.0088564516;

/** Hue in degrees, the others in percent; channels of sRGB from 0 to 1. Lightness is above 0. */
export function hsluvToRgb(hue: number, saturation: number, lightness: number): Triple {
  const angle = (hue / 180) * Math.PI;
  const chroma = (mostChroma(lightness, angle) / 100) * saturation;
  const u = (Math.cos(angle) * chroma) / (13 * lightness) + WHITE_U;
  const v = (Math.sin(angle) * chroma) / (13 * lightness) + WHITE_V;
  const y = luminance(lightness);
  const x = (9 * y * u) / (4 * v);
  const z = (9 * y - 15 * v * y - v * x) / (3 * v);
  const [red, green, blue] = TO_RGB.map((line) => gamma(line[0] * x + line[1] * y + line[2] * z));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

function luminance(lightness: number): number {
  const cube = ((lightness + 16) / 116) ** 3;
  return cube > EPSILON ? cube : lightness / KAPPA;
}

/** How far one can go in a direction without leaving what sRGB can show; each channel has a line at 0 and one at 1. */
function mostChroma(lightness: number, angle: number): number {
  const y = luminance(lightness);
  let most = Number.POSITIVE_INFINITY;
  for (const [m1, m2, m3] of TO_RGB)
    for (const end of [0, 1]) {
      const bottom = (632_260 * m3 - 126_452 * m2) * y + 126_452 * end;
      const slope = ((284_517 * m1 - 94_839 * m3) * y) / bottom;
      const rise = (838_422 * m3 + 769_860 * m2 + 731_718 * m1) * lightness * y - 769_860 * end * lightness;
      const length = rise / bottom / (Math.sin(angle) - slope * Math.cos(angle));
      if (length >= 0) most = Math.min(most, length);
    }
  return most;
}

function gamma(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.min(1, Math.max(0, value));
}
