/** What the user has set, for all accounts. */
import type { TuneSettings } from './personal';

export type Theme = 'system' | 'light' | 'dark' | 'high-contrast';

/** What this app sends by itself, each with its switch; to contacts only, or to the own server. */
export interface AutomaticSending {
  /** XEP-0184 */
  readonly receipts: boolean;
  /** XEP-0085 */
  readonly typing: boolean;
  /** XEP-0333 displayed */
  readonly readMarkers: boolean;
  /** XEP-0490: how far one has read, to the own server and one's other devices. */
  readonly readSync: boolean;
  /** XEP-0092 */
  readonly version: boolean;
  /** XEP-0319 */
  readonly idleTime: boolean;
  /** XEP-0118: what the user listens to, to those whom the user chose; nothing before the preview was seen. */
  readonly tune: boolean;
}

export interface Settings {
  readonly theme: Theme;
  readonly startAtLogin: boolean;
  readonly closeToTray: boolean;
  readonly notifications: boolean;
  /** Sender and text, or only "New message". */
  readonly notificationContent: 'full' | 'hidden';
  readonly spellChecking: boolean;
  /** BCP 47, chosen by the user; a dictionary is only fetched for these. */
  readonly spellCheckingLanguages: readonly string[];
  /** Minutes without input until "away"; 0: never. */
  readonly awayAfterMinutes: number;
  readonly sending: AutomaticSending;
  readonly tune: TuneSettings;
  /** Pictures of contacts are asked for and shown. */
  readonly showPictures: boolean;
  /** The XML console is in the navigation. */
  readonly developerConsole: boolean;
  /** Width of the contact list in CSS pixels. */
  readonly listWidth: number;
}
