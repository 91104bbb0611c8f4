/** Finds an Electron to run or to package with, in the order that `choose-electron.ts` lays down. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheDir } from '../shared/paths';
import {
  ALLOW_OUTDATED,
  chooseElectron,
  type ChosenElectron,
  type FoundElectron,
  type Purpose,
} from './choose-electron';
import { substituteElectron } from './substitute';

export { ElectronRefused, type Purpose } from './choose-electron';

export interface Electron extends ChosenElectron {
  readonly executable: string;
}

const SECONDS = 1000;
/** Developing goes on with a substitute soon; where only the real one will do, a slow line gets its time. */
const DOWNLOAD_LIMIT: Readonly<Record<Purpose, number>> = {
  develop: 20 * SECONDS,
  start: 600 * SECONDS,
  release: 600 * SECONDS,
};
/** How long a failed download is remembered, so that the next runs are quick. */
const FAILURE_KEPT = 12 * 60 * 60 * SECONDS;

const requireFromHere = createRequire(import.meta.url);

/** @throws ElectronRefused */
export async function resolveElectron(purpose: Purpose, announce = printLine): Promise<Electron> {
  const packageDir = path.dirname(requireFromHere.resolve('electron/package.json'));
  const { version: wanted } = requireFromHere('electron/package.json') as { readonly version: string };
  const allowOutdated = process.env[ALLOW_OUTDATED] === '1';
  const own = async (): Promise<FoundElectron | undefined> => {
    const found = await describe(path.join(packageDir, 'dist'));
    return found.version === wanted ? found : undefined;
  };
  const chosen = await chooseElectron({
    ...{ purpose, wanted, allowOutdated, announce },
    sources: {
      own,
      override: async () => {
        const dir = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
        return dir === undefined || dir === '' ? undefined : describe(path.resolve(dir));
      },
      download: async () => {
        const patient = purpose !== 'develop' && !allowOutdated;
        const limit = patient ? DOWNLOAD_LIMIT[purpose] : DOWNLOAD_LIMIT.develop;
        if (!patient && (await failedLately(wanted))) return undefined;
        announce(`Downloading Electron ${wanted} (at most ${String(limit / SECONDS)} s)…`);
        if (await download(path.join(packageDir, 'install.js'), limit)) return own();
        await rememberFailure(wanted);
        return undefined;
      },
      substitute: async () => describe(await substituteElectron(cacheDir, announce)),
    },
  });
  return { ...chosen, executable: path.join(chosen.distDir, executableName()) };
}

function printLine(line: string): void {
  console.log(line);
}

async function describe(distDir: string): Promise<FoundElectron> {
  try {
    const version = await readFile(path.join(distDir, 'version'), 'utf8');
    return { distDir, version: version.trim().replace(/^v/, '') };
  } catch {
    return { distDir, version: undefined };
  }
}

function executableName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Runs the electron package's own installer; resolves whether it succeeded within `limit` milliseconds. */
function download(installer: string, limit: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { stdio: 'ignore', timeout: limit });
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

function failureFile(version: string): string {
  return path.join(cacheDir, `electron-${version}-unreachable`);
}

async function failedLately(version: string): Promise<boolean> {
  try {
    const at = Number(await readFile(failureFile(version), 'utf8'));
    const age = Date.now() - at;
    return age >= 0 && age < FAILURE_KEPT;
  } catch {
    return false;
  }
}

async function rememberFailure(version: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  await writeFile(failureFile(version), String(Date.now()));
}
