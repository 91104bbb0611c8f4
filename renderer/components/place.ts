/** Where a popup goes: beside its anchor, inside the window. Coordinates are CSS pixels of the window. */

export interface Anchor {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const GAP = 4;
const MARGIN = 8;

/**
 * An attachment that puts a fixed element below (or, without room, above) its anchor, aligned with
 * the anchor's start edge in the direction of reading.
 */
export function placeAt(anchor: Anchor): (element: HTMLElement) => void {
  return (element) => {
    const box = element.getBoundingClientRect();
    const rightToLeft = getComputedStyle(element).direction === 'rtl';
    const left = rightToLeft ? anchor.right - box.width : anchor.left;
    const below = anchor.bottom + GAP;
    const fitsBelow = below + box.height <= innerHeight - MARGIN;
    const top = fitsBelow ? below : anchor.top - GAP - box.height;
    element.style.left = `${clamp(left, box.width, innerWidth)}px`;
    element.style.top = `${clamp(top, box.height, innerHeight)}px`;
  };
}

function clamp(start: number, size: number, room: number): number {
  return Math.max(MARGIN, Math.min(start, room - size - MARGIN));
}
