/** How each room's stanzas are read and written, for the pairs beside this file. */
import type { Codec } from './codec';
import { inventoryCodecs } from './inventory-codecs';
import { messageCodecs } from './message-codecs';
import { nodeCodecs } from './node-codecs';
import { privacyCodecs } from './privacy-codecs';
import { profileCodecs } from './profile-codecs';
import { sessionCodecs } from './session-codecs';

/** By the name of the room's folder. */
export const codecs: Readonly<Record<string, Codec>> = {
  ...inventoryCodecs,
  ...messageCodecs,
  ...nodeCodecs,
  ...privacyCodecs,
  ...profileCodecs,
  ...sessionCodecs,
};
