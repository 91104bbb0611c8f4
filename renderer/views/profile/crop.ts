/** Where a square lies on a picture: sliders from 0 to 100 to pixels and back. */
import type { Crop } from '../../pictures/prepare';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface CropSliders {
  /** 0: as much as there is; 100: the smallest square. */
  readonly zoom: number;
  /** 0: at the left end; 100: at the right one. */
  readonly horizontal: number;
  readonly vertical: number;
}

/** At full zoom an eighth of the shorter side is left, but no less than is worth sending. */
const CLOSEST = 1 / 8;
const SMALLEST = 64;

function sides({ width, height }: Size): readonly [largest: number, smallest: number] {
  const largest = Math.min(width, height);
  return [largest, Math.min(largest, Math.max(SMALLEST, largest * CLOSEST))];
}

export function cropAt(size: Size, { zoom, horizontal, vertical }: CropSliders): Crop {
  const [largest, smallest] = sides(size);
  const side = largest - (zoom / 100) * (largest - smallest);
  return { side, left: ((size.width - side) * horizontal) / 100, top: ((size.height - side) * vertical) / 100 };
}

export function zoomOf(size: Size, { side }: Crop): number {
  const [largest, smallest] = sides(size);
  return largest === smallest ? 0 : Math.round(((largest - side) / (largest - smallest)) * 100);
}

/** Where the square stands; the middle where it has no room to move. */
export function place(size: Size, { left, top, side }: Crop): Pick<CropSliders, 'horizontal' | 'vertical'> {
  const share = (offset: number, room: number): number => (room <= 0 ? 50 : Math.round((offset / room) * 1000) / 10);
  return { horizontal: share(left, size.width - side), vertical: share(top, size.height - side) };
}

/** The same square inside of the picture. */
export function clampCrop(size: Size, { left, top, side }: Crop): Crop {
  const clamp = (offset: number, room: number): number => Math.max(0, Math.min(offset, room));
  return { side, left: clamp(left, size.width - side), top: clamp(top, size.height - side) };
}
