/**
 * `with-keyring.ts COMMAND…`: runs a command with a fresh, unlocked login keyring in a temporary home.
 * Run it inside `dbus-run-session`. Exits as the command does, and leaves nothing behind.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEYRING_PASSWORD } from './private-session';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('with-keyring.ts needs a command to run');

const home = await mkdtemp(path.join(tmpdir(), 'candor-session-'));
// Sockets lie in it, whose paths may have about 100 characters.
const runtime = await mkdtemp(path.join(tmpdir(), 'candor-run-'));
const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtime };
for (const name of ['XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME']) {
  Reflect.deleteProperty(env, name);
}
// Set by npm for its scripts; it names the real home and would lead programs there.
Reflect.deleteProperty(env, 'npm_config_userconfig');

let child: ChildProcess | undefined;
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child?.kill('SIGTERM'));

await startKeyring();
try {
  child = spawn(command, args, { stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await Promise.all([home, runtime].map((dir) => rm(dir, { recursive: true, force: true, maxRetries: 5 })));
}

/**
 * Makes and unlocks the login keyring. The daemon goes to the background once
 * it is on the bus, and ends with the bus.
 */
async function startKeyring(): Promise<void> {
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--daemonize', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
  });
  daemon.stdin.end(KEYRING_PASSWORD);
  const [code] = (await once(daemon, 'exit')) as [number | null];
  if (code !== 0) throw new Error('gnome-keyring-daemon did not start. Is a D-Bus session running?');
}
