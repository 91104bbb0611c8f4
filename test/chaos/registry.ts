/** Every scenario, in the order in which they are played. */
import type { Scenario } from './scenario';
import { blackHole, blackHoleUnmanaged } from './scenarios/black-hole';
import { cuts } from './scenarios/cuts';
import { damagedFile } from './scenarios/damaged-file';
import { diskFull } from './scenarios/disk-full';
import { halfStanza } from './scenarios/half-stanza';
import { keyMissing } from './scenarios/key-missing';
import { appKills, kills } from './scenarios/kills';
import { oneRow } from './scenarios/one-row';
import { refusedResumption } from './scenarios/refused-resumption';
import { serverAway } from './scenarios/server-away';
import { unacknowledged } from './scenarios/unacknowledged';
import { wrongClock } from './scenarios/wrong-clock';

export const scenarios: readonly Scenario[] = [
  cuts,
  halfStanza,
  kills,
  appKills,
  unacknowledged,
  refusedResumption,
  oneRow,
  blackHole,
  blackHoleUnmanaged,
  serverAway,
  diskFull,
  damagedFile,
  keyMissing,
  wrongClock,
];
