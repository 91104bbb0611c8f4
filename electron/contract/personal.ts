/**
 * What somebody tells of themselves beside their presence: the tune they listen to (XEP-0118), their
 * mood (XEP-0107), activity (XEP-0108) and nickname (XEP-0172), and who may see it. All records are JSON.
 */

export type PlayerKind = 'music' | 'video' | 'browser';

export interface Player {
  /** Stable between runs, e.g. "spotify"; switches are kept by it. */
  readonly id: string;
  /** Tells apart two of the same that run at once. */
  readonly instance: string;
  /** As the player calls itself. */
  readonly name: string;
  readonly kind: PlayerKind;
}

/** What is known of a piece of music. Texts are plain lines, bounded, empty where unknown. */
export interface Track {
  readonly artist: string;
  readonly title: string;
  /** The collection, e.g. an album. */
  readonly source: string;
  /** E.g. the number in the collection. */
  readonly track: string;
  /** Seconds, 1–65,535. */
  readonly length?: number;
  /** 1–10. */
  readonly rating?: number;
  /** Where to read about it, `http:` or `https:` alone. */
  readonly uri?: string;
}

/** One player as it is now. */
export interface PlayerState {
  readonly player: Player;
  readonly state: 'playing' | 'paused' | 'stopped';
  readonly track: Track;
}

/** What of a track goes out, or came in: at least one text is there, the others are absent where unknown. */
export interface SharedTune {
  readonly artist?: string;
  readonly title?: string;
  readonly source?: string;
  readonly track?: string;
  readonly length?: number;
  readonly rating?: number;
  readonly uri?: string;
}

/** The parts of a tune that go out only by choice; artist and title always do. */
export type OptionalField = 'source' | 'track' | 'length' | 'rating' | 'uri';

export interface TuneSettings {
  /** The user has seen what will be sent; before that nothing is. */
  readonly previewed: boolean;
  /** By id of the player; one that is not among them is taken for its kind: music yes, others no. */
  readonly players: Readonly<Record<string, boolean>>;
  readonly fields: Readonly<Record<OptionalField, boolean>>;
  /** Nothing is shared while the account is on "Do not disturb". */
  readonly silentOnDnd: boolean;
  /** What others listen to is asked for and shown. */
  readonly showOthers: boolean;
}

export const personalKinds = ['tune', 'mood', 'activity', 'nickname'] as const;
export type PersonalKind = (typeof personalKinds)[number];
/** What the user writes by hand. */
export type NoteKind = Exclude<PersonalKind, 'tune'>;

/** Who may see something: everybody who may see the presence, or only some of them. */
export interface Audience {
  readonly kind: 'contacts' | 'groups' | 'people' | 'nobody';
  /** Of the kind "groups": names of groups in the roster. */
  readonly groups: readonly string[];
  /** Of the kind "people": bare JIDs. */
  readonly people: readonly string[];
}

/** Why something is not shared although the user wants it. */
export type PersonalProblem =
  /** The service has no personal nodes whose audience can be set. */
  | 'not-offered'
  /** The service was told who may see it and then said otherwise; nothing was sent. */
  | 'audience-differs'
  /** It refused for another reason, or did not answer. */
  | 'failed';

/** One account's side of it. */
export interface PersonalState {
  /** Undefined while that is not known. */
  readonly offered?: boolean;
  readonly audiences: Readonly<Record<PersonalKind, Audience>>;
  /** As the service has them; empty: none. */
  readonly notes: Readonly<Record<NoteKind, string>>;
  /** What others may see now as this account's tune. */
  readonly shared?: SharedTune;
  readonly problems: Readonly<Partial<Record<PersonalKind, PersonalProblem>>>;
}

/** What plays on this computer, as far as it is looked at. */
export interface NowPlaying {
  readonly players: readonly PlayerState[];
  /** What would be shared of it with the present choices. */
  readonly preview?: SharedTune;
}

/** What a contact listens to; without a tune: nothing any more. */
export interface ContactTune {
  /** Bare JID. */
  readonly jid: string;
  readonly tune?: SharedTune;
}
