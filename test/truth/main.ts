/**
 * Plants facts at real servers, drawn at random, reads the screens of the real app, turns each fact into
 * another one and reads again. Flags: `--seed=N` plays a run again, `--results=FILE` writes counts. Ends with
 * `truth: N right, N wrong, N missing, N flattering`; the exit code is 1 unless all are right.
 */
import { writeFile } from 'node:fs/promises';
import { Random } from '../chaos/random';
import { removeTemporary } from '../support/candor';
import { playAccount } from './play-account';
import { playService } from './play-service';
import type { Judged } from './screen';
import { drawService, flipService } from './service-facts';

const flag = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
const seed = Number(flag('seed') ?? Math.floor(Math.random() * 1_000_000));
const results = await play();
for (const { expected, verdict, text } of results.filter((one) => one.verdict !== 'right')) {
  const wanted = [
    expected.says,
    expected.never === undefined ? undefined : `not ${String(expected.never)}`,
    expected.mark,
  ];
  console.log(`${verdict}: ${expected.name} (${wanted.filter((one) => one !== undefined).join(', ')})`);
  console.log(`  ${text.replaceAll(/\s+/gu, ' ').slice(0, 400)}`);
}
const count = (verdict: Judged['verdict']): number => results.filter((one) => one.verdict === verdict).length;
console.log(`seed ${String(seed)}`);
console.log(
  `truth: ${String(count('right'))} right, ${String(count('wrong'))} wrong, ` +
    `${String(count('missing'))} missing, ${String(count('flattering'))} flattering`,
);
const file = flag('results');
const passed = count('right');
if (file !== undefined) await writeFile(file, JSON.stringify({ passed, failed: results.length - passed }));
process.exitCode = passed === results.length ? 0 : 1;

async function play(): Promise<readonly Judged[]> {
  const service = drawService(Random.of(seed, 'service'));
  try {
    return [
      ...(await playAccount(new Random(seed))),
      ...(await playService(service)),
      ...(await playService(flipService(service))),
    ];
  } finally {
    await removeTemporary();
  }
}
