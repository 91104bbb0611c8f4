/** `npm run check`: what should pass before every commit; needs no display and no server. */
import { runChecks } from '../shared/checks';
import { Tally } from '../shared/tally';

const tally = new Tally();
await runChecks(tally);
console.log(tally.summary());
process.exitCode = tally.failed === 0 ? 0 : 1;
