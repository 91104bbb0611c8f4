import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Group {
  readonly why: string;
  readonly debian: readonly string[];
  readonly programs: readonly string[];
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as T;
}

const { scripts } = read<{ scripts: Readonly<Record<string, string>> }>('package.json');
const { groups, purposes } = read<{
  groups: Readonly<Record<string, Group>>;
  purposes: Readonly<Record<string, readonly string[]>>;
}>('build/setup/system-packages.json');

/** npm scripts that go through the set-up. */
const commands = Object.entries(scripts).flatMap(([name, script]) =>
  script.startsWith('node build/setup/bootstrap.mjs') ? [name] : [],
);

describe('the set-up', () => {
  it.each(commands)('hands "npm run %s" over to a program of that name', (name) => {
    expect(scripts[name]).toBe(`node build/setup/bootstrap.mjs ${name}`);
    expect(existsSync(path.join(root, 'build/cli', `${name}.ts`))).toBe(true);
    expect(readFileSync(path.join(root, 'build/setup/bootstrap.mjs'), 'utf8')).toContain(`'${name}'`);
  });

  it.each(commands)('knows what the system needs for "npm run %s"', (name) => {
    for (const group of purposes[name] ?? []) expect(Object.keys(groups)).toContain(group);
    expect(purposes[name]).toContain('compile');
  });

  it('installs for the tests whatever a single command needs, but for what only the demo shows', () => {
    const forTests = new Set(purposes['test']);
    const elsewhere = Object.entries(purposes).flatMap(([name, list]) => (name === 'demo' ? [] : list));
    expect([...new Set(elsewhere)].filter((group) => !forTests.has(group))).toEqual([]);
  });
});
