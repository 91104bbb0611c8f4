/** Errors of the features; `code` and `detail` are what crosses IPC. */
import type { Failure, FailureCode } from '../contract/errors';
import { StoreError } from '../store/errors';
import { ConnectionError, StanzaError } from '../xmpp/errors';

export class FeatureError extends Error {
  override readonly name = 'FeatureError';
  constructor(
    readonly code: FailureCode,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
  }
}

/** What a command throws: errors of the layers below in the words of the contract, all others as they are. */
export function asFeatureError(error: unknown): unknown {
  if (error instanceof StanzaError) return new FeatureError('refused-by-server', error.condition, { cause: error });
  if (error instanceof StoreError) return new FeatureError('storage-failed', undefined, { cause: error });
  if (error instanceof ConnectionError) return new FeatureError(error.code, error.detail, { cause: error });
  return error;
}

export function failureError(why: Failure): FeatureError {
  return new FeatureError(why.code, why.detail);
}

/** For logs: what went wrong without stacks and stanzas. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
