import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningElectron } from './electron-run';
import { exactUsage, UsageSum } from './process-usage';

const IDLE_FOR = 60_000;
/** Threads come and go; each is looked at this often, so that little of what they used is missed (milliseconds). */
const IDLE_LOOK = 5000;

/** How much of one processor all processes of a program use over a minute in which nobody does anything, in per cent. */
export async function idling(app: RunningElectron): Promise<number> {
  const sum = new UsageSum();
  const begun = performance.now();
  const before = sum.add(await exactUsage(app.pid));
  let used = 0;
  while (performance.now() - begun < IDLE_FOR) {
    await delay(Math.min(IDLE_LOOK, IDLE_FOR - (performance.now() - begun)));
    used = sum.add(await exactUsage(app.pid)) - before;
  }
  return (100 * used) / (performance.now() - begun);
}
