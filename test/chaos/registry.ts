/** Every scenario, in the order in which they are played. */
import type { Scenario } from './scenario';
import { blackHole, blackHoleUnmanaged } from './scenarios/black-hole';
import { cuts } from './scenarios/cuts';
import { kills } from './scenarios/kills';
import { serverAway } from './scenarios/server-away';
import { unacknowledged } from './scenarios/unacknowledged';

export const scenarios: readonly Scenario[] = [cuts, kills, unacknowledged, blackHole, serverAway];

/** Played by name only: what they ask for is not there yet. */
export const awaited: readonly Scenario[] = [blackHoleUnmanaged];
