/** Steps at the privacy screens. */
import type { Locator, Page } from '@playwright/test';
import type { Candor } from '../support/candor';

export async function openTab(window: Page, name: string): Promise<Locator> {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Privacy' }).click();
  await window.getByRole('tab', { name, exact: true }).click();
  return window.getByRole('tabpanel');
}

/** What the system's own dialog for a file or folder answers from now on. */
export async function answerWithPath(candor: Candor, chosen: string): Promise<void> {
  await candor.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, chosen);
}
