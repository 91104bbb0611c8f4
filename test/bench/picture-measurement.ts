/** Frames of the window while a thousand contacts change their pictures at once. */
import { setTimeout as delay } from 'node:timers/promises';
import { SETTLE } from './bare-window';
import { MeasuredPage } from './page';
import type { Row } from './report';
import { quietAfter, withApp, type Repetitions } from './running';
import { summarize } from './statistics';
import { SOME, type Workplace } from './workplace';

export async function measurePictures(place: Workplace, { slow }: Repetitions): Promise<Row[]> {
  const frames: number[] = [];
  const floors: number[] = [];
  for (let run = 1; run <= slow; run += 1) {
    place.progress(`${String(SOME)} contacts change their pictures, ${String(run)} of ${String(slow)}`);
    const bare = await place.startBareWindow();
    const empty = await MeasuredPage.of(bare.running);
    await empty.watchFrames();
    await delay(SETTLE);
    floors.push(await empty.longestFrame());
    await bare.running.end();
    const faces = await place.faces();
    await withApp(place, 'faces', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.onlineShown();
      await page.contactsShown(SOME);
      // They come online with a picture each; what is measured is the change from one to the next.
      await faces.change('faces@localhost');
      await page.facesShown();
      await quietAfter(app, 0);
      await page.watchFrames();
      await faces.change('faces@localhost');
      // The last ones are on their way; watching frames is work of its own, so there is no rest to wait for.
      await delay(SETTLE / 5);
      await page.facesShown();
      frames.push(await page.longestFrame());
    });
  }
  return [
    {
      name: '1,000 contacts change their pictures at once: longest frame',
      unit: 'ms',
      measured: summarize(frames),
      budget: 50,
      floor: summarize(floors),
    },
  ];
}
