import type { AutomaticSending } from '../../contract/settings';

/** Nothing goes out but what the user writes and asks for. */
export const nothingSent: AutomaticSending = {
  receipts: false,
  typing: false,
  readMarkers: false,
  readSync: false,
  version: false,
  idleTime: false,
  tune: false,
};
