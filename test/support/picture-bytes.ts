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
