/**
 * `npm run chaos [-- flags]`: messages while network, server and program itself fail, in a private desktop
 * session. Flags: `--json`, `--seed=N`, `--only=NAMES`, `--short`; see test/chaos/main.ts.
 */
import { buildApp } from '../shared/build-app';
import { chaosMain } from '../shared/suites';
import { runInPrivateSession } from '../shared/private-session';

// Standard output is for the table alone.
console.log = console.error;
await buildApp();
process.exitCode = await runInPrivateSession(
  [process.execPath, '--import', 'tsx', chaosMain, ...process.argv.slice(2)],
  { endBy: 'signal' },
);
