/** What the app tells others by itself, each kind with its switch in the settings. */
import type { AutomaticSending } from '../../electron/contract/settings';
import type { PlainKey } from '../text/catalogue';

interface SendingKind {
  readonly kind: keyof AutomaticSending;
  readonly label: PlainKey;
  /** Who sees it. */
  readonly hint: PlainKey;
}

export const sendingKinds: readonly SendingKind[] = [
  { kind: 'receipts', label: 'settings.receipts', hint: 'settings.receiptsHint' },
  { kind: 'typing', label: 'settings.typing', hint: 'settings.typingHint' },
  { kind: 'readMarkers', label: 'settings.readMarkers', hint: 'settings.readMarkersHint' },
  { kind: 'readSync', label: 'settings.readSync', hint: 'settings.readSyncHint' },
  { kind: 'version', label: 'settings.sendVersion', hint: 'settings.versionHint' },
  { kind: 'idleTime', label: 'settings.idleTime', hint: 'settings.idleTimeHint' },
  { kind: 'tune', label: 'settings.tune', hint: 'settings.tuneHint' },
];
