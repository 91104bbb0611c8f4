/**
 * What `npm run chaos` and the short form in `npm test` run. The table, or with `--json` one object a line,
 * goes to standard output; what is being done goes to standard error.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { scenarios } from './registry';
import { brokenRow, notPlayedRow, toRow, toTable, type Row } from './report';
import { NotPlayable, Run, type RunOptions, type Scenario } from './scenario';

const { values: options } = parseArgs({
  options: {
    /** Fewer of everything. */
    short: { type: 'boolean', default: false },
    /** One JSON object a line in place of the table. */
    json: { type: 'boolean', default: false },
    /** Plays the same chances again. */
    seed: { type: 'string' },
    /** Scenarios by name, separated by commas. */
    only: { type: 'string' },
    /** A file for the JSON lines, beside what is printed. */
    results: { type: 'string' },
  },
});

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function wanted(): readonly Scenario[] {
  if (options.only === undefined)
    return scenarios.filter(({ inFullFormOnly }) => !options.short || inFullFormOnly !== true);
  const names = options.only.split(',');
  const unknown = names.filter((name) => scenarios.every((scenario) => scenario.name !== name));
  if (unknown.length === 0) return scenarios.filter(({ name }) => names.includes(name));
  const known = scenarios.map(({ name }) => name).join(', ');
  progress(`There is no scenario "${unknown.join('", "')}". Scenarios: ${known}.`);
  process.exit(2);
}

function seedOfRun(): number {
  const seed = options.seed === undefined ? Date.now() % 2 ** 31 : Number(options.seed);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31) return seed;
  progress('--seed takes a whole number from 0 to 2147483647.');
  process.exit(2);
}

async function play(scenario: Scenario, runOptions: RunOptions): Promise<Row[]> {
  const run = new Run(scenario.name, runOptions);
  const begun = performance.now();
  progress(`${scenario.name}: ${scenario.fault}…`);
  try {
    const figures = await scenario.play(run);
    return figures.map((figure) => toRow(scenario, figure));
  } catch (error) {
    if (error instanceof NotPlayable) return [notPlayedRow(scenario, error.message)];
    progress(`${scenario.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return [brokenRow(scenario)];
  } finally {
    await run.end();
    progress(`${scenario.name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}

async function main(): Promise<void> {
  const chosen = wanted();
  const seed = seedOfRun();
  const again = [...(options.short ? ['--short'] : []), `--seed=${seed}`].join(' ');
  progress(`seed ${seed}; the same again: npm run chaos -- ${again}`);
  const rows: Row[] = [];
  for (const scenario of chosen) rows.push(...(await play(scenario, { seed, short: options.short, progress })));
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (options.results !== undefined) await writeFile(options.results, lines);
  process.stdout.write(options.json ? lines : `\n${toTable(rows)}\nseed ${seed}\n`);
  // What this machine cannot play is no fault found; only the full form is to show everything.
  const failed = rows.some(({ ok, notPlayed }) => !ok && !(options.short && notPlayed !== undefined));
  process.exitCode = failed ? 1 : 0;
}

await main();
