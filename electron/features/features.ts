/**
 * All features of main behind one door: `compose.ts` makes them, serves `handlers` over IPC and
 * lets the desktop ask what tray and notifications need. Nothing here knows Electron.
 */
import { Session } from '../xmpp/session';
import type { SessionOptions, XmppSession } from '../xmpp/session-types';
import { FeatureHouse } from './feature-house';
import type { FeatureDependencies, Features } from './types';

export type { FeatureDependencies, Features } from './types';

/** What a test replaces; everything has a real default. */
export interface FeatureParts {
  readonly makeSession?: (options: SessionOptions) => XmppSession;
}

export function makeFeatures(dependencies: FeatureDependencies, parts: FeatureParts = {}): Features {
  return new FeatureHouse(dependencies, parts.makeSession ?? ((options) => new Session(options)));
}
