/**
 * `npm run truth [-- flags]`: what the privacy screens say against what was planted at a real server, in a
 * private desktop session. Flag: `--seed=N`; see test/truth/main.ts.
 */
import { buildApp } from '../shared/build-app';
import { runInPrivateSession } from '../shared/private-session';
import { electronOrExit } from '../shared/run-app';
import { truthMain } from '../shared/suites';

process.env['ELECTRON_OVERRIDE_DIST_PATH'] = (await electronOrExit('develop')).distDir;
await buildApp();
process.exitCode = await runInPrivateSession(
  [process.execPath, '--import', 'tsx', truthMain, ...process.argv.slice(2)],
  { endBy: 'signal' },
);
