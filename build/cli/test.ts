/** `npm test`: everything. Ends with the line "N passed, N failed". */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from '../shared/build-app';
import { runChecks } from '../shared/checks';
import { artifactsDir } from '../shared/paths';
import { electronOrExit } from '../shared/run-app';
import { runChaos, runPlaywright, runTruth, runVitest, type SuiteOptions } from '../shared/suites';
import { Tally, type Counts } from '../shared/tally';

const tally = new Tally();
const resultsDir = path.join(artifactsDir, 'results');

async function step(title: string, run: () => Promise<Counts>): Promise<void> {
  console.log(`\n== ${title}`);
  tally.add(title, ...(await timed(run)));
}

/** What it prints is held back until it has ended, since another suite is printing meanwhile. */
async function stepAside(title: string, run: (options: SuiteOptions) => Promise<Counts>): Promise<void> {
  const log = path.join(resultsDir, `${title.replaceAll(/\W+/gu, '-')}.log`);
  console.log(`\n== beside it: ${title}`);
  const ended = await timed(() => run({ log }));
  console.log(`\n== ${title}\n${await readFile(log, 'utf8').catch(() => '')}`);
  tally.add(title, ...ended);
}

/** Counts, and how many milliseconds it took. */
async function timed(run: () => Promise<Counts>): Promise<[Counts, number]> {
  const begun = performance.now();
  try {
    return [await run(), performance.now() - begun];
  } catch (error) {
    console.error(error);
    return [{ passed: 0, failed: 1 }, performance.now() - begun];
  }
}

/** One after the other, each in a session of its own. */
async function serversAndScreens(): Promise<void> {
  await stepAside('integration with a real server', (options) =>
    runVitest(['integration'], { ...options, privateSession: true }),
  );
  await stepAside('chaos, in its short form', (options) => runChaos(options));
  await stepAside('hostile servers and peers', (options) =>
    runVitest(['hostile'], { ...options, privateSession: true }),
  );
  await stepAside('what the privacy screens say', (options) => runTruth({ ...options, privateSession: true }));
}

// Without it most of what follows would only repeat the same failure.
const electron = await electronOrExit('develop');
// Each test that starts an app would look for it, and say so, again.
process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron.distDir;
await runChecks(tally);
await step('build', async () => {
  await buildApp();
  return { passed: 1, failed: 0 };
});
await mkdir(resultsDir, { recursive: true });
// The end-to-end tests wait for windows most of the time, and take as long as all the others together.
await Promise.all([
  step('end to end in a real Electron', () => runPlaywright({ privateSession: true })),
  serversAndScreens(),
]);
await writeFile(path.join(resultsDir, 'summary.txt'), `${tally.summary()}\n`);
console.log(tally.summary());
process.exitCode = tally.failed === 0 ? 0 : 1;
