/**
 * What a service keeps of an account, row by row, and what the user can do about each: look, change who may
 * see it, delete. And leaving: everything in a folder of the user's, and from there into another account.
 * All records are JSON; times are milliseconds since the epoch.
 */
import type { Failure } from './errors';

export const rowKinds = [
  'roster',
  /** XEP-0054 */
  'vcard',
  /** XEP-0292 */
  'vcard4',
  /** One namespace of XEP-0049; `name` is it. */
  'private-xml',
  /** What else may be in private XML: the protocol cannot list it. */
  'private-xml-rest',
  /** One personal node (XEP-0163); `name` is it. */
  'pep-node',
  /** The list of personal nodes itself, where it could not be had or did not fit. */
  'pep-list',
  /** XEP-0048 in private XML and in a personal node, XEP-0402. */
  'bookmarks',
  /** XEP-0013 */
  'offline-messages',
  /** XEP-0313 */
  'archive',
  /** XEP-0191 */
  'block-list',
  'sessions',
  'room-nicknames',
] as const;
export type RowKind = (typeof rowKinds)[number];

/** Namespaces of private XML that are asked for one by one, by what they hold. */
export const privateXmlKinds = [
  'bookmarks',
  'group-delimiter',
  'contact-notes',
  'joined-contacts',
  'vacuum-joined-contacts',
  'gajim-preferences',
  'miranda-notes',
  'exodus-preferences',
  'exodus-quick-contacts',
  'spark-tasks',
  'spark-notes',
  'spark-gateways',
] as const;
export type PrivateXmlKind = (typeof privateXmlKinds)[number];

/** Personal nodes that have a plain name, by what they hold. */
export const pepNodeKinds = [
  'tune',
  'mood',
  'activity',
  'location',
  'nickname',
  'avatar-picture',
  'avatar-description',
  'vcard4',
  'bookmarks-list',
  'bookmarks',
  'read-positions',
  'encryption-devices',
  'encryption-keys',
  'openpgp-keys',
  'openpgp-secret-key',
  'microblog',
  'contact-notes',
  'sticker-packs',
] as const;
export type PepNodeKind = (typeof pepNodeKinds)[number];

/**
 * How a fact is known: the client saw the data itself, the service says so of itself, or nobody can check it.
 * A row that is not known yet has the mark that it will have.
 */
export type InventoryMark = 'measured' | 'service-says' | 'not-checkable';

export type RowState =
  | { readonly state: 'reading' }
  | { readonly state: 'known' }
  /** Nothing may be concluded of it; `why` is a code of the contract, `detail` the server's condition. */
  | { readonly state: 'could-not-find-out'; readonly why: Failure }
  /** The service says that it has no such thing. */
  | { readonly state: 'not-offered' }
  /** No protocol tells it. */
  | { readonly state: 'not-checkable' };

/** XEP-0060 §4.5, or whatever else a service says. */
export const accessModels = ['open', 'presence', 'roster', 'authorize', 'whitelist'] as const;
export type KnownAccessModel = (typeof accessModels)[number];

/** Who may see something, as the service reports it. */
export interface ReportedAudience {
  readonly mark: InventoryMark;
  /** Absent: the service did not say. */
  readonly access?: KnownAccessModel;
  /** Why it is not known. */
  readonly why?: Failure;
  /** In the service's own word, where that is none of the known ones. */
  readonly unknownAccess?: string;
  /** Of "roster". */
  readonly groups: readonly string[];
  /** Others who were let in by name (bare JIDs); absent where the service did not say. */
  readonly members?: readonly string[];
  /** Others who asked for it by themselves and get what is put there; absent where the service did not say. */
  readonly subscribers?: readonly string[];
}

/** What the user can choose: nobody but oneself, contacts, some groups of them, or everybody. */
export const chosenAudiences = ['nobody', 'contacts', 'groups', 'everybody'] as const;
export type ChosenAudience = (typeof chosenAudiences)[number];

/** What goes for those in neither list of `ArchivePreference` (XEP-0441). */
export const archivingChoices = ['always', 'roster', 'never'] as const;
export type ArchivingChoice = (typeof archivingChoices)[number];

/** What else is known of a row. */
export type RowFact =
  /** Of bookmarks: where they are. */
  | {
      readonly fact: 'bookmarks-in';
      readonly mark: InventoryMark;
      readonly place: 'private-xml' | 'pep-list' | 'pep-items';
      readonly count: number;
    }
  /** Of the archive: its first message. */
  | { readonly fact: 'oldest'; readonly mark: InventoryMark; readonly at: number }
  /** Of the archive: what the service keeps from now on. */
  | {
      readonly fact: 'archiving';
      readonly mark: InventoryMark;
      /** Absent: a choice of which the service says something else. */
      readonly preference?: ArchivingChoice;
      /** How many people are kept always, and how many never. */
      readonly always: number;
      readonly never: number;
    }
  /** Of the archive: its preference could not be had; without `why`, the service offers none. */
  | { readonly fact: 'archiving-unknown'; readonly mark: InventoryMark; readonly why?: Failure }
  /** There is more than is shown: so many rows or things of it are. */
  | { readonly fact: 'too-much'; readonly mark: InventoryMark; readonly shown: number }
  /** Of offline messages: what waited was delivered at this sign-in. */
  | { readonly fact: 'delivered-at-sign-in'; readonly mark: InventoryMark }
  /** Of sessions: the service lists clients with access (XEP-0494), this one among them, or presence shows the others. */
  | { readonly fact: 'seen-by'; readonly mark: InventoryMark; readonly by: 'presence' | 'client-list' }
  /** Of room nicknames: so many bookmarked rooms were asked for the one that they have registered, and so many said. */
  | { readonly fact: 'rooms-asked'; readonly mark: InventoryMark; readonly rooms: number; readonly answered: number };

/** How a deletion is guarded. */
export type DeleteGuard =
  /** It goes out ten seconds after it was asked for, unless it is taken back before or Candor ends. */
  | { readonly guard: 'undo' }
  /** It goes out at once, and only with this word typed. */
  | { readonly guard: 'typed-word'; readonly word: string };

export interface RowActions {
  readonly view: boolean;
  /** What can be chosen; empty: the audience cannot be changed. */
  readonly audience: readonly ChosenAudience[];
  /** The service knows no groups: choosing some puts the people who are in them then on a list. */
  readonly groupsAsList?: true;
  /** Absent: cannot be deleted. */
  readonly delete?: DeleteGuard;
}

/** What became of the last thing the user did to a row: it was read back afterwards. */
export interface RowChange {
  readonly change: 'deleted' | 'audience-changed' | 'archiving-changed' | 'session-ended';
  readonly at: number;
  /** `as-wanted`: it is so now. `differs`: the service took it, and it is not so. `unknown`: it could not be read back. */
  readonly seen: 'as-wanted' | 'differs' | 'unknown';
  /** Why it could not be done or read back. */
  readonly why?: Failure;
}

export interface InventoryRow {
  /** Stable in the account. */
  readonly id: string;
  readonly kind: RowKind;
  /** Namespace or node, as the service has it; bounded plain text. */
  readonly name?: string;
  /** What the window calls it; absent where Candor does not know such a thing. */
  readonly known?: PrivateXmlKind | PepNodeKind;
  readonly state: RowState;
  readonly mark: InventoryMark;
  /** When it was last seen so. */
  readonly seenAt?: number;
  /** Things in it, only where they can be counted. */
  readonly count?: number;
  /** There are that many or more. */
  readonly countIsLeast?: true;
  /** Of what was read, as XML in UTF-8. */
  readonly bytes?: number;
  readonly audience?: ReportedAudience;
  readonly facts: readonly RowFact[];
  readonly actions: RowActions;
  /** A deletion waits for this time; until then it can be taken back. */
  readonly deletesAt?: number;
  readonly lastChange?: RowChange;
  /** Rows in which the same data stand. */
  readonly alsoIn: readonly string[];
}

export interface Inventory {
  readonly account: string;
  readonly rows: readonly InventoryRow[];
  /** Present while it is read: requests answered, and those known to be needed. */
  readonly progress?: { readonly done: number; readonly of: number };
}

/** Names of what a row's contents tell; others are names of elements and attributes as they stand in the data. */
export const contentLabels = [
  'address',
  'name',
  'groups',
  'subscription',
  'nickname',
  'joins-by-itself',
  'from',
  'at',
  'text',
  'client',
  'device',
  'first-seen',
  'last-seen',
  'signed-in-by',
  'connected',
  'status',
  'priority',
  'this-one',
  'place',
  'always-kept',
  'never-kept',
  'item',
] as const;
export type ContentLabel = (typeof contentLabels)[number];

export interface ContentField {
  /** One of these or `element` is there. */
  readonly label?: ContentLabel;
  readonly element?: string;
  /** Plain text; a time as ISO 8601. */
  readonly value: string;
}

export interface ContentEntry {
  /** Bounded plain text: an address, an id, or empty. */
  readonly title: string;
  readonly fields: readonly ContentField[];
  /** Of sessions: what `inventory.endSession` takes. */
  readonly session?: string;
}

/** A row's contents, bounded. */
export interface RowContents {
  readonly row: string;
  readonly readAt: number;
  readonly entries: readonly ContentEntry[];
  /** There is more than is shown. */
  readonly cut: boolean;
}
