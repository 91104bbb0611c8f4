/**
 * What the first bytes of a file say of the picture in it: kind by signature, never by name, and the size before
 * anything is decoded. Reads four kinds; SVG is a program and none of them.
 */

import type { PictureType } from './profile';

export interface PictureHeader {
  readonly type: PictureType;
  /** Pixels as the file claims them; more than 0. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

/** Undefined: none of the four kinds, or broken before its size. */
export function readHeader(bytes: Uint8Array): PictureHeader | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header = pngHeader(data) ?? gifHeader(data) ?? jpegHeader(data) ?? webpHeader(data);
    return header !== undefined && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    // It ends before its header does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function hasText(data: DataView, at: number, text: string): boolean {
  if (data.byteLength < at + text.length) return false;
  return [...text].every((character, index) => data.getUint8(at + index) === character.charCodeAt(0));
}

/** PNG 3rd edition §5.2, §11.2.1; `acTL` stands before the first `IDAT` of an animation. */
function pngHeader(data: DataView): PictureHeader | undefined {
  if (!hasText(data, 0, '\x89PNG\r\n\x1a\n') || !hasText(data, 12, 'IHDR')) return undefined;
  const size = { width: data.getUint32(16), height: data.getUint32(20) };
  let animated = false;
  for (let at = 8; at + 8 <= data.byteLength && !hasText(data, at + 4, 'IDAT'); at += 12 + data.getUint32(at))
    animated ||= hasText(data, at + 4, 'acTL');
  return { type: 'image/png', ...size, animated };
}

/** GIF89a §18 to §23: a second image is an animation. */
function gifHeader(data: DataView): PictureHeader | undefined {
  if (!hasText(data, 0, 'GIF87a') && !hasText(data, 0, 'GIF89a')) return undefined;
  const size = { width: data.getUint16(6, true), height: data.getUint16(8, true) };
  let at = 13 + colorTableLength(data.getUint8(10));
  let images = 0;
  while (at < data.byteLength && images < 2) {
    const block = data.getUint8(at);
    if (block === 0x2c) {
      if (at + 10 > data.byteLength) break;
      images += 1;
      at = endOfSubBlocks(data, at + 11 + colorTableLength(data.getUint8(at + 9)));
    } else if (block === 0x21) at = endOfSubBlocks(data, at + 2);
    else break;
  }
  return { type: 'image/gif', ...size, animated: images > 1 };
}

function colorTableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function endOfSubBlocks(data: DataView, start: number): number {
  let at = start;
  while (at < data.byteLength) {
    const length = data.getUint8(at);
    at += length + 1;
    if (length === 0) break;
  }
  return at;
}

/** Markers of ITU-T T.81 §B.1.1.3 that begin a frame: SOF0 to SOF15 without DHT, JPG and DAC. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegHeader(data: DataView): PictureHeader | undefined {
  if (data.byteLength < 4 || data.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 4 <= data.byteLength) {
    if (data.getUint8(at) !== 0xff) return undefined;
    const marker = data.getUint8(at + 1);
    if (isFrame(marker)) {
      return { type: 'image/jpeg', width: data.getUint16(at + 7), height: data.getUint16(at + 5), animated: false };
    }
    // A fill byte stands alone; everything else before the frame has a length.
    if (marker === 0xff) at += 1;
    else if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return undefined;
    else at += 2 + data.getUint16(at + 2);
  }
  return undefined;
}

/** WebP container: RFC 9649 §2.5 to §2.7. */
function webpHeader(data: DataView): PictureHeader | undefined {
  if (!hasText(data, 0, 'RIFF') || !hasText(data, 8, 'WEBP')) return undefined;
  if (hasText(data, 12, 'VP8X')) {
    return {
      type: 'image/webp',
      width: 1 + (data.getUint16(24, true) | (data.getUint8(26) << 16)),
      height: 1 + (data.getUint16(27, true) | (data.getUint8(29) << 16)),
      animated: (data.getUint8(20) & 0x02) !== 0,
    };
  }
  if (hasText(data, 12, 'VP8L') && data.getUint8(20) === 0x2f) {
    const bits = data.getUint32(21, true);
    return { type: 'image/webp', width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), animated: false };
  }
  // RFC 6386 §9.1: start code, then 14 bits each.
  if (hasText(data, 12, 'VP8 ') && hasText(data, 23, '\x9d\x01\x2a')) {
    const [width, height] = [data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff];
    return { type: 'image/webp', width, height, animated: false };
  }
  return undefined;
}
