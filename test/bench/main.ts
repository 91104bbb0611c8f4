/**
 * What `npm run bench` runs in its private desktop session. The table, or with `--json` one object a
 * line, goes to standard output; what is being done goes to standard error.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from './machine';
import { measurements } from './measurements';
import { paceOf, toJson, toTable, type Row } from './report';
import { Workplace } from './workplace';
import { resolveElectron } from '../../build/electron/resolve-electron';
import { buildApp } from '../../build/shared/build-app';
import { rootDir } from '../../build/shared/paths';

const { values: options } = parseArgs({
  options: {
    /** One JSON object a line in place of the table. */
    json: { type: 'boolean', default: false },
    /** Measurements by name, separated by commas. */
    only: { type: 'string', default: Object.keys(measurements).join(',') },
    /** Repetitions of the quick measurements; the slow ones get a third of them. */
    runs: { type: 'string', default: '9' },
    /** Do not wait for a free machine before a run. */
    'no-wait': { type: 'boolean', default: false },
    /** Folder of another built application. */
    app: { type: 'string', default: rootDir },
  },
});

/** So many bare windows at least tell the machine's pace. */
const BARE_STARTS = 3;

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function wantedMeasurements(): string[] {
  const wanted = options.only.split(',');
  const unknown = wanted.filter((name) => !Object.hasOwn(measurements, name));
  if (unknown.length === 0) return wanted;
  progress(`There is no measurement "${unknown.join('", "')}". Measurements: ${Object.keys(measurements).join(', ')}.`);
  process.exit(2);
}

async function bench(): Promise<void> {
  const wanted = wantedMeasurements();
  const quick = Number(options.runs);
  if (!Number.isInteger(quick) || quick < 1) {
    progress('--runs takes a whole number from 1 on.');
    process.exit(2);
  }
  // Standard output is for the rows alone.
  console.log = console.error;
  const electron = await resolveElectron('develop', progress);
  if (options.app === rootDir) await buildApp();

  const scratch = await mkdtemp(path.join(tmpdir(), 'candor-bench-'));
  const rows: Row[] = [];
  const facts = machineFacts();
  try {
    const place = await Workplace.open({
      executable: electron.executable,
      appDir: options.app,
      waitForFreeMachine: !options['no-wait'],
      scratch,
      progress,
    });
    try {
      for (const name of wanted) {
        const measured = await measurements[name]?.(place, { quick, slow: Math.ceil(quick / 3) });
        rows.push(...(measured ?? []));
      }
      while (place.bareStarts.length < BARE_STARTS) await (await place.startBareWindow()).running.end();
    } finally {
      await place.close();
    }
    const head = [
      `${facts.processor}, ${String(facts.cores)} cores, ${String(facts.memoryGb)} GB, ${facts.kernel}, load ${facts.load.toFixed(1)}`,
      `Electron ${electron.version ?? 'unknown'}${electron.outdated ? ' (outdated)' : ''}, median of the runs, spread, number of runs`,
      ...(place.disturbed === 0
        ? []
        : [`${String(place.disturbed)} runs began while other programs kept the machine busy: expect worse numbers`]),
    ];
    const pace = paceOf(place.bareStarts);
    if (options.json) {
      for (const line of head) progress(line);
      for (const row of rows) process.stdout.write(`${JSON.stringify(toJson(row, pace))}\n`);
    } else process.stdout.write(`\n${head.join('\n')}\n\n${toTable(rows, pace)}`);
    process.exitCode = rows.every((row) => toJson(row, pace).ok) ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await bench();
