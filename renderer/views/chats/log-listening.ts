/** What is pressed in the log is for the message below; the log itself is no control. */
import type { Anchor } from '../../components/place';

export interface LogListening {
  /** The actions of this message were asked for. */
  readonly onmenu: (key: number, anchor: Anchor) => void;
  /** The focus is on or in this message. */
  readonly onfocus: (key: number) => void;
  /** The pointer was moved or pressed over this message, or is over none. What scrolls by below it is not pointed at. */
  readonly onpoint: (key: number | undefined) => void;
}

/** An attachment for the element around the messages, which have `data-message`. */
export function listen({ onmenu, onfocus, onpoint }: LogListening): (log: HTMLElement) => () => void {
  const keydown = (event: KeyboardEvent): void => {
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const isOnMessage = event.target instanceof HTMLElement && event.target.dataset['message'] !== undefined;
    const message = messageAt(event.target);
    if (message === undefined || !(isMenuKey || (event.key === 'Enter' && isOnMessage))) return;
    event.preventDefault();
    onmenu(message.key, message.element.getBoundingClientRect());
  };
  const contextmenu = (event: MouseEvent): void => {
    // Links and selected text keep the menu of the system.
    if (event.target instanceof Element && event.target.closest('a') !== null) return;
    const message = messageAt(event.target);
    if (message === undefined || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    onmenu(message.key, { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY });
  };
  const focusin = (event: FocusEvent): void => {
    const message = messageAt(event.target);
    if (message !== undefined) onfocus(message.key);
  };
  const point = (event: PointerEvent): void => onpoint(messageAt(event.target)?.key);
  const pointerleave = (): void => onpoint(undefined);
  return (log) => {
    const ending = new AbortController();
    const until = { signal: ending.signal };
    log.addEventListener('keydown', keydown, until);
    log.addEventListener('contextmenu', contextmenu, until);
    log.addEventListener('focusin', focusin, until);
    log.addEventListener('pointermove', point, until);
    log.addEventListener('pointerdown', point, until);
    log.addEventListener('pointerleave', pointerleave, until);
    return () => ending.abort();
  };
}

function messageAt(target: EventTarget | null): { readonly key: number; readonly element: HTMLElement } | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-message]') : null;
  return element === null ? undefined : { key: Number(element.dataset['message']), element };
}
