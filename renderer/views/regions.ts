/** F6 goes round the parts of the window, each marked `data-region`. */

const FOCUSABLE =
  'button:not(:disabled, [tabindex="-1"]), input:not(:disabled), textarea, select, summary, [tabindex="0"]';

/** Moves the focus to the next (1) or previous (−1) part that can take it. */
export function nextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => entry(region));
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = at < 0 ? 0 : (at + step + regions.length) % regions.length;
  const region = regions[next];
  if (region !== undefined) entry(region)?.focus();
}

/** Where the focus enters a part: the chosen control in it, else the first. */
function entry(region: HTMLElement): HTMLElement | undefined {
  const preferred = region.querySelector<HTMLElement>('[data-region-entry]');
  if (preferred !== null && isShown(preferred)) return preferred;
  return [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isShown);
}

function isShown(element: HTMLElement): boolean {
  // Only browsers with layout know.
  return !('checkVisibility' in element) || element.checkVisibility();
}
