/**
 * `npm run chaos [-- flags]`: messages while network, server and program itself fail, in a private desktop
 * session. Flags: `--json`, `--seed=N`, `--only=NAMES`, `--short`; see test/chaos/main.ts.
 */
import { chaosMain } from '../shared/suites';
import { runInPrivateSession } from '../shared/private-session';

process.exitCode = await runInPrivateSession(
  [process.execPath, '--import', 'tsx', chaosMain, ...process.argv.slice(2)],
  { endBy: 'signal' },
);
