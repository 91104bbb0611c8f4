/** Every probe by its name. */
import type { ProbeName } from '../../../contract/privacy';
import type { Probe } from '../probe';
import { connectionProbe } from './connection';
import { contactListProbe } from './contact-list';
import { sentByItselfProbe } from './sent-by-itself';
import { windowRequestsProbe } from './window-requests';

export const probes: Readonly<Record<ProbeName, Probe>> = {
  connection: connectionProbe,
  'contact-list': contactListProbe,
  'sent-by-itself': sentByItselfProbe,
  'window-requests': windowRequestsProbe,
};
