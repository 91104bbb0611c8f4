/** Files that begin as pictures of any size do; only their headers are whole. */

function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
}

const big = (value: number, length: number): readonly number[] =>
  Array.from({ length }, (_, at) => (value >>> (8 * (length - 1 - at))) & 0xff);
const little = (value: number, length: number): readonly number[] => [...big(value, length)].reverse();

export function pngBytes(width: number, height: number, animated = false): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, data: readonly number[]): (string | readonly number[])[] => [
    big(data.length, 4),
    name,
    data,
    [0, 0, 0, 0],
  ];
  return bytesOf(
    '\x89PNG\r\n\x1a\n',
    ...chunk('IHDR', [...big(width, 4), ...big(height, 4), 8, 2, 0, 0, 0]),
    ...(animated ? chunk('acTL', [...big(2, 4), ...big(0, 4)]) : []),
    ...chunk('IDAT', []),
  );
}

export function jpegBytes(width: number, height: number): Uint8Array<ArrayBuffer> {
  const comment = [0xff, 0xfe, ...big(6, 2), 1, 2, 3, 4];
  return bytesOf([0xff, 0xd8, ...comment, 0xff, 0xc2, ...big(17, 2), 8, ...big(height, 2), ...big(width, 2), 3]);
}

export function gifBytes(width: number, height: number, frames = 1): Uint8Array<ArrayBuffer> {
  const extension = [0x21, 0xf9, 4, 0, 0, 0, 0, 0];
  const frame = [0x2c, 0, 0, 0, 0, ...little(width, 2), ...little(height, 2), 0, 2, 1, 0x44, 0];
  const all = Array.from({ length: frames }, () => [...extension, ...frame]).flat();
  return bytesOf('GIF89a', little(width, 2), little(height, 2), [0x80, 0, 0, 0, 0, 0, 255, 255, 255], all, [0x3b]);
}

export function webpBytes(
  kind: 'VP8 ' | 'VP8L' | 'VP8X',
  width: number,
  height: number,
  animated = false,
): Uint8Array<ArrayBuffer> {
  const body = {
    'VP8 ': [0, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2)],
    VP8L: [0x2f, ...little(((width - 1) | ((height - 1) << 14)) >>> 0, 4)],
    VP8X: [animated ? 2 : 0, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)],
  }[kind];
  return bytesOf('RIFF', little(body.length + 12, 4), 'WEBP', kind, little(body.length, 4), body);
}

/** TIFF structure of Exif: little-endian, with the entries of its first directory and of its directory of places. */
function exifBlock(): readonly number[] {
  const text = (value: string): readonly number[] => [...new TextEncoder().encode(`${value}\0`)];
  const make = text('Verona Cameras');
  const entry = (tag: number, type: number, count: number, value: readonly number[]): readonly number[] => [
    ...little(tag, 2),
    ...little(type, 2),
    ...little(count, 4),
    ...value,
  ];
  const firstLength = 2 + 2 * 12 + 4;
  const placeAt = 8 + firstLength;
  const placeLength = 2 + 4 * 12 + 4;
  const makeAt = placeAt + placeLength;
  const degreesAt = makeAt + make.length + (make.length % 2);
  const degrees = (whole: number, minutes: number, seconds: number): readonly number[] =>
    [whole, 1, minutes, 1, seconds, 1].flatMap((part) => little(part, 4));
  return [
    ...[0x49, 0x49, 0x2a, 0, 8, 0, 0, 0],
    ...little(2, 2),
    ...entry(0x010f, 2, make.length, little(makeAt, 4)),
    ...entry(0x8825, 4, 1, little(placeAt, 4)),
    ...little(0, 4),
    ...little(4, 2),
    ...entry(1, 2, 2, [0x4e, 0, 0, 0]),
    ...entry(2, 5, 3, little(degreesAt, 4)),
    ...entry(3, 2, 2, [0x45, 0, 0, 0]),
    ...entry(4, 5, 3, little(degreesAt + 24, 4)),
    ...little(0, 4),
    ...make,
    ...(make.length % 2 === 1 ? [0] : []),
    ...degrees(45, 26, 20),
    ...degrees(10, 59, 54),
  ];
}

/** A JPEG with Exif that names camera and place, put behind its first marker. */
export function withPlace(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const exif = [...new TextEncoder().encode('Exif\0\0'), ...exifBlock()];
  return Uint8Array.from([
    ...jpeg.subarray(0, 2),
    0xff,
    0xe1,
    ...big(exif.length + 2, 2),
    ...exif,
    ...jpeg.subarray(2),
  ]);
}

/** A JPEG with an XMP packet. */
export function withXmp(jpeg: Uint8Array, xml: string): Uint8Array<ArrayBuffer> {
  const packet = [...new TextEncoder().encode(`http://ns.adobe.com/xap/1.0/\0${xml}`)];
  const header = [0xff, 0xe1, ...big(packet.length + 2, 2)];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...header, ...packet, ...jpeg.subarray(2)]);
}

/**
 * An animation that can be decoded: each frame of one colour. LZW is told to begin anew before its codes grow longer
 * than a byte, so that every pixel is a byte of its own.
 */
export function movingGif(side: number, frames: number): Uint8Array<ArrayBuffer> {
  const [clear, end, run] = [128, 129, 100];
  const colors = Array.from({ length: 128 }, (_, at) => [at * 2, 255 - at, (at * 53) % 256]).flat();
  const frame = (color: number): readonly number[] => {
    const codes: number[] = [];
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      if (pixel % run === 0) codes.push(clear);
      codes.push(color);
    }
    codes.push(end);
    const blocks: number[] = [];
    for (let at = 0; at < codes.length; at += 255) {
      const block = codes.slice(at, at + 255);
      blocks.push(block.length, ...block);
    }
    return [
      0x21,
      0xf9,
      4,
      0,
      10,
      0,
      0,
      0,
      0x2c,
      0,
      0,
      0,
      0,
      ...little(side, 2),
      ...little(side, 2),
      0,
      7,
      ...blocks,
      0,
    ];
  };
  const all = Array.from({ length: frames }, (_, at) => frame(at % 128)).flat();
  return bytesOf('GIF89a', little(side, 2), little(side, 2), [0xf6, 0, 0], colors, all, [0x3b]);
}
