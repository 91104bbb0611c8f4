/** Every probe by its name. */
import type { ProbeName } from '../../../contract/privacy';
import type { Probe } from '../probe';
import { archiveProbe } from './archive';
import { componentsProbe } from './components';
import { connectionProbe } from './connection';
import { contactListProbe } from './contact-list';
import { noticesProbe } from './notices';
import { offlineMessagesProbe } from './offline-messages';
import { ownAddressProbe } from './own-address';
import { personalNodesProbe } from './personal-nodes';
import { privateStorageProbe } from './private-storage';
import { registrationProbe } from './registration';
import { roomNicknamesProbe } from './room-nicknames';
import { sentByItselfProbe } from './sent-by-itself';
import { serviceInfoProbe } from './service-info';
import { softwareProbe } from './software';
import { uptimeProbe } from './uptime';
import { vcardProbe } from './vcard';
import { windowRequestsProbe } from './window-requests';

export const probes: Readonly<Record<ProbeName, Probe>> = {
  registration: registrationProbe,
  'contact-list': contactListProbe,
  vcard: vcardProbe,
  'private-storage': privateStorageProbe,
  'personal-nodes': personalNodesProbe,
  'own-address': ownAddressProbe,
  connection: connectionProbe,
  archive: archiveProbe,
  'offline-messages': offlineMessagesProbe,
  components: componentsProbe,
  'room-nicknames': roomNicknamesProbe,
  'service-info': serviceInfoProbe,
  software: softwareProbe,
  uptime: uptimeProbe,
  'sent-by-itself': sentByItselfProbe,
  'window-requests': windowRequestsProbe,
  notices: noticesProbe,
};
