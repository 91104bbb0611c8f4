import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly needs?: string; readonly container?: unknown; readonly steps: readonly Step[] }>
  >;
}

function read<T>(file: string): T {
  const document = parseDocument(readFileSync(path.join(root, file), 'utf8'), { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as T;
}

const folder = '.github/workflows';
const files = readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`);
const testAction = './.github/actions/test';

describe.each(files)('%s', (file) => {
  const jobs = Object.values(read<Workflow>(file).jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('runs only scripts and local actions that there are', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run (\S+)/gu)].map(([, name]) => name));
    for (const name of named) expect(scripts).toHaveProperty([String(name)]);
    for (const { uses = '' } of steps.filter((step) => step.uses?.startsWith('./') === true)) {
      expect(existsSync(path.join(root, uses, 'action.yml')), uses).toBe(true);
    }
  });

  it('tests nowhere but where Chromium can have its sandbox', () => {
    expect(steps.map(({ uses }) => uses)).toContain(testAction);
    for (const job of jobs) expect(job.container).toBeUndefined();
    expect(steps.filter(({ run = '' }) => /npm test|\.ci\/run/u.test(run))).toEqual([]);
  });
});

describe('what all workflows test with', () => {
  const { runs } = read<{ readonly runs: { readonly using: string; readonly steps: readonly Step[] } }>(
    `${testAction}/action.yml`,
  );

  it('lets an ordinary user make namespaces, on the host and in the container', () => {
    expect(runs.using).toBe('composite');
    const [onHost = '', inContainer = ''] = runs.steps.map(({ run }) => run);
    expect(onHost).toContain('kernel.apparmor_restrict_unprivileged_userns=0');
    expect(inContainer).toContain('--security-opt seccomp=unconfined');
    expect(inContainer).toMatch(/node:20-bookworm \.ci\/run\s*$/u);
  });
});

it('publishes only what was tested', () => {
  const { jobs } = read<Workflow>(`${folder}/release.yml`);
  expect(jobs['package']?.needs).toBe('test');
  expect(jobs['publish']?.needs).toBe('package');
});
