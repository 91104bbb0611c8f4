/** Brings a screen about, and looks whether it is as it should be. */
import type { Page } from '@playwright/test';
import type { Theme } from '../../electron/contract/settings';
import type { FakeBridge } from '../support/fake-bridge';
import type { Shot } from './shots';

/** `address`: as `servePage` has it. */
export async function openShot(page: Page, address: string, shot: Shot): Promise<void> {
  const query = new URLSearchParams({
    scene: shot.scene,
    theme: shot.theme ?? 'light',
    locale: shot.locale ?? 'en-GB',
  });
  await page.goto(`${address}index.html?${query.toString()}`);
  await page.locator('h1, main > p').first().waitFor();
  await shot.prepare?.(page);
}

/** As choosing it in the settings does. */
export async function turnTo(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { bridge } = window as unknown as { bridge: FakeBridge };
    await bridge.invoke('settings.change', { theme: wanted });
  }, theme);
  await page.locator(`:root[data-theme="${theme}"]`).waitFor();
}

/** What has words that may not be cut. */
const WORDED =
  '.button, button:not([aria-label]), label, legend, h1, h3, dialog h2, summary, [role=tab], [role^=menuitem]';

/** Controls and headings whose words do not fit, or that stand outside of the window: nothing of these may be cut. */
export async function cutTexts(page: Page): Promise<readonly string[]> {
  const drawn = await page.evaluate(
    (worded) =>
      [...document.querySelectorAll<HTMLElement>(worded)]
        .filter(({ clientWidth }) => clientWidth > 1)
        .map((element) => ({
          words: element.textContent.trim().slice(0, 60),
          over: element.scrollWidth - element.clientWidth,
          left: element.getBoundingClientRect().left,
          right: element.getBoundingClientRect().right - innerWidth,
        })),
    WORDED,
  );
  // A pixel is what rounding makes.
  return drawn.flatMap(({ words, over, left, right }) => [
    ...(over > 1 ? [`cut: ${words}`] : []),
    ...(left < -1 || right > 1 ? [`outside of the window: ${words}`] : []),
  ]);
}
