/** What stands behind one row of the inventory: how it is read, shown, changed and deleted. */
import type {
  ChosenAudience,
  ContentEntry,
  InventoryMark,
  PepNodeKind,
  PrivateXmlKind,
  ReportedAudience,
  RowFact,
  RowKind,
  RowState,
} from '../../contract/inventory';
import type { LiveAccount } from '../accounts/live-account';
import type { Reader } from './reader';

/** What was seen of a row. */
export interface Reading {
  /** Absent: known. */
  readonly state?: RowState;
  readonly count?: number;
  readonly countIsLeast?: true;
  readonly bytes?: number;
  readonly audience?: ReportedAudience;
  readonly facts?: readonly RowFact[];
  /** There is something to look at. */
  readonly view?: boolean;
  readonly audiences?: readonly ChosenAudience[];
  readonly groupsAsList?: true;
  /** There is something to delete. */
  readonly deletable?: boolean;
  readonly alsoIn?: readonly string[];
  /** All further rows of its kind; those that were there before and are not among them are gone. */
  readonly found?: readonly RowSource[];
}

export interface Contents {
  readonly entries: readonly ContentEntry[];
  readonly cut: boolean;
}

export interface RowSource {
  readonly id: string;
  readonly kind: RowKind;
  readonly name?: string;
  readonly known?: PrivateXmlKind | PepNodeKind;
  readonly mark: InventoryMark;
  /** Row whose reading found it. */
  readonly listedBy?: string;
  /** What it throws becomes "could not find out", or "not offered" where it is a `NotOffered`. */
  readonly read: (reader: Reader) => Promise<Reading>;
  readonly view?: (reader: Reader) => Promise<Contents>;
  /** Resolves once the service took it. */
  readonly remove?: (reader: Reader) => Promise<void>;
  /** Absent: 'undo'. */
  readonly guard?: 'typed-word';
  /** Whether a reading shows that nothing is left. */
  readonly isGone?: (reading: Reading) => boolean;
  readonly setAudience?: (reader: Reader, audience: ChosenAudience, groups: readonly string[]) => Promise<void>;
  /** Whether what was read back is what was wanted. */
  readonly fits?: (reading: Reading, audience: ChosenAudience, groups: readonly string[], live: LiveAccount) => boolean;
}
