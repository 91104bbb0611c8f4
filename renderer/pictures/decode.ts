/** Decoding of other people's pictures, with caps. Only the browser's decoder touches their bytes, in this sandbox. */
import type { StoredPicture } from '../../electron/contract/profile';
import { readHeader } from './header';

const MAX_BYTES = 1024 * 1024;
/** Width times height. */
const MAX_PIXELS = 4096 * 4096;
/** Longest side, so that no long thin picture passes as a small one. */
const MAX_SIDE = 8192;

/** Something that is no picture, or none that is decoded here. */
export class PictureRefused extends Error {}

/**
 * The square in the middle of a picture, `side` pixels wide at most; of an animation its first image. Rejects with
 * `PictureRefused` where its bytes are not what they are said to be, where it is too large, and where it is broken.
 */
export async function decodeSquare(stored: StoredPicture, side: number): Promise<ImageBitmap> {
  const bytes = fromBase64(stored.data);
  const header = readHeader(bytes);
  if (header?.type !== stored.type) throw new PictureRefused('not the kind that it is said to be');
  const { width, height } = header;
  if (bytes.length > MAX_BYTES || width * height > MAX_PIXELS) throw new PictureRefused('too large');
  if (Math.max(width, height) > MAX_SIDE) throw new PictureRefused('too long');
  const whole = await decode(new Blob([bytes], { type: header.type }));
  try {
    const room = Math.min(whole.width, whole.height);
    const [left, top] = [Math.floor((whole.width - room) / 2), Math.floor((whole.height - room) / 2)];
    const pixels = Math.min(side, room);
    const size = { resizeWidth: pixels, resizeHeight: pixels, resizeQuality: 'medium' } as const;
    return await createImageBitmap(whole, left, top, room, room, size);
  } finally {
    whole.close();
  }
}

/** Rejects with `PictureRefused` where the decoder does. */
export async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch (error) {
    throw new PictureRefused('broken', { cause: error });
  }
}

function fromBase64(data: string): Uint8Array<ArrayBuffer> {
  let text: string;
  try {
    text = atob(data);
  } catch (error) {
    throw new PictureRefused('no Base64', { cause: error });
  }
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
