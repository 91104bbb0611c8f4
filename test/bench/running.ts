/** What measurements share: the app while it runs, and when it has come to rest. */
import type { RunningElectron } from './electron-run';
import { quietSince, type CpuSample } from './quiet';
import type { Row } from './report';
import type { Workplace } from './workplace';

/**
 * Two seconds in which all processes together use less than a twentieth of one processor: long enough
 * that work which was only put off (writing the roster, presence that is still to come) counts as well.
 */
const QUIET = { span: 2000, share: 0.05 };
const QUIET_LIMIT = 60_000;
const SAMPLE_EVERY = 50;
export interface Repetitions {
  /** Starts, sign-ins and filterings. */
  readonly quick: number;
  /** Memory and idling: minutes each. */
  readonly slow: number;
}

export type Measurement = (place: Workplace, repetitions: Repetitions) => Promise<Row[]>;

export async function withApp(
  place: Workplace,
  profile: Parameters<Workplace['startApp']>[0],
  measure: (app: RunningElectron) => Promise<void>,
): Promise<void> {
  const app = await place.startApp(profile);
  try {
    await measure(app);
  } finally {
    await place.endApp(app);
  }
}

/** When the program came to rest, not before `notBefore` (both milliseconds since its start). */
export async function quietAfter(app: RunningElectron, notBefore: number): Promise<number> {
  const find = (samples: readonly CpuSample[]): number | undefined =>
    quietSince(
      samples.filter(({ at }) => at >= notBefore),
      QUIET,
    );
  const samples = await app.sampleCpu(SAMPLE_EVERY, QUIET_LIMIT, (soFar) => find(soFar) !== undefined);
  const quiet = find(samples);
  if (quiet === undefined) throw new Error(`the program was still busy after ${String(QUIET_LIMIT / 1000)} s`);
  return quiet;
}
