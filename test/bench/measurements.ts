/**
 * The measurements. Each returns its rows, with the bare window measured between its own runs so that
 * both meet the same machine. The app is the one that users start; everything is seen from outside.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { destroyBareWindow, SETTLE } from './bare-window';
import { now, type RunningElectron } from './electron-run';
import { MeasuredPage } from './page';
import { idling } from './idling';
import { memoryOfTree } from './process-usage';
import { measureArchive, measureLongHistory, measureMessages } from './history-measurements';
import { measurePictures } from './picture-measurement';
import { quietAfter, withApp, type Measurement, type Repetitions } from './running';
import type { Row } from './report';
import { measureSharing } from './sharing-measurement';
import { summarize } from './statistics';
import { MANY, SOME, type Workplace } from './workplace';

/** By the names that `--only` takes. */
export const measurements: Readonly<Record<string, Measurement>> = {
  store: measureStartFromStore,
  receive: measureReceiving,
  messages: measureMessages,
  history: measureLongHistory,
  archive: measureArchive,
  memory: measureMemoryAndIdling,
  sharing: measureSharing,
  filter: measureFiltering,
  pictures: measurePictures,
  signin: measureSignIn,
};

/** The server accepts and says nothing: what is shown comes from the store alone. */
async function measureStartFromStore(place: Workplace, { quick }: Repetitions): Promise<Row[]> {
  const starts: number[] = [];
  const floors: number[] = [];
  for (let run = 1; run <= quick; run += 1) {
    place.progress(`start from the store, ${String(run)} of ${String(quick)}`);
    floors.push(await bareReadyToShow(place));
    await withApp(place, 'some', async (app) => {
      place.relay.held = true;
      const page = await MeasuredPage.of(app);
      starts.push(sinceStart(app, await page.contactsShown(SOME)));
    });
    place.relay.held = false;
  }
  const floor = summarize(floors);
  return [
    {
      name: 'process start → contacts on screen from the store',
      unit: 'ms',
      measured: summarize(starts),
      budget: 1.6 * floor.median,
      budgetRule: '1.6 × bare window to ready-to-show',
      floor,
    },
  ];
}

async function measureReceiving(place: Workplace, { quick }: Repetitions): Promise<Row[]> {
  const received: number[] = [];
  const quiet: number[] = [];
  const floors: number[] = [];
  const quietFloors: number[] = [];
  for (let run = 1; run <= quick; run += 1) {
    place.progress(`receiving ${String(MANY)} contacts, ${String(run)} of ${String(quick)}`);
    const bare = await place.startBareWindow();
    floors.push(bare.readyToShow);
    quietFloors.push(await quietAfter(bare.running, bare.readyToShow));
    await bare.running.end();
    await withApp(place, 'many-unseen', async (app) => {
      const page = await MeasuredPage.of(app);
      const at = sinceStart(app, await page.contactsShown(MANY));
      received.push(at);
      // Not before: reading the processor times of all processes takes a tenth of one of two processors.
      quiet.push(await quietAfter(app, at));
    });
  }
  return [
    {
      name: 'process start → 10,000 contacts received',
      unit: 'ms',
      measured: summarize(received),
      budget: 900,
      floor: summarize(floors),
    },
    {
      name: 'process start → 10,000 contacts received, processors quiet',
      unit: 'ms',
      measured: summarize(quiet),
      budget: 1400,
      floor: summarize(quietFloors),
    },
  ];
}

async function measureMemoryAndIdling(place: Workplace, { slow }: Repetitions): Promise<Row[]> {
  const open: number[] = [];
  const closed: number[] = [];
  const idle: number[] = [];
  const openFloors: number[] = [];
  const closedFloors: number[] = [];
  const idleFloors: number[] = [];
  for (let run = 1; run <= slow; run += 1) {
    const step = `${String(run)} of ${String(slow)}`;
    place.progress(`memory and idling of a bare window, ${step}`);
    const bare = await place.startBareWindow();
    await delay(SETTLE);
    openFloors.push(await memoryOfTree(bare.running.pid));
    await destroyBareWindow(bare);
    closedFloors.push(await memoryOfTree(bare.running.pid));
    idleFloors.push(await idling(bare.running));
    await bare.running.end();

    place.progress(`memory and idling, ${step}`);
    await withApp(place, 'some', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.onlineShown();
      await page.contactsShown(SOME);
      await page.openFirstConversation();
      await delay(SETTLE);
      open.push(await memoryOfTree(app.pid));
      await page.close();
      await delay(SETTLE);
      closed.push(await memoryOfTree(app.pid));
      idle.push(await idling(app));
    });
  }
  const openFloor = summarize(openFloors);
  const closedFloor = summarize(closedFloors);
  return [
    {
      name: 'memory: signed in, 1,000 contacts, one conversation open',
      unit: 'MB',
      measured: summarize(open),
      budget: openFloor.median + 45,
      budgetRule: 'bare window + 45 MB',
      floor: openFloor,
    },
    {
      name: 'memory: the same in the tray',
      unit: 'MB',
      measured: summarize(closed),
      budget: closedFloor.median + 20,
      budgetRule: 'bare Electron with its window destroyed + 20 MB',
      floor: closedFloor,
    },
    {
      name: 'processor time in the tray over 60 s',
      unit: '%',
      measured: summarize(idle),
      budget: 0.1,
      floor: summarize(idleFloors),
    },
  ];
}

/**
 * Typed into an empty field one letter after the other. Each letter changes what is listed: "n" is in
 * all names, so that the whole list goes from groups to a flat one, and each digit narrows it.
 */
const WORDS = ['n', '4711'];

/**
 * Two passes over the same words: the first keys after a start also pay for code that was not compiled
 * yet, and are what a user meets first; so they have the row of the budget, and the later ones stand below.
 */
async function measureFiltering(place: Workplace, { quick }: Repetitions): Promise<Row[]> {
  const tasks: number[] = [];
  const laterTasks: number[] = [];
  const frames: number[] = [];
  const floors: number[] = [];
  for (let run = 1; run <= quick; run += 1) {
    place.progress(`filtering ${String(MANY)} contacts, ${String(run)} of ${String(quick)}`);
    const bare = await place.startBareWindow();
    const bareKeys = await typeWords(await MeasuredPage.of(bare.running), 'input', 'none');
    floors.push(Math.max(...bareKeys.map(({ taskMs }) => taskMs)));
    await bare.running.end();
    await withApp(place, 'many', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.onlineShown();
      await page.contactsShown(MANY);
      await quietAfter(app, 0);
      const find = '[aria-label="Find a contact or message"]';
      const first = await typeWords(page, find, 'list');
      const later = await typeWords(page, find, 'list');
      tasks.push(Math.max(...first.map(({ taskMs }) => taskMs)));
      laterTasks.push(Math.max(...later.map(({ taskMs }) => taskMs)));
      frames.push(Math.max(...first.map((key) => key.frames)));
    });
  }
  return [
    {
      name: 'filter 10,000 contacts: main thread, slowest keystroke',
      unit: 'ms',
      measured: summarize(tasks),
      budget: 16,
      floor: summarize(floors),
    },
    {
      name: 'filter 10,000 contacts: the same, typed a second time',
      unit: 'ms',
      measured: summarize(laterTasks),
      budget: 16,
    },
    {
      name: 'filter 10,000 contacts: frames until it is on screen',
      unit: 'frames',
      measured: summarize(frames),
      budget: 2,
    },
  ];
}

async function typeWords(page: MeasuredPage, field: string, effect: 'list' | 'none') {
  const keys = [];
  for (const word of WORDS) {
    await page.empty(field);
    for (const letter of word) keys.push(await page.type(letter, effect));
  }
  return keys;
}

/**
 * From the connection's arrival at the server's door to "Online" on screen: TLS, SCRAM, bind. The first
 * one of a start finds nothing compiled or loaded; the server's door is kept shut until the window stands,
 * so that it is the sign-in that is measured and not the start beside it.
 */
async function measureSignIn(place: Workplace, { quick }: Repetitions): Promise<Row[]> {
  const first: number[] = [];
  const again: number[] = [];
  await place.prepare('some');
  for (let run = 1; run <= quick; run += 1) {
    place.progress(`signing in, ${String(run)} of ${String(quick)}`);
    place.relay.held = true;
    await withApp(place, 'some', async (app) => {
      const page = await MeasuredPage.of(app);
      await page.contactsShown(SOME);
      await delay(SETTLE / 5);
      const opened = now();
      place.relay.held = false;
      first.push(sinceConnected(place, opened, await page.onlineShown()));
      await quietAfter(app, 0);
      await page.chooseStatus('Offline');
      await page.offlineShown();
      await delay(SETTLE / 5);
      const begun = now();
      await page.chooseStatus('Available');
      again.push(sinceConnected(place, begun, await page.onlineShown()));
    });
  }
  const name = 'sign-in on loopback (TLS, SCRAM, bind)';
  return [
    { name: `${name}: the first after a start`, unit: 'ms', measured: summarize(first), budget: 150 },
    { name: `${name}: again`, unit: 'ms', measured: summarize(again), budget: 150 },
  ];
}

function sinceConnected(place: Workplace, begun: number, shown: { readonly at: number }): number {
  const { connectedAt } = place.relay;
  if (connectedAt === undefined || connectedAt < begun) throw new Error('"Online" was shown without a new connection');
  return shown.at - connectedAt;
}

async function bareReadyToShow(place: Workplace): Promise<number> {
  const bare = await place.startBareWindow();
  await bare.running.end();
  return bare.readyToShow;
}

function sinceStart(app: RunningElectron, shown: { readonly at: number }): number {
  return shown.at - app.startedAt;
}
