/**
 * `npm run bench [-- flags]`: the budgets, measured beside a bare Electron window in a private desktop
 * session. Flags: `--json`, `--only=NAMES`, `--runs=N`, `--no-wait`, `--app=DIR`; see test/bench/main.ts.
 */
import path from 'node:path';
import { rootDir } from '../shared/paths';
import { inPrivateSession } from '../shared/private-session';
import { runVisibly } from '../shared/run';

const main = path.join(rootDir, 'test/bench/main.ts');
const { command, args } = inPrivateSession([process.execPath, '--import', 'tsx', main, ...process.argv.slice(2)]);
// Ctrl-C reaches the measurements as well; this process stays until they have ended what they started.
process.on('SIGINT', () => undefined);
process.exitCode = await runVisibly(command, args);
