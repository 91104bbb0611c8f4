/**
 * A private desktop session without a screen: its own D-Bus, an unlocked gnome-keyring in a temporary
 * home and an X server in memory. Nothing of the user's own keyring, settings or desktop is touched.
 */
import path from 'node:path';

export interface SessionCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export interface SessionParts {
  /** An X server in memory; without it the display of the surroundings is used. */
  readonly display: boolean;
}

/** Wraps a command so that it runs inside such a session, which ends with it. */
export function inPrivateSession(command: readonly string[], parts: SessionParts = { display: true }): SessionCommand {
  const keyring = path.join(import.meta.dirname, 'with-keyring.ts');
  const display = parts.display ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1400x1000x24'] : [];
  return {
    command: 'dbus-run-session',
    args: ['--', process.execPath, '--import', 'tsx', keyring, ...display, ...command],
  };
}
