/**
 * Where the log of a conversation stands. Nothing jumps: what is in view stays where it is when rows come or
 * change above it, and when the window changes its size; the end stays in view as long as the user is there.
 */
import { tick } from 'svelte';
import type { OpenConversation } from '../../state/open-conversation.svelte';

/** Pixels from an edge that still count as being at it. */
const AT_EDGE = 48;
/** So many pixels before an edge the next page is asked for. */
const LOAD_AHEAD = 600;

export class LogScroll {
  readonly #conversation: OpenConversation;
  /** The end came into view, or is in view with more in it. */
  readonly #onend: () => void;
  #frame: HTMLElement | undefined;
  #atEnd = $state(true);
  #isDrawn = false;
  /** The first message in view, and how far below the frame's edge it stands. */
  #kept: { readonly element: HTMLElement; readonly below: number } | undefined;

  constructor(conversation: OpenConversation, onend: () => void) {
    this.#conversation = conversation;
    this.#onend = onend;
  }

  /** The newest message is in view. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** Key of the first message in view; undefined: the end is in view. */
  get firstKey(): number | undefined {
    this.keep();
    const key = Number(this.#kept?.element.dataset['message']);
    return Number.isSafeInteger(key) ? key : undefined;
  }

  /** An attachment for the element that scrolls. */
  readonly attach = (frame: HTMLElement): (() => void) => {
    this.#frame = frame;
    const observer = new ResizeObserver(() => {
      if (this.#isDrawn) this.#putBack();
    });
    observer.observe(frame);
    for (const child of frame.children) observer.observe(child);
    const scrolled = (): void => this.#scrolled();
    frame.addEventListener('scroll', scrolled);
    return () => {
      observer.disconnect();
      frame.removeEventListener('scroll', scrolled);
      this.#frame = undefined;
    };
  };

  /** Before rows change: notes what is in view. */
  keep(): void {
    if (this.#frame !== undefined) this.#kept = this.#atEnd ? undefined : firstInView(this.#frame);
  }

  /** After rows changed: puts back what was in view. `find` gives the message to open at, if one is to be opened at. */
  rowsChanged(find: () => HTMLElement | undefined): void {
    if (this.#frame === undefined || !this.#conversation.loaded) return;
    if (this.#isDrawn) {
      this.#putBack();
      if (this.#atEnd) this.#conversation.trim();
    } else {
      this.#isDrawn = true;
      this.#begin(this.#frame, find());
    }
    this.fill();
    if (this.#atEnd) this.#onend();
  }

  /** Asks for older messages where there are too few to scroll. */
  fill(): void {
    const frame = this.#frame;
    if (frame !== undefined && frame.scrollHeight <= frame.clientHeight + LOAD_AHEAD) this.#loadOlder();
  }

  /** Brings the end of the conversation into view. */
  async toNewest(): Promise<void> {
    await this.#conversation.loadNewest();
    // The newest could not be loaded, or somebody went on to another conversation.
    if (this.#conversation.hasNewer || this.#frame === undefined) return;
    this.#atEnd = true;
    await tick();
    this.#toEnd();
    this.#onend();
  }

  #scrolled(): void {
    const frame = this.#frame;
    if (frame === undefined) return;
    this.#atEnd = this.#below(frame) < AT_EDGE && !this.#conversation.hasNewer;
    this.keep();
    if (frame.scrollTop < LOAD_AHEAD) this.#loadOlder();
    if (this.#below(frame) < LOAD_AHEAD && this.#conversation.newerFailure === undefined)
      void this.#conversation.loadNewer();
    if (this.#atEnd) this.#onend();
  }

  #loadOlder(): void {
    if (this.#conversation.failure === undefined) void this.#conversation.loadOlder();
  }

  #putBack(): void {
    const frame = this.#frame;
    if (frame === undefined) return;
    if (this.#atEnd) this.#toEnd();
    else if (this.#kept?.element.isConnected === true)
      frame.scrollTop += distance(this.#kept.element, frame) - this.#kept.below;
  }

  /** A conversation opens at the message that was looked for, with the one that was the first in view, at its unread marker, or at its end. */
  #begin(frame: HTMLElement, target: HTMLElement | undefined): void {
    if (target === undefined) {
      this.#toEnd();
      const marker = frame.querySelector<HTMLElement>('[data-marker]');
      const above = marker === null ? 0 : distance(marker, frame);
      if (above < 0) frame.scrollTop += above - AT_EDGE;
    } else if (this.#conversation.resumed) frame.scrollTop += distance(target, frame);
    else {
      const height = target.getBoundingClientRect().height;
      frame.scrollTop += distance(target, frame) - (frame.clientHeight - height) / 2;
      target.focus({ preventScroll: true });
    }
    this.#atEnd = this.#below(frame) < AT_EDGE && !this.#conversation.hasNewer;
    this.keep();
  }

  #toEnd(): void {
    if (this.#frame !== undefined) this.#frame.scrollTop = this.#frame.scrollHeight;
  }

  /** Pixels that lie below what is in view. */
  #below({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
    return scrollHeight - scrollTop - clientHeight;
  }
}

function distance(element: HTMLElement, frame: HTMLElement): number {
  return element.getBoundingClientRect().top - frame.getBoundingClientRect().top;
}

function firstInView(frame: HTMLElement): { readonly element: HTMLElement; readonly below: number } | undefined {
  const messages = frame.getElementsByTagName('article');
  const edge = frame.getBoundingClientRect().top;
  // They stand one below the other.
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  const element = messages[low];
  return element === undefined ? undefined : { element, below: distance(element, frame) };
}
