/**
 * `npm run package [-- --release | --dir]`: the packages of this system, in `dist/`.
 *
 * `--release`, also implied on a build server (environment variable `CI`): what others will run. It takes every
 * format, and no Electron but the one that Candor is made for. Without it the packages are for this computer.
 * `--dir`: only the folder with the application ready to run.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileSize, packageApp } from '../package/package-app';
import { buildApp } from '../shared/build-app';
import { rootDir } from '../shared/paths';
import { electronOrExit } from '../shared/run-app';

const options = readOptions();
const electron = await electronOrExit(options.release ? 'release' : 'develop');
if (electron.outdated && options.release) {
  // Even where the user allows an outdated one for starting: others did not.
  console.error(`A release can't be made with Electron ${String(electron.version)}: it has known security holes.`);
  process.exit(1);
}
await buildApp();
const { unpacked, files } = await packageApp({ electron, output: path.join(rootDir, 'dist'), ...options });

console.log(`\nMade with Electron ${String(electron.version)}:`);
console.log(`  ${path.relative(rootDir, unpacked)}${path.sep}`);
for (const file of files) console.log(`  ${path.relative(rootDir, file)}  ${await fileSize(file)}`);
if (!options.release) {
  const why = electron.outdated ? ', because its Electron is outdated and has known security holes' : '';
  console.log(`For a trial on this computer; not for release${why}.`);
}

function readOptions(): { release: boolean; folderOnly: boolean } {
  try {
    const { values } = parseArgs({ options: { release: { type: 'boolean' }, dir: { type: 'boolean' } } });
    const onBuildServer = !['', '0', 'false'].includes(process.env['CI'] ?? '');
    return { release: values.release ?? onBuildServer, folderOnly: values.dir ?? false };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error('Usage: npm run package [-- --release | --dir]');
    process.exit(2);
  }
}
