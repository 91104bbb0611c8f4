/** Candor's features as tests make them: what a test does not choose is the same everywhere. */
import { systemClock } from '../../electron/contract/ports';
import { makeFeatures, type FeatureParts, type Features } from '../../electron/features/features';
import type { FeatureDependencies } from '../../electron/features/types';
import { FakePlayers } from './fake-players';
import { surroundings, windowRequests } from './features-world';
import { RecordingLog } from './recording-log';

type Chosen = Pick<FeatureDependencies, 'profileDir' | 'secrets' | 'hub'> & Partial<FeatureDependencies>;

export function makeTestFeatures(chosen: Chosen, parts?: FeatureParts): Features {
  return makeFeatures(
    {
      log: new RecordingLog(),
      clock: systemClock,
      appVersion: '0.1.0',
      extraCertificates: [],
      surroundings: () => surroundings,
      windowRequests,
      players: new FakePlayers(),
      ...chosen,
    },
    parts,
  );
}
