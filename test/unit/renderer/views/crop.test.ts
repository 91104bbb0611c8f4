import { describe, expect, it } from 'vitest';
import { clampCrop, cropAt, place, zoomOf } from '../../../../renderer/views/profile/crop';

const wide = { width: 1600, height: 800 };

describe('where a picture is cut', () => {
  it('is the middle, as large as fits, and never outside', () => {
    expect(cropAt(wide, { zoom: 0, horizontal: 50, vertical: 50 })).toEqual({ side: 800, left: 400, top: 0 });
    expect(cropAt(wide, { zoom: 100, horizontal: 100, vertical: 100 })).toEqual({ side: 100, left: 1500, top: 700 });
    expect(clampCrop(wide, { side: 800, left: -50, top: 40 })).toEqual({ side: 800, left: 0, top: 0 });
    expect(clampCrop(wide, { side: 200, left: 1500, top: 700 })).toEqual({ side: 200, left: 1400, top: 600 });
  });

  it('is told back to the sliders', () => {
    const crop = cropAt(wide, { zoom: 40, horizontal: 25, vertical: 80 });
    expect(zoomOf(wide, crop)).toBe(40);
    expect(place(wide, crop)).toEqual({ horizontal: 25, vertical: 80 });
    expect(place(wide, { side: 800, left: 0, top: 0 })).toEqual({ horizontal: 0, vertical: 50 });
  });

  it('takes the whole of a picture that is smaller than what is worth sending', () => {
    const tiny = { width: 40, height: 40 };
    expect(cropAt(tiny, { zoom: 100, horizontal: 0, vertical: 0 })).toEqual({ side: 40, left: 0, top: 0 });
    expect(zoomOf(tiny, { side: 40, left: 0, top: 0 })).toBe(0);
  });
});
