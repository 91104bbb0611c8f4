/**
 * Stands in for Electron's own default application where a runtime comes without one: starts the
 * application whose folder is the first argument, after the modules that `-r` names. Placed into the
 * runtime by `substitute.ts`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { app } from 'electron';

interface Manifest {
  readonly name: string;
  readonly productName?: string;
  readonly version: string;
  readonly main: string;
}

const args = process.argv.slice(1);
const isPreload = (index: number): boolean => args[index - 1] === '-r';
const preloads = args.filter((_argument, index) => isPreload(index));
const folder = path.resolve(args.find((argument, index) => !argument.startsWith('-') && !isPreload(index)) ?? '.');
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
const main = path.join(folder, manifest.main);

/** What Electron's own default application calls; the published types leave it out. */
const application = app as typeof app & { setAppPath(path: string): void; setVersion(version: string): void };
application.setName(manifest.productName ?? manifest.name);
application.setVersion(manifest.version);
application.setAppPath(folder);
const requireFromMain = createRequire(main);
for (const preload of preloads) requireFromMain(path.resolve(preload));
requireFromMain(main);
