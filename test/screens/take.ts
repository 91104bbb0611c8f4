/**
 * Photographs every screen, in every look, and asks axe about each. Run with
 * `npx tsx test/screens/take.ts [PART-OF-A-NAME…]`; pictures go to artifacts/screens. Ends with 1 if
 * axe finds a violation, words are cut or the page reports an error. CHROMIUM names the browser; otherwise the one
 * that Playwright knows is used.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { axeViolations } from '../support/axe';
import { cutTexts, openShot } from './look';
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
    colorScheme: shot.theme === 'dark' ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (entry) => {
    if (entry.type() === 'error') errors.push(entry.text());
  });
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await openShot(page, address, shot);
  await page.screenshot({ path: `${target}/${shot.name}.png` });
  const problems = [...errors, ...(await axeViolations(page)), ...(await cutTexts(page))];
  for (const problem of problems) process.stdout.write(`${shot.name}: ${problem}\n`);
  await context.close();
  return problems.length;
}

process.exitCode = await main();
