import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { libraryNotices } from '../package/library-notices';
import { outDir, rootDir } from './paths';

/** One bundle a process of the app. */
export const bundles = ['main', 'preload', 'renderer'] as const;
export type Bundle = (typeof bundles)[number];

/** What the built app is made of: a change in any of these makes it stale. */
const inputs = ['electron', 'renderer', 'build/icons', 'package.json', 'package-lock.json', 'tsconfig.json'];
const stampFile = path.join(outDir, '.built-from');

export function bundleConfig(bundle: Bundle): string {
  return path.join(rootDir, `build/vite.${bundle}.config.ts`);
}

/** Builds the app into `out/`, unless that was built from the very same files already. */
export async function buildApp(): Promise<void> {
  const stamp = await hashOfInputs();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) {
    console.log('The build is up to date.');
    return;
  }
  const begun = performance.now();
  await forgetBuild();
  for (const bundle of bundles) {
    console.log(`Building ${bundle}…`);
    await build({ configFile: bundleConfig(bundle), plugins: [libraryNotices()], logLevel: 'warn' });
  }
  await copyIcons();
  await writeFile(stampFile, stamp);
  console.log(`Built into out/ (${((performance.now() - begun) / 1000).toFixed(1)} s).`);
}

/** What stands in `out/` will not be of one build any more: the next one builds everything. */
export async function forgetBuild(): Promise<void> {
  await rm(stampFile, { force: true });
}

/** Icons are files beside the bundles: the tray and the window load them by path. */
export async function copyIcons(): Promise<void> {
  await rm(path.join(outDir, 'icons'), { recursive: true, force: true });
  for (const folder of ['app', 'tray']) {
    await cp(path.join(rootDir, 'build/icons', folder), path.join(outDir, 'icons', folder), { recursive: true });
  }
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of [...inputs, ...bundles.map(bundleConfig)]) await addToHash(hash, path.resolve(rootDir, input));
  return hash.digest('hex');
}

async function addToHash(hash: ReturnType<typeof createHash>, target: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error;
    hash.update(`${path.relative(rootDir, target)}\0`).update(await readFile(target));
    return;
  }
  for (const entry of entries.sort()) await addToHash(hash, path.join(target, entry));
}
