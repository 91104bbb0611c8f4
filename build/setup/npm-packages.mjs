/** Brings node_modules to what package-lock.json says; does nothing, and asks no network, where it is. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { longStep, SetupError } from './progress.mjs';

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */

/**
 * @param {string} root top of the repository
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function installNpmPackages(root) {
  if (!isUpToDate(root)) {
    await npm(root, 'Installing npm packages', [
      'ci',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
    ]);
  }
  if (!existsSync(path.join(root, 'node_modules/keytar/build/Release/keytar.node'))) {
    await npm(root, 'Building the keychain module', ['rebuild', 'keytar', '--loglevel=error']);
  }
}

/** @param {string} root */
function isUpToDate(root) {
  const wanted = lockedPackages(path.join(root, 'package-lock.json'));
  const present = lockedPackages(path.join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([name, locked]) => {
    // The root itself, and what npm leaves out on this system.
    if (name === '' || ((locked.optional || locked.devOptional) && present[name] === undefined)) return true;
    return present[name]?.version === locked.version && existsSync(path.join(root, name, 'package.json'));
  });
}

/**
 * @param {string} file
 * @returns {Record<string, Locked> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} root
 * @param {string} title
 * @param {string[]} args
 */
async function npm(root, title, args) {
  // npm names itself to the scripts that it runs; started by node it needs no shell on Windows.
  const cli = process.env['npm_execpath'];
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  const done = await longStep(title, command, [...first, ...args], { cwd: root, env: environment() });
  if (!done) {
    throw new SetupError(
      'The npm packages could not be installed. Check the network and "npm config get registry", then run the same command again. To begin afresh, delete node_modules.',
    );
  }
}

/** Native modules are compiled against the headers beside this Node, where it brought some. */
function environment() {
  const prefix = path.resolve(path.dirname(process.execPath), '..');
  const hasHeaders = existsSync(path.join(prefix, 'include/node/node.h'));
  return hasHeaders ? { npm_config_nodedir: prefix, ...process.env } : process.env;
}
