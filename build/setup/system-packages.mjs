/**
 * What Candor needs of the system. On Debian and its relatives root installs what is missing; other
 * users get the one command to run. Elsewhere on Linux missing programs are named. Windows and macOS
 * need nothing from here.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { longStep, outputOf, SetupError } from './progress.mjs';

/**
 * @typedef {object} Group
 * @property {string} why what it is needed for, in words
 * @property {string[]} debian package names; "a|b" where releases call the same thing differently
 * @property {string[]} programs what must be in the path, where there is no dpkg
 */

/** @type {{ groups: Record<string, Group>, purposes: Record<string, string[]> }} */
const list = JSON.parse(readFileSync(new URL('system-packages.json', import.meta.url), 'utf8'));

/**
 * @param {string} purpose a key of `purposes`
 * @returns {Promise<void>}
 * @throws {SetupError} where something is missing and can't be installed from here
 */
export async function installSystemPackages(purpose) {
  if (process.platform !== 'linux') return;
  const groups = (list.purposes[purpose] ?? []).flatMap((name) => list.groups[name] ?? []);
  const installed = await installedPackages();
  if (installed === undefined) {
    nameMissingPrograms(groups);
    return;
  }
  const missing = groups
    .flatMap((group) => group.debian)
    .filter((names) => !names.split('|').some((name) => installed.has(name)));
  if (missing.length === 0) return;
  if (process.getuid?.() === 0) await installAsRoot(missing);
  else throw new SetupError(await howToInstall(missing));
}

/** @returns {Promise<Set<string> | undefined>} undefined where there is no dpkg */
async function installedPackages() {
  const output = await outputOf('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n']);
  if (output === undefined) return undefined;
  const lines = output.split('\n').filter((line) => line.startsWith('installed '));
  return new Set(lines.map((line) => line.slice('installed '.length)));
}

/** @param {string[]} missing */
async function installAsRoot(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const advice = 'Check this computer’s network and /etc/apt/sources.list, then run the same command again.';
  if (!(await longStep('Reading the list of system packages', 'apt-get', ['update'], { env }))) {
    throw new SetupError(`The list of system packages could not be read. ${advice}`);
  }
  const names = await namesOfThisRelease(missing);
  const startedServices = forbidServiceStart();
  const done = await longStep(
    `Installing system packages: ${names.join(' ')}`,
    'apt-get',
    ['install', '--yes', '--no-install-recommends', ...names],
    { env },
  );
  startedServices();
  if (!done) throw new SetupError(`The system packages could not be installed. ${advice}`);
  // Candor runs servers of its own on loopback; the system's one stays off.
  if (names.includes('prosody')) await outputOf('update-rc.d', ['prosody', 'disable']);
}

/**
 * Keeps a newly installed server from being started for the whole system, by Debian's policy-rc.d.
 * @returns {() => void} takes the policy away again
 */
function forbidServiceStart() {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const remove = () => {
    rmSync(policy, { force: true });
  };
  process.once('exit', remove);
  return remove;
}

/**
 * Of "a|b" the first one that this release has.
 * @param {string[]} alternatives
 * @returns {Promise<string[]>}
 */
async function namesOfThisRelease(alternatives) {
  const known = await outputOf('apt-cache', ['--generate', 'pkgnames']);
  const names = new Set((known ?? '').split('\n'));
  const chosen = alternatives.map((group) => {
    const options = group.split('|');
    return options.find((name) => names.has(name)) ?? options.at(-1) ?? group;
  });
  return [...new Set(chosen)];
}

/** @param {string[]} missing */
async function howToInstall(missing) {
  const names = await namesOfThisRelease(missing);
  return `System packages are missing. Install them, then run the same command again:\n\n  sudo apt-get install ${names.join(' ')}`;
}

/** @param {Group[]} groups */
function nameMissingPrograms(groups) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const lines = groups.flatMap((group) => {
    const missing = group.programs.filter((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
    return missing.length === 0 ? [] : [`  ${missing.join(', ')} (to ${group.why})`];
  });
  if (lines.length > 0) {
    throw new SetupError(
      `These programs are missing. Install them with your system's package manager, then run the same command again:\n${lines.join('\n')}`,
    );
  }
}
