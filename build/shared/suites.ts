/** Runs test suites and reads how many tests passed from the reports that their runners write. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { resultsDir, rootDir } from './paths';
import { runInPrivateSession } from './private-session';
import { runVisibly } from './run';
import type { Counts } from './tally';

const vitest = path.join(rootDir, 'node_modules/vitest/vitest.mjs');
const playwright = path.join(rootDir, 'node_modules/@playwright/test/cli.js');

/** Plays the chaos scenarios; it takes flags. */
export const chaosMain = path.join(rootDir, 'test/chaos/main.ts');

/** Reads the privacy screens against what was planted; it takes flags. */
export const truthMain = path.join(rootDir, 'test/truth/main.ts');

/** Exit code of what Ctrl-C ended, as a shell gives it. */
const INTERRUPTED = 130;

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
}

interface ChaosRow {
  readonly ok: boolean;
  readonly notPlayed?: string;
}

export interface SuiteOptions {
  /** Runs it on a private display, bus and keyring. */
  readonly privateSession?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** File that takes what the suite prints. Preset: it goes where this process's output goes. */
  readonly log?: string;
  /** Aborted: the user has pressed Ctrl-C already, and the runner does not begin. */
  readonly interrupted?: AbortSignal;
}

/** Runs projects of `build/vitest.config.ts`. */
export async function runVitest(projects: readonly string[], options: SuiteOptions = {}): Promise<Counts> {
  const report = await freshFile(`${projects.join('-')}.json`);
  const exitCode = await runNode(
    [
      ...[vitest, 'run', '--config', path.join(rootDir, 'build/vitest.config.ts'), '--passWithNoTests'],
      ...projects.flatMap((project) => ['--project', project]),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    options,
  );
  const found = await readReport<VitestReport>(report);
  if (found === undefined) return withExitCode({ passed: 0, failed: 0 }, exitCode);
  // A file that could not even be loaded holds no failed test, but has failed.
  const broken = found.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return withExitCode({ passed: found.numPassedTests, failed: found.numFailedTests + broken }, exitCode);
}

/** Runs the end-to-end tests, each in a real Electron. */
export async function runPlaywright(options: SuiteOptions = {}): Promise<Counts> {
  const report = await freshFile('e2e.json');
  const exitCode = await runNode(
    [playwright, 'test', '--config', path.join(rootDir, 'test/e2e/playwright.config.ts'), '--reporter=list,json'],
    { ...options, env: { ...options.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  const stats = (await readReport<PlaywrightReport>(report))?.stats;
  if (stats === undefined) return withExitCode({ passed: 0, failed: 0 }, exitCode);
  return withExitCode({ passed: stats.expected, failed: stats.unexpected + stats.flaky }, exitCode);
}

/** Plays the short form of the chaos scenarios; each row of its table counts. */
export async function runChaos(options: SuiteOptions = {}): Promise<Counts> {
  const results = await freshFile('chaos.jsonl');
  const exitCode = await runNode(['--import', 'tsx', chaosMain, '--short', `--results=${results}`], options);
  const lines = (await readIfThere(results)).trimEnd().split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ChaosRow);
  const passed = rows.filter(({ ok }) => ok).length;
  // What this machine cannot play has neither passed nor failed; the table says so.
  const failed = rows.filter(({ ok, notPlayed }) => !ok && notPlayed === undefined).length;
  return withExitCode({ passed, failed }, exitCode);
}

/** Compares the privacy screens with what was planted at a real server; each fact counts. */
export async function runTruth(options: SuiteOptions = {}): Promise<Counts> {
  const results = await freshFile('truth.json');
  const exitCode = await runNode(['--import', 'tsx', truthMain, `--results=${results}`], options);
  const counts = (await readReport<Counts>(results)) ?? { passed: 0, failed: 0 };
  return withExitCode(counts, exitCode);
}

/** A runner that failed for a reason it did not count has failed once. */
function withExitCode(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function freshFile(name: string): Promise<string> {
  await mkdir(resultsDir, { recursive: true });
  const file = path.join(resultsDir, name);
  await rm(file, { force: true });
  return file;
}

/** Undefined where the runner ended before it wrote one. */
async function readReport<T>(file: string): Promise<T | undefined> {
  const text = await readIfThere(file);
  return text === '' ? undefined : (JSON.parse(text) as T);
}

/** Empty where there is none. */
async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

/** Runs a script, or whatever else Node takes as arguments; resolves to its exit code. */
export async function runNode(args: readonly string[], { log, ...options }: SuiteOptions): Promise<number> {
  if (log === undefined) return runNodeInto('inherit', args, options);
  const file = await open(log, 'w');
  try {
    return await runNodeInto(file.fd, args, options);
  } finally {
    await file.close();
  }
}

function runNodeInto(
  output: 'inherit' | number,
  args: readonly string[],
  { privateSession, env = {}, interrupted }: SuiteOptions,
): Promise<number> {
  if (interrupted?.aborted === true) return Promise.resolve(INTERRUPTED);
  if (privateSession === true) {
    return runInPrivateSession([process.execPath, ...args], { env, endBy: 'signal', output });
  }
  return runVisibly(process.execPath, args, {
    cwd: rootDir,
    env: { ...process.env, ...env },
    stdio: ['inherit', output, output],
  });
}
