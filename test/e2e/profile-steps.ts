/** What tests of the profile do in the window. */
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

export const JULIET = 'juliet@localhost';
/** A server that stores cards as they are, so that both ways of pictures are Candor's own doing. */
export const whole = { modules: ['vcard'], without: ['vcard_legacy'] };

export async function openProfile(window: Page): Promise<void> {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Profile' }).click();
  await expect(window.getByRole('textbox', { name: 'Full name' })).toBeVisible();
}

export async function save(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Save', exact: true }).click();
}
