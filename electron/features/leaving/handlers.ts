/** The commands about leaving and arriving. */
import { FeatureError } from '../errors';
import type { FeatureHandlers } from '../types';

export type LeavingHandlers = Pick<FeatureHandlers, Extract<keyof FeatureHandlers, `leaving.${string}`>>;

export function makeLeavingHandlers(): LeavingHandlers {
  const notOffered = (): never => {
    throw new FeatureError('not-offered');
  };
  return { 'leaving.remains': notOffered, 'leaving.cancel': () => null, 'leaving.import': notOffered };
}
