/**
 * Measures frames while a thousand contacts change their pictures at once, in a real browser under the app's policy.
 * Run with `npx tsx test/screens/face-frames.ts`; CHROMIUM names the browser. Ends with 1 where a frame took longer
 * than 50 ms. Main is the fake bridge, so what is measured is the window alone.
 */
import { chromium, type Page } from '@playwright/test';
import { servePage } from './serve';

const BUDGET = 50;
const CONTACTS = 1000;
/** Pictures of noise, as hard to decode as any, 192 pixels wide and 1,600 pixels wide. */
const SIDES = [192, 1600];
const ROUNDS = 5;

async function main(): Promise<number> {
  const served = await servePage();
  const executablePath = process.env['CHROMIUM'];
  const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath && { executablePath }) });
  let longest = 0;
  try {
    for (const side of SIDES) {
      const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
      await page.goto(`${served.address}index.html?scene=thousand&theme=light&locale=en-GB`);
      await page.getByRole('article').first().waitFor();
      await prepare(page, side);
      const frames = [];
      for (let round = 0; round < ROUNDS; round += 1) frames.push(await change(page, round));
      process.stdout.write(`${side} px: longest frames ${frames.map((ms) => ms.toFixed(1)).join(', ')} ms\n`);
      longest = Math.max(longest, ...frames);
      await page.close();
    }
  } finally {
    await browser.close();
    await served.stop();
  }
  return longest > BUDGET ? 1 : 0;
}

/** Gives the bridge pictures for whatever hash is asked for. */
function prepare(page: Page, side: number): Promise<void> {
  return page.evaluate((pixels) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = pixels;
    const context = canvas.getContext('2d');
    const image = context?.createImageData(pixels, pixels);
    for (let at = 0; image !== undefined && at < image.data.length; at += 65_536)
      crypto.getRandomValues(image.data.subarray(at, Math.min(at + 65_536, image.data.length)));
    for (let at = 3; image !== undefined && at < image.data.length; at += 4) image.data[at] = 255;
    if (image !== undefined) context?.putImageData(image, 0, 0);
    const data = canvas.toDataURL('image/jpeg', 0.7).split(',')[1] ?? '';
    const { bridge } = window as unknown as { bridge: { answer: (name: string, handler: unknown) => void } };
    bridge.answer('profile.pictures', ({ hashes }: { hashes: readonly string[] }) =>
      hashes.map((hash) => ({
        hash,
        type: 'image/jpeg',
        bytes: data.length,
        width: pixels,
        height: pixels,
        animated: false,
        data,
      })),
    );
  }, side);
}

/** Everybody gets another picture; resolves with the longest frame until all that are in view are drawn. */
function change(page: Page, round: number): Promise<number> {
  return page.evaluate(
    ([contacts, turn]) =>
      new Promise<number>((resolve) => {
        const { bridge } = window as unknown as {
          bridge: {
            announce: (name: string, payload: unknown) => void;
            invoke: (...args: unknown[]) => Promise<unknown>;
          };
        };
        const changed: { jid: string; hash: string }[] = [];
        void bridge.invoke('app.snapshot').then((outcome) => {
          const { value } = outcome as {
            value: { accounts: { account: { jid: string }; contacts: { jid: string }[] }[] };
          };
          const [account] = value.accounts;
          account?.contacts.slice(0, contacts).forEach(({ jid }, at) => {
            changed.push({ jid, hash: String(turn * contacts + at + 1).padStart(40, '0') });
          });
          let last = performance.now();
          let longest = 0;
          let quiet = 0;
          const frame = (now: number): void => {
            longest = Math.max(longest, now - last);
            last = now;
            const faces = document.querySelectorAll('[data-key] .avatar').length;
            const drawn = document.querySelectorAll('[data-key] canvas').length;
            quiet = faces === drawn ? quiet + 1 : 0;
            if (quiet > 30) resolve(longest);
            else requestAnimationFrame(frame);
          };
          requestAnimationFrame((now) => {
            last = now;
            bridge.announce('picturesChanged', { account: account?.account.jid, changed });
            requestAnimationFrame(frame);
          });
        });
      }),
    [CONTACTS, round] as const,
  );
}

process.exitCode = await main();
