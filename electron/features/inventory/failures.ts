/** Why something of the inventory is not known, in the words of the contract. */
import type { Failure } from '../../contract/errors';
import type { RowState } from '../../contract/inventory';
import { ConnectionError, StanzaError } from '../../xmpp/errors';
import { FeatureError } from '../errors';
import { NotOffered, NotUnderstood } from './answers';

/** By these a server says that it does not know what it is asked. */
const unknownToServer: ReadonlySet<string> = new Set(['feature-not-implemented', 'service-unavailable']);

export function failureOf(error: unknown): Failure {
  if (error instanceof StanzaError) return { code: 'refused-by-server', detail: error.condition };
  if (error instanceof ConnectionError || error instanceof FeatureError)
    return error.detail === undefined ? { code: error.code } : { code: error.code, detail: error.detail };
  if (error instanceof NotOffered) return { code: 'not-offered' };
  if (error instanceof NotUnderstood) return { code: 'answer-not-understood' };
  return { code: 'unexpected' };
}

export function stateOf(error: unknown): RowState {
  return error instanceof NotOffered
    ? { state: 'not-offered' }
    : { state: 'could-not-find-out', why: failureOf(error) };
}

/**
 * What the service answers, or `NotOffered` where it does not know the question and never said that it would.
 * Whoever says that they have something and then refuses has not told anything.
 */
export async function unlessNotOffered<T>(announced: () => Promise<boolean>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StanzaError) || !unknownToServer.has(error.condition) || (await announced())) throw error;
    throw new NotOffered(undefined, { cause: error });
  }
}
