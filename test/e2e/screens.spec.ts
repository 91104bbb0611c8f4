/**
 * Every screen of the built window, over the fake bridge, in the Electron that Candor runs in: axe finds
 * nothing in any theme, nothing is cut where texts are longer, and the page reports no error.
 */
import { fileURLToPath } from 'node:url';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { heldStart } from '../../build/electron/held-start';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { cutTexts, openShot, turnTo } from '../screens/look';
import { servePage, type ServedPage } from '../screens/serve';
import { longer, screens, starts, type Shot } from '../screens/shots';
import { axeViolations, COLOR_RULES } from '../support/axe';
import { expect } from './fixtures';

interface Stage {
  readonly page: Page;
  /** Brings a screen about. */
  show(shot: Shot): Promise<void>;
  /** What the page has complained of since the screen was asked for. */
  errors(): readonly string[];
}

async function startStage(served: ServedPage): Promise<{ stage: Stage; app: ElectronApplication }> {
  const { executable } = await resolveElectron('develop');
  const main = fileURLToPath(new URL('../screens/window', import.meta.url));
  const args = [...heldStart, main, '--disable-gpu', `${served.address}index.html`];
  const app = await _electron.launch({ executablePath: executable, args });
  const page = await app.firstWindow();
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  let errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (entry) => {
    if (entry.type() === 'error') errors.push(entry.text());
  });
  const show = async (shot: Shot): Promise<void> => {
    errors = [];
    await page.setViewportSize(shot.size ?? { width: 1200, height: 760 });
    await openShot(page, served.address, shot);
  };
  return { app, stage: { page, show, errors: () => errors } };
}

const test = base.extend<object, { stage: Stage }>({
  stage: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const served = await servePage();
      const { app, stage } = await startStage(served);
      await use(stage);
      await app.close();
      await served.stop();
    },
    { scope: 'worker' },
  ],
});

for (const shot of screens)
  test(`${shot.name}: axe finds nothing, light, dark and in high contrast`, async ({ stage }) => {
    const { page } = stage;
    await stage.show(shot);
    expect(await axeViolations(page)).toEqual([]);
    for (const theme of ['dark', 'high-contrast'] as const) {
      await turnTo(page, theme);
      expect(await axeViolations(page, COLOR_RULES), theme).toEqual([]);
    }
    expect(stage.errors()).toEqual([]);
  });

for (const shot of starts)
  test(`${shot.name}: axe finds nothing, light and dark`, async ({ stage }) => {
    const { page } = stage;
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await stage.show(shot);
      expect(await axeViolations(page), colorScheme).toEqual([]);
    }
  });

for (const shot of longer)
  test(`${shot.name}: nothing is cut where texts are longer`, async ({ stage }) => {
    await stage.show(shot);
    expect(await cutTexts(stage.page)).toEqual([]);
    expect(stage.errors()).toEqual([]);
  });

test('console: a combo box beside a text box stands on one line with it, and so do their labels', async ({ stage }) => {
  const shot = screens.find(({ name }) => name === 'console');
  if (shot === undefined) throw new Error('There is no such screen.');
  await stage.show(shot);
  const topOf = async (label: string): Promise<number | undefined> =>
    (await stage.page.locator('label').filter({ hasText: label }).boundingBox())?.y;
  expect(await topOf('Filter')).toBeGreaterThan(0);
  expect(await topOf('Direction')).toBe(await topOf('Filter'));
});
