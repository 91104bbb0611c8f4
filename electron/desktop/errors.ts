/** Errors of the desktop room; `code` crosses IPC, so texts never hold a secret. */
import type { FailureCode } from '../contract/errors';

export class DesktopError extends Error {
  override readonly name = 'DesktopError';
  constructor(
    readonly code: FailureCode,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
  }
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
