/** An account as the window shows it. */
import type { ConnectionSettings, ConnectionState, NegotiatedConnection } from './connection';
import type { Availability, ChosenAvailability, Resource } from './presence';

export type HistoryPolicy = 'keep' | 'keep-30-days' | 'keep-nothing';

export interface Account {
  /** Bare JID. */
  readonly jid: string;
  /** Full JID while online. */
  readonly fullJid?: string;
  readonly availability: ChosenAvailability;
  /** What contacts see now: `availability`, or "away" or "xa" while idle. */
  readonly shownAvailability: Availability;
  readonly statusText: string;
  /** Of this computer among the user's devices, −128…127: see `accounts.setPriority`. */
  readonly priority: number;
  readonly connectionSettings: ConnectionSettings;
  readonly historyPolicy: HistoryPolicy;
  /** The user has answered the explanation of history on this computer. */
  readonly historyExplained: boolean;
  /** The password is in the keychain. */
  readonly passwordRemembered: boolean;
  readonly connection: ConnectionState;
  /** Present while online. */
  readonly negotiated?: NegotiatedConnection;
  /** Own other sessions, as presence shows them. */
  readonly otherResources: readonly Resource[];
  /** What the service supports of what Candor uses (from XEP-0030); absent: it has not told in this session. */
  readonly supports: {
    readonly carbons?: boolean;
    readonly blocking?: boolean;
    readonly preApproval: boolean;
    readonly rosterVersioning: boolean;
    /** XEP-0313 */
    readonly archive?: boolean;
  };
  /** The service has told in this session whom the account blocks. */
  readonly blockListKnown: boolean;
  /** Present while missed messages are read from the archive. */
  readonly archiveProgress?: ArchiveProgress;
  /** Positions (`Message.key`) right before which messages may be missing that the archive still has. */
  readonly archiveGaps: readonly number[];
}

/** How far the reading of the server's archive is (XEP-0313); absent while nothing is read. */
export interface ArchiveProgress {
  /** Messages read so far in this run. */
  readonly read: number;
  /** All that there are to read, where that can be known (XEP-0059). */
  readonly total?: number;
}
