/** Runs test suites and reads how many tests passed from the reports that their runners write. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { artifactsDir, rootDir } from './paths';
import { runInPrivateSession } from './private-session';
import { runVisibly } from './run';
import type { Counts } from './tally';

const vitest = path.join(rootDir, 'node_modules/vitest/vitest.mjs');
const playwright = path.join(rootDir, 'node_modules/@playwright/test/cli.js');

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
}

export interface SuiteOptions {
  /** Runs it on a private display, bus and keyring. */
  readonly privateSession?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs projects of `build/vitest.config.ts`. */
export async function runVitest(projects: readonly string[], options: SuiteOptions = {}): Promise<Counts> {
  const report = await freshReport(`${projects.join('-')}.json`);
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
  const report = await freshReport('e2e.json');
  const exitCode = await runNode(
    [playwright, 'test', '--config', path.join(rootDir, 'test/e2e/playwright.config.ts'), '--reporter=list,json'],
    { ...options, env: { ...options.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  );
  const stats = (await readReport<PlaywrightReport>(report))?.stats;
  if (stats === undefined) return withExitCode({ passed: 0, failed: 0 }, exitCode);
  return withExitCode({ passed: stats.expected, failed: stats.unexpected + stats.flaky }, exitCode);
}

/** A runner that failed for a reason it did not count has failed once. */
function withExitCode(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function freshReport(name: string): Promise<string> {
  const dir = path.join(artifactsDir, 'results');
  await mkdir(dir, { recursive: true });
  const file = path.join(dir, name);
  await rm(file, { force: true });
  return file;
}

/** Undefined where the runner ended before it wrote one. */
async function readReport<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

function runNode(args: readonly string[], { privateSession, env = {} }: SuiteOptions): Promise<number> {
  if (privateSession === true) return runInPrivateSession([process.execPath, ...args], { env, endBy: 'signal' });
  return runVisibly(process.execPath, args, { cwd: rootDir, env: { ...process.env, ...env } });
}
