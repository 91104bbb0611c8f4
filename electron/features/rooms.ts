import type { SessionOptions, XmppSession } from '../xmpp/session-types';
import type { ProfileFile } from '../store/profile-file';
import type { Store } from '../store/store';
import type { Accounts } from './accounts/accounts';
import type { SettingsRoom } from './settings/settings';
import type { Notices } from './storage/notices';
import type { Storage } from './storage/storage';
import type { Sweeper } from './storage/sweeper';
import type { TuneRoom } from './tune/tune-room';

/** What exists once the store is open. */
export interface Rooms {
  readonly profile: ProfileFile;
  readonly store: Store;
  readonly storage: Storage;
  readonly notices: Notices;
  readonly sweeper: Sweeper;
  readonly settings: SettingsRoom;
  readonly accounts: Accounts;
  readonly tunes: TuneRoom;
  /** A session beside those of the accounts; the caller ends it. */
  readonly makeSession: (options: Omit<SessionOptions, 'clock' | 'log' | 'extraCertificates'>) => XmppSession;
}
