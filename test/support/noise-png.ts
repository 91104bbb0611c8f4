/** A whole PNG of noise, which can be decoded. */
import { crc32, deflateSync } from 'node:zlib';

/** `side` pixels wide and high, in colour; each `seed` is another picture. */
export function noisePng(side: number, seed: number): Uint8Array {
  const row = 1 + 3 * side;
  const pixels = Buffer.alloc(row * side);
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  for (let at = 0; at < pixels.length; at += 1) {
    // Each row begins with its filter: none.
    if (at % row === 0) continue;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    pixels[at] = state & 0xff;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits a channel, three channels.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
