/** How what is kept on this computer is kept, and what the user has to be told of it. */

/** How well the password and the history key are kept on this computer. */
export type SecretStorage =
  /** In the system keychain. */
  | { readonly kind: 'keychain' }
  /** There is no working keychain: kept in memory until Candor ends. */
  | { readonly kind: 'memory'; readonly why: 'no-keychain' | 'locked' | 'timed-out' | 'failed' };

/** Whether what comes and what is written can be stored. */
export type StorageState =
  | { readonly state: 'ok' }
  /** Nothing is acknowledged meanwhile; it is tried again by itself. */
  | { readonly state: 'failing'; readonly why: 'disk-full' | 'failed' };

/** About files that were kept beside those in use: told until the user has dismissed it, over restarts. */
export const keptNoticeKinds = [
  /** The history could not be opened with the key that is there; a new one was begun beside it. */
  'history-set-aside',
  /** The history was damaged; what could be read is in a new file beside it. */
  'history-damaged',
  /** Settings and the list of accounts could not be read; the presets are in use. */
  'profile-set-aside',
] as const;

export const noticeKinds = [
  ...keptNoticeKinds,
  /** There is a history, and the keychain does not give its key this time: what comes is in memory until Candor ends. */
  'history-locked',
  /** The history could not be opened this time (no room, locked, …): what comes is in memory until Candor ends. */
  'history-unavailable',
  /** A newer Candor wrote the history; the file stays as it is, and what comes is in memory until Candor ends. */
  'history-too-new',
] as const;

/** Something the user has to be told, about files of the profile that could not be read. */
export interface Notice {
  readonly kind: (typeof noticeKinds)[number];
  /** Name, in the profile folder, of the file that was kept. */
  readonly file: string;
  /** Of a damaged history: messages that were saved, and those known to be lost. */
  readonly saved?: { readonly messages: number; readonly lost: number };
  /** Who may see mood, picture and the like was chosen there and is not known any more: nobody, until it is chosen anew. */
  readonly audiencesLost?: boolean;
}
