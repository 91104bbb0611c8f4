/** A log that a test can read instead of a file. */
import type { Log } from '../../electron/contract/ports';

export class RecordingLog implements Log {
  /** "level scope: message". */
  readonly lines: string[] = [];

  debug(scope: string, message: string): void {
    this.lines.push(`debug ${scope}: ${message}`);
  }

  info(scope: string, message: string): void {
    this.lines.push(`info ${scope}: ${message}`);
  }

  warn(scope: string, message: string): void {
    this.lines.push(`warn ${scope}: ${message}`);
  }

  error(scope: string, message: string, error?: unknown): void {
    this.lines.push(`error ${scope}: ${message}${error instanceof Error ? `: ${error.message}` : ''}`);
  }
}
