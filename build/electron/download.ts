/** Electron's own download, watched: how much has come is said, and a line that brings nothing is given up. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { signsOfLife } from '../setup/progress.mjs';

export interface DownloadLimits {
  /** How long next to nothing may come (milliseconds). */
  readonly quiet: number;
  /** How long it may take in all (milliseconds). */
  readonly inAll: number;
}

export interface DownloadOptions {
  /** Folder of the electron package, which holds its installer `install.js`. */
  readonly packageDir: string;
  readonly cacheDir: string;
  readonly limits: DownloadLimits;
  readonly announce: (line: string) => void;
  /** Between two lines about the progress (milliseconds). */
  readonly announceEvery?: number;
}

const MEGABYTE = 1_000_000;
/** Looks at what has come, in one `quiet`. */
const LOOKS = 20;

/** Runs the electron package's own installer; resolves whether it ended well within the limits. */
export async function downloadElectron(options: DownloadOptions): Promise<boolean> {
  const { packageDir, cacheDir, announce, announceEvery } = options;
  await mkdir(cacheDir, { recursive: true });
  // What is downloaded lies in the folder for temporary files until it is complete.
  const temporary = await mkdtemp(path.join(cacheDir, 'download-'));
  let size = 0;
  const what = (): string => (size < MEGABYTE ? 'waiting for it' : `${String(Math.round(size / MEGABYTE))} MB so far`);
  const life = signsOfLife({ announce, what, ...(announceEvery === undefined ? {} : { every: announceEvery }) });
  try {
    return await runInstaller(options, temporary, async () => {
      const folders = [temporary, path.join(packageDir, 'dist')];
      size = (await Promise.all(folders.map(sizeOf))).reduce((sum, bytes) => sum + bytes, 0);
      return size;
    });
  } finally {
    life.stop();
    await rm(temporary, { recursive: true, force: true });
  }
}

function runInstaller(
  { packageDir, limits }: DownloadOptions,
  temporary: string,
  measure: () => Promise<number>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(packageDir, 'install.js')], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
      timeout: limits.inAll,
    });
    let heard = { at: Date.now(), size: 0 };
    const timer = setInterval(() => {
      void measure().then((size) => {
        // The size falls when the archive is moved away: that is progress as well.
        if (Math.abs(size - heard.size) >= MEGABYTE) heard = { at: Date.now(), size };
        else if (Date.now() - heard.at >= limits.quiet) child.kill();
      });
    }, limits.quiet / LOOKS);
    const end = (ok: boolean): void => {
      clearInterval(timer);
      resolve(ok);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

/** Bytes of all files in a folder; what vanishes meanwhile, or was never there, counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
