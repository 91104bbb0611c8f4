/**
 * `npm run bench [-- flags]`: the budgets, measured beside a bare Electron window in a private desktop
 * session. Flags: `--json`, `--only=NAMES`, `--runs=N`, `--no-wait`, `--app=DIR`; see test/bench/main.ts.
 */
import path from 'node:path';
import { rootDir } from '../shared/paths';
import { runInPrivateSession } from '../shared/private-session';

const main = path.join(rootDir, 'test/bench/main.ts');
process.exitCode = await runInPrivateSession([process.execPath, '--import', 'tsx', main, ...process.argv.slice(2)], {
  endBy: 'signal',
});
