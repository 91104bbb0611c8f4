/** `npm test`: everything. Ends with the line "N passed, N failed". */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from '../shared/build-app';
import { runChecks } from '../shared/checks';
import { resultsDir } from '../shared/paths';
import { electronOrExit } from '../shared/run-app';
import { Steps } from '../shared/steps';
import { runChaos, runPlaywright, runTruth, runVitest } from '../shared/suites';
import { Tally } from '../shared/tally';

const tally = new Tally();
const steps = new Steps(tally);

/** One after the other, each in a session of its own. */
async function serversAndScreens(): Promise<void> {
  await steps.runAside('integration with a real server', (options) =>
    runVitest(['integration'], { ...options, privateSession: true }),
  );
  await steps.runAside('chaos, in its short form', (options) => runChaos(options));
  await steps.runAside('hostile servers and peers', (options) =>
    runVitest(['hostile'], { ...options, privateSession: true }),
  );
  await steps.runAside('what the privacy screens say', (options) => runTruth({ ...options, privateSession: true }));
}

// Without it most of what follows would only repeat the same failure.
const electron = await electronOrExit('develop');
// Each test that starts an app would look for it, and say so, again.
process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron.distDir;
await runChecks(tally);
await steps.run('build', async () => {
  await buildApp();
  return { passed: 1, failed: 0 };
});
await mkdir(resultsDir, { recursive: true });
// What has run until here, Ctrl-C ends together with this process.
steps.heedInterrupts();
// The end-to-end tests wait for windows most of the time, and take as long as all the others together.
await Promise.all([
  steps.run('end to end in a real Electron', (options) => runPlaywright({ ...options, privateSession: true })),
  serversAndScreens(),
]);
await writeFile(path.join(resultsDir, 'summary.txt'), `${tally.summary()}\n`);
console.log(tally.summary());
process.exitCode = tally.failed === 0 ? 0 : 1;
