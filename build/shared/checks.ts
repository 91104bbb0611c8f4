/** Everything that is checked without running the app: types, lint, dead code, format, and the quick tests. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { signsOfLife } from '../setup/progress.mjs';
import { cacheDir, rootDir } from './paths';
import { runVitest } from './suites';
import type { Tally } from './tally';

interface Check {
  readonly title: string;
  /** Script below node_modules, and its arguments. */
  readonly script: string;
  readonly args: readonly string[];
}

const typesOf = (name: string, project = name): Check => ({
  title: `types of ${name}`,
  script: 'typescript/bin/tsc',
  args: [
    ...['-p', project, '--pretty', 'false', '--incremental'],
    ...['--tsBuildInfoFile', path.join(cacheDir, `types-${name}.json`)],
  ],
});

const checks: readonly Check[] = [
  // The longest first, so that both lanes end together.
  { title: 'lint', script: 'eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  typesOf('electron'),
  typesOf('preload', 'electron/tsconfig.preload.json'),
  typesOf('build'),
  typesOf('test'),
  {
    title: 'types of renderer',
    script: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { title: 'unused code', script: 'knip/bin/knip.js', args: ['--config', 'knip.json', '--no-progress'] },
  { title: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
];

/** Two checks at a time: more only take the memory that the type-aware ones need. */
const LANES = 2;

export async function runChecks(tally: Tally): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  console.log(`Checking: ${checks.map((check) => check.title).join(', ')}…`);
  const waiting = [...checks];
  const running = new Set<string>();
  const life = signsOfLife({ what: () => `still at it: ${[...running].join(', ')}` });
  const lane = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const begun = performance.now();
      running.add(check.title);
      const { ok, output } = await runQuietly(check);
      running.delete(check.title);
      if (!ok) console.error(`\n${output.trimEnd()}\n`);
      tally.add(check.title, { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }, performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  life.stop();

  const begun = performance.now();
  const counts = await runVitest(['unit', 'renderer', 'stanzas']);
  tally.add('unit tests, window tests and stanza pairs', counts, performance.now() - begun);
}

/** What the check prints is shown only where it fails. */
function runQuietly(check: Check): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const script = path.join(rootDir, 'node_modules', check.script);
    const child = spawn(process.execPath, [script, ...check.args], {
      cwd: rootDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
