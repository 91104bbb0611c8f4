/** `npm start [-- flags]`: the built app, for a real account. */
import { once } from 'node:events';
import { buildApp } from '../shared/build-app';
import { electronOrExit, spawnApp } from '../shared/run-app';

const electron = await electronOrExit('start');
if (electron.outdated) {
  console.warn(`Electron ${String(electron.version)} is outdated and has known security holes. You allowed it.`);
}
await buildApp();
const app = spawnApp(electron, process.argv.slice(2));
// Ctrl-C reaches the app as well; this process stays until the app has closed its store.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => app.kill('SIGTERM'));
const [code] = (await once(app, 'exit')) as [number | null];
process.exitCode = code ?? 1;
