/** `npm run dev [-- flags]`: the app from source, built and started anew on each change. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { bundleConfig, bundles, copyIcons, forgetBuild } from '../shared/build-app';
import { cacheDir } from '../shared/paths';
import { electronOrExit, spawnApp } from '../shared/run-app';

/** One watched bundle, as far as it is used here. */
interface Watched {
  on(event: 'event', listener: (event: { readonly code: string }) => void): void;
  close(): Promise<void>;
}

const electron = await electronOrExit('develop');
const profile = path.join(cacheDir, 'dev-profile');
await mkdir(profile, { recursive: true });
await forgetBuild();
await copyIcons();

let app: ChildProcess | undefined;
let ending = false;
let restarting: Promise<void> = Promise.resolve();

/** Bundles that changed together restart the app once. */
function restart(): void {
  restarting = restarting.then(async () => {
    if (ending) return;
    const previous = app;
    app = undefined;
    if (previous !== undefined) await end(previous);
    app = spawnApp(electron, [`--profile=${profile}`, '--verbose', ...process.argv.slice(2)]);
    const current = app;
    current.once('exit', () => {
      // The user quit: so does this.
      if (app === current) void stop();
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const built = new Set<string>();
const watchers: Watched[] = [];
for (const bundle of bundles) {
  const watcher = (await build({
    configFile: bundleConfig(bundle),
    logLevel: 'warn',
    build: { watch: {} },
  })) as unknown as Watched;
  watchers.push(watcher);
  watcher.on('event', ({ code }) => {
    if (code === 'ERROR') console.error(`${bundle} could not be built; waiting for the next change.`);
    if (code !== 'BUNDLE_END') return;
    built.add(bundle);
    if (built.size < bundles.length) return;
    console.log(`${bundle} was built; starting the app.`);
    restart();
  });
}

async function stop(): Promise<void> {
  if (ending) return;
  ending = true;
  const last = app;
  app = undefined;
  if (last !== undefined) await end(last);
  await Promise.all(watchers.map((watcher) => watcher.close()));
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
