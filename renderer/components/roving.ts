/**
 * Arrow keys move the focus among the parts of a composite (ARIA authoring practices: roving focus).
 * The parts set their own `tabindex`; Home and End go to the ends.
 */

interface Roving {
  /** CSS selector of the parts. */
  readonly parts: string;
  readonly keys: 'vertical' | 'horizontal' | 'both';
  /** The ends meet. */
  readonly wraps: boolean;
}

/** An attachment for the element that holds the parts. */
export function roving({ parts, keys, wraps }: Roving): (container: HTMLElement) => () => void {
  return (container) => {
    const keydown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const all = [...container.querySelectorAll<HTMLElement>(parts)];
      const at = all.findIndex((part) => part === document.activeElement);
      if (at < 0) return;
      const rightToLeft = getComputedStyle(container).direction === 'rtl';
      const next = target(event.key, at, all.length, keys, rightToLeft, wraps);
      if (next === undefined) return;
      event.preventDefault();
      all[next]?.focus();
    };
    container.addEventListener('keydown', keydown);
    return () => container.removeEventListener('keydown', keydown);
  };
}

function target(
  key: string,
  at: number,
  length: number,
  keys: Roving['keys'],
  rightToLeft: boolean,
  wraps: boolean,
): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  const vertical = keys !== 'horizontal';
  const horizontal = keys !== 'vertical';
  const forwardKey = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const backwardKey = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  const forward = (vertical && key === 'ArrowDown') || (horizontal && key === forwardKey);
  const backward = (vertical && key === 'ArrowUp') || (horizontal && key === backwardKey);
  if (!forward && !backward) return undefined;
  const next = at + (forward ? 1 : -1);
  if (wraps) return (next + length) % length;
  return next < 0 || next >= length ? undefined : next;
}
