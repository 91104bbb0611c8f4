import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredPicture } from '../../../../electron/contract/profile';
import { decodeSquare, PictureRefused } from '../../../../renderer/pictures/decode';
import { gifBytes, jpegBytes, pngBytes } from '../../../support/picture-bytes';

const crops: unknown[][] = [];
let closed = 0;
let broken = false;

beforeEach(() => {
  crops.length = 0;
  closed = 0;
  broken = false;
  vi.stubGlobal('createImageBitmap', (source: Blob | ImageBitmap, ...crop: unknown[]) => {
    if (broken) return Promise.reject(new DOMException('cannot be decoded', 'InvalidStateError'));
    if (!(source instanceof Blob)) crops.push(crop);
    return Promise.resolve({ width: 300, height: 200, close: () => (closed += 1) });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function stored(bytes: Uint8Array, change: Partial<StoredPicture> = {}): StoredPicture {
  const data = Buffer.from(bytes).toString('base64');
  const claims = { type: 'image/png', bytes: bytes.length, width: 300, height: 200, animated: false } as const;
  return { hash: 'a'.repeat(40), ...claims, data, ...change };
}

describe('a picture of somebody else', () => {
  it('is cut to the square in its middle and made small', async () => {
    await decodeSquare(stored(pngBytes(300, 200)), 96);
    expect(crops).toEqual([[50, 0, 200, 200, { resizeWidth: 96, resizeHeight: 96, resizeQuality: 'medium' }]]);
    expect(closed).toBe(1);
  });

  it.each([
    ['is no picture', stored(new TextEncoder().encode('<svg/>'))],
    ['is of another kind than it says', stored(gifBytes(9, 9))],
    ['is no Base64', stored(pngBytes(9, 9), { data: '§' })],
    ['would be a bomb', stored(pngBytes(20_000, 20_000))],
    ['is long and thin', stored(jpegBytes(60_000, 1), { type: 'image/jpeg' })],
    ['has too many bytes', stored(Buffer.concat([pngBytes(9, 9), Buffer.alloc(1024 * 1024)]))],
  ])('is not given to the decoder where it %s', async (_, picture) => {
    const decoder = vi.fn();
    vi.stubGlobal('createImageBitmap', decoder);
    await expect(decodeSquare(picture, 96)).rejects.toThrow(PictureRefused);
    expect(decoder).not.toHaveBeenCalled();
  });

  it('is refused where the decoder refuses it', async () => {
    broken = true;
    await expect(decodeSquare(stored(pngBytes(9, 9)), 96)).rejects.toThrow(PictureRefused);
  });
});
