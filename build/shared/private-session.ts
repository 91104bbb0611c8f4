/**
 * A private desktop session without a screen: its own D-Bus, an unlocked gnome-keyring in a temporary
 * home and an X server in memory. Nothing of the user's own keyring, settings or desktop is touched.
 */
import path from 'node:path';
import { runInOwnGroup, type OwnGroupOptions } from './own-group';

export interface PrivateSessionOptions extends Pick<OwnGroupOptions, 'env' | 'endBy'> {
  /** Where output and errors go: to this process's own (preset), or into an open file. */
  readonly output?: 'inherit' | number;
}

/** Of the keyring in it. */
export const KEYRING_PASSWORD = 'private session';

/** Runs a command inside such a session, which ends with it; resolves to its exit code. */
export function runInPrivateSession(
  command: readonly string[],
  { output = 'inherit', ...options }: PrivateSessionOptions,
): Promise<number> {
  const keyring = path.join(import.meta.dirname, 'with-keyring.ts');
  const display = ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1400x1000x24'];
  // The bus's own messages are of no use here: its standard error is closed, the command keeps the real one.
  const withStandardError = ['sh', '-c', 'exec "$@" 2>&3 3>&-', 'sh'];
  return runInOwnGroup(
    'dbus-run-session',
    [
      ...['--config-file', path.join(import.meta.dirname, 'session-bus.conf'), '--', ...withStandardError],
      ...[process.execPath, '--import', 'tsx', keyring, ...display, ...command],
    ],
    { ...options, outputs: [output, 'ignore', output === 'inherit' ? process.stderr : output] },
  );
}
