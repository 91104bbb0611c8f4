/**
 * Stands in for Electron's own default application where a runtime comes without one: starts the
 * application whose folder is the first argument. Placed into the runtime by `substitute.ts`.
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

const folder = path.resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
const main = path.join(folder, manifest.main);

/** What Electron's own default application calls; the published types leave it out. */
const application = app as typeof app & { setAppPath(path: string): void; setVersion(version: string): void };
application.setName(manifest.productName ?? manifest.name);
application.setVersion(manifest.version);
application.setAppPath(folder);
createRequire(main)(main);
