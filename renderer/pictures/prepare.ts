/**
 * From a file that the user chose to the picture that is sent: checked by its header, decoded, cut and drawn anew as
 * a still PNG, which XEP-0084 (§4.1) wants and every client reads. Of the file itself nothing is sent.
 */
import type { PictureHeader } from '../../electron/contract/picture-header';
import { MAX_PICTURE_BYTES } from '../../electron/contract/profile';
import { decode, PictureRefused } from './decode';
import { looksLikeSvg, readHeader } from './header';
import type { MetadataKind } from './metadata';

/** Bytes of a file. */
export const MAX_FILE = 40 * 1024 * 1024;
/** Width times height: what a good camera makes, and 256 MB while it is decoded. */
export const MAX_PIXELS = 64_000_000;
/** Longest side of what is cut from. */
const WORKING_SIDE = 1600;
/** Sides of what is sent, the best first. */
const SIDES: readonly number[] = [256, 224, 192, 160, 128, 96, 64];

export type PictureProblem =
  | { readonly problem: 'file-too-large'; readonly bytes: number }
  | { readonly problem: 'too-many-pixels'; readonly width: number; readonly height: number }
  | { readonly problem: 'svg' | 'not-a-picture' | 'broken' };

export interface SourcePicture {
  readonly header: PictureHeader;
  /** Of the file. */
  readonly bytes: number;
  /** Upright, of an animation its first image; at most `WORKING_SIDE` on its longer side. */
  readonly bitmap: ImageBitmap;
  /** What the file tells beside the picture. */
  readonly metadata: readonly MetadataKind[];
}

/** A square of the source's bitmap, in its pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** What is sent. */
export interface PreparedPicture {
  readonly type: 'image/png';
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Resolves with what is wrong with a file that is not taken; the caller closes the bitmap of one that is. */
export async function openPicture(file: Blob): Promise<SourcePicture | PictureProblem> {
  if (file.size > MAX_FILE) return { problem: 'file-too-large', bytes: file.size };
  const buffer = await file.arrayBuffer();
  const bytes = new Uint8Array(buffer);
  const header = readHeader(bytes);
  if (header === undefined) return { problem: looksLikeSvg(bytes) ? 'svg' : 'not-a-picture' };
  const { width, height } = header;
  if (width * height > MAX_PIXELS) return { problem: 'too-many-pixels', width, height };
  try {
    const bitmap = await decodeWorking(new Blob([bytes], { type: header.type }));
    const { metadataOf } = await import('./metadata');
    return { header, bytes: file.size, bitmap, metadata: metadataOf(buffer) };
  } catch (error) {
    if (error instanceof PictureRefused) return { problem: 'broken' };
    throw error;
  }
}

async function decodeWorking(blob: Blob): Promise<ImageBitmap> {
  const whole = await decode(blob);
  const scale = WORKING_SIDE / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  try {
    return await createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(whole.width * scale)),
      resizeHeight: Math.max(1, Math.round(whole.height * scale)),
      resizeQuality: 'high',
    });
  } finally {
    whole.close();
  }
}

/** The largest of `SIDES` that the cut has pixels for and whose PNG is small enough. */
export async function prepare(bitmap: ImageBitmap, crop: Crop): Promise<PreparedPicture> {
  const sides = SIDES.filter((side) => side <= crop.side);
  let last: PreparedPicture | undefined;
  for (const side of sides.length > 0 ? sides : [Math.max(1, Math.round(crop.side))]) {
    last = await draw(bitmap, crop, side);
    if (last.bytes.length <= MAX_PICTURE_BYTES) return last;
  }
  if (last === undefined) throw new PictureRefused('nothing was drawn');
  return last;
}

async function draw(bitmap: ImageBitmap, { left, top, side: room }: Crop, side: number): Promise<PreparedPicture> {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (context === null) throw new PictureRefused('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, left, top, room, room, 0, 0, side, side);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return { type: 'image/png', width: side, height: side, bytes: new Uint8Array(await blob.arrayBuffer()) };
}
