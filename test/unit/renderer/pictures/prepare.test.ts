import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { metadataOf } from '../../../../renderer/pictures/metadata';
import { MAX_FILE, openPicture, prepare } from '../../../../renderer/pictures/prepare';
import { gifBytes, jpegBytes, pngBytes, withPlace, withXmp } from '../../../support/picture-bytes';

const fileOf = (bytes: Uint8Array<ArrayBuffer>): Blob => {
  const blob = new Blob([bytes]);
  // jsdom's blobs cannot be read.
  return Object.assign(blob, { arrayBuffer: () => Promise.resolve(bytes.slice().buffer) });
};
const decoder = vi.fn();
/** Bytes of the PNG of a pixel. */
let density: number;

beforeEach(() => {
  density = 1;
  decoder.mockReset();
  decoder.mockImplementation(() => Promise.resolve({ width: 4000, height: 3000, close: () => undefined }));
  vi.stubGlobal('createImageBitmap', decoder);
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      readonly #side: number;
      constructor(side: number) {
        this.#side = side;
      }
      getContext(): object {
        return { drawImage: () => undefined };
      }
      convertToBlob(): Promise<Blob> {
        return Promise.resolve(fileOf(new Uint8Array(this.#side * this.#side * density)));
      }
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a file that the user chose', () => {
  it.each([
    ['20,000 × 20,000', pngBytes(20_000, 20_000), { problem: 'too-many-pixels', width: 20_000, height: 20_000 }],
    ['SVG', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), { problem: 'svg' }],
    ['text', new TextEncoder().encode('But soft'), { problem: 'not-a-picture' }],
    ['empty', new Uint8Array(), { problem: 'not-a-picture' }],
  ])('is refused before it is decoded: %s', async (_, bytes, problem) => {
    await expect(openPicture(fileOf(bytes))).resolves.toEqual(problem);
    expect(decoder).not.toHaveBeenCalled();
  });

  it('is refused unread where it is larger than any picture needs to be', async () => {
    const huge = Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(new Error('was read')) });
    Object.defineProperty(huge, 'size', { value: MAX_FILE + 1 });
    await expect(openPicture(huge)).resolves.toEqual({ problem: 'file-too-large', bytes: MAX_FILE + 1 });
  });

  it('is refused where it is broken', async () => {
    decoder.mockRejectedValue(new DOMException('cannot be decoded', 'InvalidStateError'));
    await expect(openPicture(fileOf(jpegBytes(40, 30)))).resolves.toEqual({ problem: 'broken' });
  });

  it('is made small enough to work with, and says what it tells beside the picture', async () => {
    const source = await openPicture(fileOf(withPlace(jpegBytes(4000, 3000))));
    expect(source).toMatchObject({ header: { type: 'image/jpeg', width: 4000 }, metadata: ['place', 'camera'] });
    expect(decoder.mock.calls[1]?.[1]).toEqual({ resizeWidth: 1600, resizeHeight: 1200, resizeQuality: 'high' });
  });

  it('may be an animation', async () => {
    await expect(openPicture(fileOf(gifBytes(90, 90, 3)))).resolves.toMatchObject({ header: { animated: true } });
  });
});

describe('what a file tells beside its picture', () => {
  const buffer = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer => bytes.slice().buffer;

  it('is nothing, place and camera, or what XMP says without its XML being made a document', () => {
    expect(metadataOf(buffer(jpegBytes(9, 9)))).toEqual([]);
    expect(metadataOf(buffer(withPlace(jpegBytes(9, 9))))).toEqual(['place', 'camera']);
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="45,26N" xmp:CreatorTool="x"/><dc:creator>J</dc:creator></rdf:RDF></x:xmpmeta>';
    expect(metadataOf(buffer(withXmp(jpegBytes(9, 9), xmp)))).toEqual(['place', 'author', 'software']);
  });

  it('is something where it cannot be read', () => {
    expect(metadataOf(new ArrayBuffer(7))).toEqual(['other']);
  });
});

describe('what is sent', () => {
  const bitmap = {} as ImageBitmap;

  it.each([
    [1, 1200, 256],
    [1, 100, 96],
    [1, 40, 40],
    [2, 1200, 160],
    [7, 1200, 96],
  ])('is as large as it may be (%f bytes a pixel, %i pixels cut): %i', async (bytes, room, side) => {
    density = bytes;
    const prepared = await prepare(bitmap, { left: 0, top: 0, side: room });
    expect(prepared).toMatchObject({ type: 'image/png', width: side, height: side });
    expect(prepared.bytes.length).toBeLessThanOrEqual(64 * 1024);
  });
});
