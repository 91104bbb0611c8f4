import { spawn } from 'node:child_process';

/** Something the user has to do first; the message says what. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

const HEARTBEAT = 10_000;
const TAIL = 40;

/**
 * Says every ten seconds that something quiet still goes on.
 * @param {object} [options]
 * @param {(line: string) => void} [options.announce]
 * @param {() => string} [options.what] what is said beside the time
 * @param {number} [options.every] milliseconds
 * @returns {{ seconds: () => number, stop: () => void }} how long it has taken so far, and how to end
 */
export function signsOfLife({
  announce = (line) => console.log(line),
  what = () => 'still at it',
  every = HEARTBEAT,
} = {}) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const timer = setInterval(() => {
    announce(`  ${what()} (${String(seconds())} s)`);
  }, every);
  return { seconds, stop: () => clearInterval(timer) };
}

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
  const life = signsOfLife();
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
  life.stop();
  if (code !== 0) {
    console.error(output.trimEnd().split('\n').slice(-TAIL).join('\n'));
    return false;
  }
  console.log(`  done (${String(life.seconds())} s)`);
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
