/**
 * Leaving a service: everything in a folder of the user's, and from there into another account. All records
 * are JSON.
 */
import type { Failure } from './errors';
import type { InventoryMark } from './inventory';

/** What can be taken along. */
export const exportedParts = [
  'roster',
  'vcard',
  'private-xml',
  'pep',
  'block-list',
  'offline',
  /** Those that this computer holds. */
  'messages',
  /** Those that only the service's archive has. */
  'archive',
] as const;
export type ExportedPart = (typeof exportedParts)[number];

/** What can go into another account. */
export const importedParts = ['roster', 'vcard', 'bookmarks', 'block-list', 'private-xml'] as const;
export type ImportedPart = (typeof importedParts)[number];

/** A long work of leaving or arriving, as it goes on. */
export interface LeavingProgress {
  readonly work: 'export' | 'import';
  readonly part: ExportedPart | ImportedPart | 'writing';
  readonly done: number;
  /** Absent: not known yet. */
  readonly of?: number;
}

/** What an export wrote. */
export interface ExportReport {
  /** Name of the folder, without its path. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly parts: readonly {
    readonly part: ExportedPart;
    readonly count: number;
    /** It is not in the export, or not all of it. */
    readonly missing?: Failure;
  }[];
}

/** What an import would do. */
export interface ImportPreview {
  /** Names the file that was read, for `leaving.import`; good until another one is opened. */
  readonly id: string;
  /** The account that the export is of. */
  readonly from: string;
  readonly parts: readonly {
    readonly part: ImportedPart;
    /** Not there yet, and would be added. */
    readonly adds: number;
    /** There already: stays as it is. */
    readonly has: number;
    /** First names of what would be added, at most 20. */
    readonly names: readonly string[];
  }[];
}

export interface ImportReport {
  readonly parts: readonly {
    readonly part: ImportedPart;
    readonly added: number;
    readonly has: number;
    /** What could not be added, and why; at most 100. */
    readonly failed: readonly { readonly name: string; readonly why: Failure }[];
  }[];
}

/** What stays with others, whatever is deleted here. */
export interface Remains {
  readonly kind:
    /** Contacts who have the address in their own rosters. */
    | 'subscriptions-of-others'
    /** What was written to people, on their devices and services. */
    | 'messages-at-others'
    /** The service's own archive: no protocol deletes from it. */
    | 'archive'
    /** What was said in rooms. */
    | 'rooms'
    /** Nicknames registered in rooms. */
    | 'room-nicknames'
    | 'backups'
    | 'server-logs';
  readonly mark: InventoryMark;
  /** How many, where that is known. */
  readonly count?: number;
}
