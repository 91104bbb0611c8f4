/** `npm test`: everything. Ends with the line "N passed, N failed". */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from '../shared/build-app';
import { runChecks } from '../shared/checks';
import { artifactsDir } from '../shared/paths';
import { electronOrExit } from '../shared/run-app';
import { runChaos, runPlaywright, runTruth, runVitest } from '../shared/suites';
import { Tally, type Counts } from '../shared/tally';

const tally = new Tally();

async function step(title: string, run: () => Promise<Counts>): Promise<void> {
  console.log(`\n== ${title}`);
  const begun = performance.now();
  let counts: Counts;
  try {
    counts = await run();
  } catch (error) {
    console.error(error);
    counts = { passed: 0, failed: 1 };
  }
  tally.add(title, counts, performance.now() - begun);
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
await step('integration with a real server', () => runVitest(['integration'], { privateSession: true }));
await step('chaos, in its short form', () => runChaos());
await step('hostile servers and peers', () => runVitest(['hostile'], { privateSession: true }));
await step('end to end in a real Electron', () => runPlaywright({ privateSession: true }));
await step('what the privacy screens say', () => runTruth({ privateSession: true }));
await writeFile(path.join(artifactsDir, 'results/summary.txt'), `${tally.summary()}\n`);
console.log(tally.summary());
process.exitCode = tally.failed === 0 ? 0 : 1;
