/** Measurements of many messages: as they come in, in the store, and in the server's archive. */
import { setTimeout as delay } from 'node:timers/promises';
import { SETTLE } from './bare-window';
import { now } from './electron-run';
import { HISTORY, longHistoryText } from './long-history';
import { MeasuredPage } from './page';
import type { Row } from './report';
import { quietAfter, withApp, type Repetitions } from './running';
import { summarize } from './statistics';
import { SOME, type Workplace } from './workplace';

const MESSAGES = 5000;
const MISSED = 10_000;
/** Longest wait for all that was missed (milliseconds): the server reads its whole archive for each page. */
const MISSED_LIMIT = 300_000;
/** Pixels a frame: two screens, so that the start is reached in a minute or two. */
const SCROLL_STEP = 1600;
/** Of the messages with the first contact. */
const NEWEST = HISTORY.all - 1;
const OLDEST = HISTORY.all / HISTORY.first - 1;
/** A word of every message, of some, of one alone, several, a beginning, and one that nobody wrote. */
const SEARCHES = ['talk', 'apothecary', 'n123456', 'old feud before', 'balc', 'nightingale'];

/** So many messages wait on the server for a sign-in, and come as fast as it sends. */
export async function measureMessages(place: Workplace, { quick }: Repetitions): Promise<Row[]> {
  const received: number[] = [];
  const tasks: number[] = [];
  for (let run = 1; run <= quick; run += 1) {
    place.progress(`receiving ${String(MESSAGES)} messages, ${String(run)} of ${String(quick)}`);
    await place.prepare('awaited');
    await place.leaveMessages(MESSAGES);
    place.relay.held = true;
    await withApp(place, 'awaited', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.contactsShown(SOME);
      await delay(SETTLE / 5);
      await page.watchTasks();
      const begun = now();
      place.relay.held = false;
      // What is shown is stored: main tells the window afterwards.
      received.push((await page.unreadShown(MESSAGES)).at - begun);
      await quietAfter(app, 0);
      tasks.push(await page.longestTask());
    });
  }
  const name = '5,000 messages as fast as the server sends';
  return [
    { name: `${name}: sign-in → all stored and counted`, unit: 'ms', measured: summarize(received), budget: 3000 },
    { name: `${name}: longest task in the window`, unit: 'ms', measured: summarize(tasks), budget: 50 },
  ];
}

/** A million messages in the store, a hundred thousand of them with one contact. */
export async function measureLongHistory(place: Workplace, { slow }: Repetitions): Promise<Row[]> {
  const opened: number[] = [];
  const frames: number[] = [];
  const first: number[] = [];
  const later: number[] = [];
  for (let run = 1; run <= slow; run += 1) {
    const step = `${String(run)} of ${String(slow)}`;
    place.progress(`a long history, ${step}`);
    await withApp(place, 'long', async (app) => {
      place.progress(`searching it, ${step}`);
      const page = await MeasuredPage.of(app);
      await page.onlineShown();
      await page.contactsShown(SOME);
      await quietAfter(app, 0);
      const times: number[] = [];
      for (const text of SEARCHES) {
        const { took, found } = await page.search('long@localhost', text);
        if (found === 0 && text !== SEARCHES.at(-1)) throw new Error(`"${text}" was not found`);
        times.push(took);
      }
      first.push(times[0] ?? Number.POSITIVE_INFINITY);
      later.push(Math.max(...times.slice(1)));
      opened.push(await page.openFirst(longHistoryText(NEWEST)));
      await delay(SETTLE / 5);
      place.progress(`scrolling it to its start, ${step}`);
      frames.push((await page.scrollUp(SCROLL_STEP, longHistoryText(OLDEST))).longest);
    });
  }
  return [
    { name: 'open a conversation of 100,000 messages', unit: 'ms', measured: summarize(opened), budget: 100 },
    { name: 'scroll it to its start: longest frame', unit: 'ms', measured: summarize(frames), budget: 50 },
    { name: 'search 1,000,000 messages: the first after a start', unit: 'ms', measured: summarize(first), budget: 50 },
    { name: 'search 1,000,000 messages: the slowest later one', unit: 'ms', measured: summarize(later), budget: 50 },
  ];
}

/** So many messages were missed and are in the server's archive; the conversation of one contact is open. */
export async function measureArchive(place: Workplace, { slow }: Repetitions): Promise<Row[]> {
  const readable: number[] = [];
  const frames: number[] = [];
  for (let run = 1; run <= slow; run += 1) {
    place.progress(`missing ${String(MISSED)} messages, ${String(run)} of ${String(slow)}`);
    await place.prepare('archived');
    const { relay, last } = await place.archiveMessages(MISSED);
    relay.held = true;
    await withApp(place, 'archived', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.contactsShown(SOME);
      await page.openFirst('Message number 0');
      await delay(SETTLE / 5);
      await page.watchFrames();
      const begun = now();
      relay.held = false;
      readable.push((await page.newestShown(last)).at - begun);
      // What the open conversation has of them may have been read meanwhile.
      await page.unreadShown(MISSED - MISSED / 100, MISSED_LIMIT);
      frames.push(await page.longestFrame());
    });
  }
  const name = '10,000 missed messages';
  return [
    {
      name: `${name}: sign-in → the open conversation can be read`,
      unit: 'ms',
      measured: summarize(readable),
      budget: 1000,
    },
    { name: `${name}: longest frame`, unit: 'ms', measured: summarize(frames), budget: 100 },
  ];
}
