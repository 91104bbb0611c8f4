/**
 * The way into every npm script: `node build/setup/bootstrap.mjs <command> [arguments]`. Makes sure
 * that system packages and npm packages are there, then hands over to `build/cli/<command>.ts`.
 * Plain JavaScript without dependencies, because it runs before any package is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installNpmPackages } from './npm-packages.mjs';
import { SetupError } from './progress.mjs';
import { installSystemPackages } from './system-packages.mjs';

const OLDEST_NODE = [20, 19];
const root = path.resolve(import.meta.dirname ?? '.', '../..');
const commands = ['demo', 'test', 'start', 'dev', 'bench', 'chaos', 'truth', 'package', 'check', 'build'];

/**
 * @param {string} version as `process.versions.node`
 * @returns {boolean}
 */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Runs the command itself; resolves to its exit code.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function handOver(command, args) {
  const script = path.join(root, 'build/cli', `${command}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, as both belong to the terminal's foreground group. This
  // process waits for it, so that the prompt only returns when everything has ended.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** @returns {Promise<number>} exit code */
async function main() {
  const [command = '', ...args] = process.argv.slice(2);
  if (!isNewEnough(process.versions.node)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: Candor is built with Node ${OLDEST_NODE.join('.')} or newer. Get it from https://nodejs.org.`,
    );
  }
  if (!commands.includes(command) || !existsSync(path.join(root, 'build/cli', `${command}.ts`))) {
    throw new SetupError(`There is no command "${command}". Commands: ${commands.join(', ')}.`);
  }
  await installSystemPackages(command);
  await installNpmPackages(root);
  return handOver(command, args);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
