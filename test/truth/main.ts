/**
 * Plants facts at real servers, drawn at random, reads the screens of the real app, turns each fact into
 * another one and reads again. Then it reads what they say of services that break or lie. Flags: `--seed=N`
 * plays a run again, `--results=FILE` writes counts. Ends with a table of the lies and with
 * `truth: N right, N wrong, N missing, N flattering`; the exit code is 1 unless all are right.
 */
import { writeFile } from 'node:fs/promises';
import { Random } from '../chaos/random';
import { removeTemporary } from '../support/candor';
import { playAccount } from './play-account';
import { playService } from './play-service';
import { playLiars, type PlayedLiar } from './play-liars';
import { verdicts, type Judged, type Verdict } from './screen';
import { liars, silentLiar } from './liars';
import { drawService, flipService } from './service-facts';

/** Of the first column of the table. */
const WIDTH = 56;

const flag = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
const seed = Number(flag('seed') ?? Math.floor(Math.random() * 1_000_000));
const { facts, lies } = await play();
const all = [...facts, ...lies.flatMap(({ judged }) => judged)];
explain(facts);
for (const { what, judged } of lies) explain(judged, `the service ${what}: `);
console.log(`\n${''.padEnd(WIDTH)}${verdicts.join(' ')}`);
for (const { what, judged } of lies) console.log(`the service ${what}`.padEnd(WIDTH) + figures(judged));
console.log(`\nseed ${String(seed)}`);
console.log(`truth: ${verdicts.map((verdict) => `${String(count(facts, verdict))} ${verdict}`).join(', ')}`);
const file = flag('results');
const passed = count(all, 'right');
if (file !== undefined) await writeFile(file, JSON.stringify({ passed, failed: all.length - passed }));
process.exitCode = passed === all.length ? 0 : 1;

async function play(): Promise<{ readonly facts: readonly Judged[]; readonly lies: readonly PlayedLiar[] }> {
  const service = drawService(Random.of(seed, 'service'));
  try {
    // It takes long, and all of that is waiting.
    const silent = playLiars([silentLiar]);
    silent.catch(() => undefined);
    const facts = [
      ...(await playAccount(new Random(seed))),
      ...(await playService(service)),
      ...(await playService(flipService(service))),
    ];
    const lies = await playLiars(liars);
    return { facts, lies: [...(await silent), ...lies] };
  } finally {
    await removeTemporary();
  }
}

/** What is not right: what was expected, and what stood there. */
function explain(judged: readonly Judged[], where = ''): void {
  for (const { expected, verdict, text } of judged.filter((one) => one.verdict !== 'right')) {
    const never = expected.never === undefined ? undefined : `not ${String(expected.never).slice(0, 200)}`;
    const wanted = [expected.says, never, expected.mark].filter((one) => one !== undefined);
    console.log(`${verdict}: ${where}${expected.name} (${wanted.join(', ')})`);
    console.log(`  ${text.replaceAll(/\s+/gu, ' ').slice(0, 400)}`);
  }
}

function count(judged: readonly Judged[], verdict: Verdict): number {
  return judged.filter((one) => one.verdict === verdict).length;
}

/** Below the words of the table's head. */
function figures(judged: readonly Judged[]): string {
  return verdicts.map((verdict) => String(count(judged, verdict)).padStart(verdict.length)).join(' ');
}
