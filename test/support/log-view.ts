/** What stands in the log of a conversation, and where: for tests that nothing jumps. */
import type { Page } from '@playwright/test';

export interface InView {
  readonly key: string;
  /** CSS pixels below the log's upper edge. */
  readonly top: number;
}

/** Where that message is now. */
export async function topOf(window: Page, key: string): Promise<number> {
  return window.getByRole('log').evaluate((log, wanted) => {
    const found = log.querySelector(`[data-message="${wanted}"]`);
    if (found === null) throw new Error('the message is not there any more');
    return found.getBoundingClientRect().top - log.getBoundingClientRect().top;
  }, key);
}

export async function firstText(window: Page): Promise<string> {
  return ((await window.getByRole('article').first().textContent()) ?? '').trim();
}

/** Scrolls to so many pixels below the beginning of what is loaded, and tells what is in view then. */
export async function scrollTo(window: Page, pixels: number): Promise<InView> {
  return window.getByRole('log').evaluate((log, wanted) => {
    log.scrollTop = wanted;
    const frame = log.getBoundingClientRect();
    const found = [...log.querySelectorAll<HTMLElement>('[data-message]')].find(
      (message) => message.getBoundingClientRect().top > frame.top,
    );
    if (found === undefined) throw new Error('no message is in view');
    return { key: found.dataset['message'] ?? '', top: found.getBoundingClientRect().top - frame.top };
  }, pixels);
}
