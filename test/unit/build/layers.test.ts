import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { layersRule } from '../../../build/lint/layers.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const svelteParser = svelte.configs.base
  .map((config) => config.languageOptions?.['parser'] as Linter.Parser | undefined)
  .find((parser) => parser !== undefined);

/** What the rule says of a piece of code at this place. */
function lint(place: string, code: string): string[] {
  const linter = new Linter({ cwd: root });
  const messages = linter.verify(
    code,
    {
      files: ['**/*.ts', '**/*.svelte'],
      languageOptions: place.endsWith('.svelte')
        ? {
            ...(svelteParser === undefined ? {} : { parser: svelteParser }),
            parserOptions: { parser: tseslint.parser },
          }
        : { parser: tseslint.parser },
      plugins: { candor: { rules: { layers: layersRule } } },
      rules: { 'candor/layers': 'error' },
    },
    path.join(root, place),
  );
  return messages.map((message) => message.message);
}

describe('the layers', () => {
  it.each([
    ['electron/contract/messages.ts', "import { x } from '../xmpp/jid';", '"contract" may not import "xmpp"'],
    ['electron/contract/messages.ts', "import { commands } from './commands';", 'only types from "commands"'],
    ['electron/contract/messages.ts', "import fs from 'node:fs';", 'Node\'s "node:fs"'],
    ['electron/xmpp/session.ts', "import { x } from '../store/store';", '"xmpp" may not import "store"'],
    ['electron/xmpp/session.ts', "import { MAX } from '../contract/limits';", 'only types from "contract"'],
    ['electron/xmpp/stream/tls.ts', "import { app } from 'electron';", 'may not import Electron'],
    ['electron/store/open.ts', "import { x } from '../features/features';", '"store" may not import "features"'],
    ['electron/features/features.ts', "import { app } from 'electron';", 'may not import Electron'],
    ['electron/features/features.ts', "import { x } from '../desktop/tray';", '"features" may not import "desktop"'],
    ['electron/desktop/tray.ts', "import { x } from '../features/features';", '"desktop" may not import "features"'],
    ['electron/ipc/serve-commands.ts', "import { x } from '../xmpp/jid';", '"ipc" may not import "xmpp"'],
    ['electron/compose.ts', "import { app } from 'electron';", 'may not import Electron'],
    ['electron/compose/tray.ts', "import { app } from 'electron';", 'may not import Electron'],
    ['electron/compose/tray.ts', "import { compose } from '../compose';", '"composed" may not import "compose"'],
    ['electron/main.ts', "import { composeTray } from './compose/tray';", '"main" may not import "composed"'],
    ['electron/preload.ts', "import { commands } from './contract/commands';", 'only types from "commands"'],
    ['renderer/bridge.ts', "import { commands } from '../electron/contract/commands';", 'only types from "commands"'],
    ['renderer/state/app.svelte.ts', "import { x } from '../../electron/xmpp/jid';", '"state" may not import "xmpp"'],
    ['renderer/state/app.svelte.ts', "import Rail from '../views/Rail.svelte';", '"state" may not import "renderer"'],
    ['renderer/main.ts', "import { ipcRenderer } from 'electron';", 'may not import Electron'],
    ['renderer/main.ts', "import os from 'os';", 'Node\'s "os"'],
    ['electron/store/open.ts', "import { x } from '../../test/support/records';", 'no part of the product'],
    ['electron/store/open.ts', "export * from '../features/features';", '"store" may not import "features"'],
    ['electron/store/open.ts', "export { x } from '../features/features';", '"store" may not import "features"'],
    ['electron/store/open.ts', "const x = await import('../features/features');", '"store" may not import "features"'],
    ['electron/store/open.ts', "let x: import('../features/features').Y;", '"store" may not import "features"'],
    [
      'renderer/components/Button.svelte',
      '<script lang="ts">import { x } from "../state/app.svelte";</script>',
      '"components" may not import "state"',
    ],
  ])('refuse in %s: %s', (place, code, why) => {
    expect(lint(place, code)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ['electron/contract/bridge.ts', "import type { CommandName } from './commands';"],
    ['electron/contract/commands.ts', "import * as v from 'valibot'; import { MAX } from './limits';"],
    ['electron/xmpp/session.ts', "import type { Log } from '../contract/ports'; import { jid } from './jid';"],
    ['electron/xmpp/stream/tls.ts', "import tls from 'node:tls';"],
    ['electron/features/features.ts', "import { jid } from '../xmpp/jid'; import { store } from '../store/store';"],
    [
      'electron/desktop/tray.ts',
      "import { Tray } from 'electron'; import type { Account } from '../contract/account';",
    ],
    ['electron/main.ts', "import { app } from 'electron'; import { compose } from './compose';"],
    ['electron/compose.ts', "import { composeTray } from './compose/tray'; import { open } from './store/open';"],
    ['electron/compose/tray.ts', "import { TrayService } from '../desktop/tray'; import { base } from './base';"],
    ['renderer/views/Frame.svelte', '<script lang="ts">import Rail from "./Rail.svelte";</script>'],
    ['renderer/bridge.ts', "import type { CommandName } from '../electron/contract/commands';"],
    ['test/support/candor.ts', "import { x } from '../../electron/features/features';"],
  ])('allow in %s: %s', (place, code) => {
    expect(lint(place, code)).toEqual([]);
  });
});

describe('imports', () => {
  it('form no cycles', () => {
    expect(cycles(importGraph(['electron', 'renderer', 'build', 'test']))).toEqual([]);
  });

  it('are followed where they form one', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(cycles(graph)).toEqual(['a → b → c → a']);
  });
});

/** File → files that it imports when it runs; imports of types are gone by then. */
function importGraph(folders: readonly string[]): Map<string, string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|svelte)$/u.test(file) && !file.endsWith('.d.ts'))
      .map((file) => path.join(root, folder, file)),
  );
  const known = new Set(files);
  return new Map(files.map((file) => [file, importsOf(file).flatMap((source) => resolve(file, source, known) ?? [])]));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const script = file.endsWith('.svelte') ? [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/gu)].join('\n') : text;
  const withoutTypes = script.replaceAll(/\b(?:import|export) type\b[^;]*;/gu, '');
  return ts.preProcessFile(withoutTypes, true, true).importedFiles.map((reference) => reference.fileName);
}

function resolve(from: string, source: string, known: ReadonlySet<string>): string | undefined {
  if (!source.startsWith('.')) return undefined;
  const target = path.resolve(path.dirname(from), source);
  return [target, `${target}.ts`, path.join(target, 'index.ts')].find((candidate) => known.has(candidate));
}

/** Each cycle once, as a readable path. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push(
        [...trail.slice(start), file].map((name) => path.relative(root, path.resolve(root, name))).join(' → '),
      );
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}
