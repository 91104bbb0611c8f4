/**
 * A private desktop session without a screen: its own D-Bus, an unlocked gnome-keyring in a temporary
 * home and an X server in memory. Nothing of the user's own keyring, settings or desktop is touched.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { rootDir } from './paths';

export interface SessionOptions {
  readonly env?: Readonly<Record<string, string>>;
  /**
   * How the command learns that the user pressed Ctrl-C: by SIGTERM to all of the session's programs,
   * or by the end of its standard input, so that it can put things away while bus and display live.
   */
  readonly endBy: 'signal' | 'closing-input';
}

/** Runs a command inside such a session, which ends with it; resolves to its exit code. */
export async function runInPrivateSession(command: readonly string[], options: SessionOptions): Promise<number> {
  const keyring = path.join(import.meta.dirname, 'with-keyring.ts');
  const display = ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1400x1000x24'];
  // The bus's own messages are of no use here: its standard error is closed, the command keeps the real one.
  const withStandardError = ['sh', '-c', 'exec "$@" 2>&3 3>&-', 'sh'];
  const child = spawn(
    'dbus-run-session',
    [
      ...['--config-file', path.join(import.meta.dirname, 'session-bus.conf'), '--', ...withStandardError],
      ...[process.execPath, '--import', 'tsx', keyring, ...display, ...command],
    ],
    {
      cwd: rootDir,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'inherit', 'ignore', process.stderr],
      // A group of its own: else Ctrl-C would take bus and display from under the command.
      detached: true,
    },
  );
  child.stdin?.on('error', () => undefined);
  const end = (): void => {
    if (options.endBy === 'closing-input') child.stdin?.end();
    else if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
  return code ?? 1;
}
