/** Finds an Electron to run or to package with, in the order that `choose-electron.ts` lays down. */
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
import { downloadElectron } from './download';
import { substituteElectron } from './substitute';

export { ElectronRefused, type Purpose } from './choose-electron';

export interface Electron extends ChosenElectron {
  readonly executable: string;
}

const SECONDS = 1000;
/** A download is given up where next to nothing comes for so long, and where it has not ended after so long. */
const QUIET = 20 * SECONDS;
const IN_ALL = 600 * SECONDS;
/** Where it failed a short while ago. */
const QUIET_AGAIN = 5 * SECONDS;
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
        const failedBefore = await failedLately(wanted);
        // Development goes on with the substitute; where only the real one will do, the network may be back.
        if (failedBefore && (purpose === 'develop' || allowOutdated)) return undefined;
        announce(`Downloading Electron ${wanted} (120 MB)…`);
        const done = await downloadElectron({
          ...{ packageDir, cacheDir, announce },
          limits: { quiet: failedBefore ? QUIET_AGAIN : QUIET, inAll: IN_ALL },
        });
        if (done) return own();
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
