/**
 * Photographs every screen, in every look, and asks axe about each. Run with
 * `npx tsx test/screens/take.ts [PART-OF-A-NAME…]`; pictures go to artifacts/screens. Ends with 1 if
 * axe finds a violation or the page reports an error. CHROMIUM names the browser; otherwise the one
 * that Playwright knows is used.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page, chromium } from '@playwright/test';
import { servePage } from './serve';
import { type Shot, shots } from './shots';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = `${root}artifacts/screens`;
const wanted = process.argv.slice(2);

async function main(): Promise<number> {
  await mkdir(target, { recursive: true });
  const page = await servePage();
  const executable = process.env['CHROMIUM'];
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executable === undefined ? {} : { executablePath: executable }),
  });
  let problems = 0;
  try {
    for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))))
      problems += await take(browser, page.address, shot);
  } finally {
    await browser.close();
    await page.stop();
  }
  process.stdout.write(problems === 0 ? `Pictures are in ${target}\n` : `${problems} problems\n`);
  return problems === 0 ? 0 : 1;
}

async function take(browser: Browser, address: string, shot: Shot): Promise<number> {
  const context = await browser.newContext({
    viewport: shot.size ?? { width: 1200, height: 760 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (entry) => {
    if (entry.type() === 'error') errors.push(entry.text());
  });
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  const query = new URLSearchParams({
    scene: shot.scene,
    theme: shot.theme ?? 'light',
    locale: shot.locale ?? 'en-GB',
  });
  await page.goto(`${address}index.html?${query.toString()}`);
  await page.locator('h1').first().waitFor();
  await shot.prepare?.(page);
  await page.screenshot({ path: `${target}/${shot.name}.png` });
  const violations = await violationsOf(page);
  for (const problem of [...errors, ...violations, ...(await cutTexts(page))])
    process.stdout.write(`${shot.name}: ${problem}\n`);
  await context.close();
  return errors.length + violations.length;
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `axe ${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('; ')}`,
  );
}

/** Controls whose words do not fit: nothing that can be pressed may be cut. */
async function cutTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.button, label, h1, summary, [role=tab], [role^=menuitem]')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
      .map((element) => `cut: ${element.textContent.trim().slice(0, 60)}`),
  );
}

process.exitCode = await main();
