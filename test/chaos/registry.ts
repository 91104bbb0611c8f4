/** Every scenario, in the order in which they are played. */
import type { Scenario } from './scenario';
import { cuts } from './scenarios/cuts';

export const scenarios: readonly Scenario[] = [cuts];
