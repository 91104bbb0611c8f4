/** Processor time in the tray while music plays and contacts are told of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { startJukebox } from '../support/real-players';
import { SETTLE } from './bare-window';
import { idling } from './idling';
import { MeasuredPage } from './page';
import type { Row } from './report';
import { withApp, type Repetitions } from './running';
import { summarize } from './statistics';
import { SOME, type Workplace } from './workplace';

/** A minute each: one ends and the next begins while it is measured. */
const SONGS = ['Sinnerman', 'Feeling Good', 'Lilac Wine'].map((title) => ({
  artist: 'Nina Simone',
  title,
  album: 'The Best of Nina Simone',
}));

export async function measureSharing(place: Workplace, { slow }: Repetitions): Promise<Row[]> {
  const used: number[] = [];
  for (let run = 1; run <= slow; run += 1) {
    place.progress(`idling while music plays, ${String(run)} of ${String(slow)}`);
    const jukebox = await startJukebox(process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '');
    try {
      await withApp(place, 'some', async (app) => {
        const page = await MeasuredPage.of(app);
        await page.onlineShown();
        await page.contactsShown(SOME);
        await jukebox.play(...SONGS);
        await page.share('mpv');
        await page.close();
        await delay(SETTLE);
        used.push(await idling(app));
      });
    } finally {
      await jukebox.stop();
    }
  }
  return [
    {
      name: 'processor time in the tray over 60 s, while music plays and is shared',
      unit: '%',
      measured: summarize(used),
      budget: 0.1,
    },
  ];
}
