/** What the rooms of one account share. */
import type { EventHub } from '../contract/event-hub';
import type { Settings } from '../contract/settings';
import type { Clock, Log } from '../contract/ports';
import type { Store } from '../store/store';
import type { BareJid, FullJid } from '../xmpp/jid';
import type { Modules } from '../xmpp/modules';
import type { LedgerWriter } from './ledger/ledger';

export interface AccountServices {
  readonly account: BareJid;
  readonly modules: Modules;
  readonly store: Store;
  readonly ledger: LedgerWriter;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => Settings;
  /** Something was deleted, and goes from here on. */
  readonly sweep: () => void;
  /** Own full JID while online. */
  readonly jid: () => FullJid | undefined;
}
