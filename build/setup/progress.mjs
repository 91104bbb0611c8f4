import { spawn } from 'node:child_process';

/** Something the user has to do first; the message says what. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

const HEARTBEAT = 10_000;
const TAIL = 40;

/**
 * Runs a long step with one line at its start, one every ten seconds, and its last lines where it fails.
 * @param {string} title what happens, for the user
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<boolean>} whether it ended well
 */
export async function longStep(title, command, args, options = {}) {
  console.log(`${title}…`);
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const timer = setInterval(() => {
    console.log(`  still at it (${String(seconds())} s)`);
  }, HEARTBEAT);
  let output = '';
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += `\n${error.message}`;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(timer);
  if (code !== 0) {
    console.error(output.trimEnd().split('\n').slice(-TAIL).join('\n'));
    return false;
  }
  console.log(`  done (${String(seconds())} s)`);
  return true;
}

/**
 * Standard output of a short program; undefined where it fails or is missing.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string | undefined>}
 */
export function outputOf(command, args) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output += chunk;
    });
    child.once('error', () => {
      resolve(undefined);
    });
    child.once('close', (code) => {
      resolve(code === 0 ? output : undefined);
    });
  });
}
