/** A log of warnings and errors for a program that is started by a test. */
import type { Log } from '../../electron/contract/ports';

export class StandardErrorLog implements Log {
  debug(): void {
    // Too much for people.
  }

  info(): void {
    // Too much for people.
  }

  warn(scope: string, message: string): void {
    process.stderr.write(`warn ${scope}: ${message}\n`);
  }

  error(scope: string, message: string, error?: unknown): void {
    process.stderr.write(`error ${scope}: ${message}${error instanceof Error ? `: ${error.message}` : ''}\n`);
  }
}
