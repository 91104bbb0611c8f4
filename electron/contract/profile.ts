/**
 * Cards and pictures: the user's own, with who sees what, and those of contacts. All records are JSON.
 *
 * There are two cards. The public one (XEP-0054, vcard-temp) everybody can fetch; the chosen one
 * (XEP-0292, vCard4 in a personal node) is for whom the user chooses. Some services make one of both.
 */
import type { Audience } from './personal';

/** Longest value of a card's field that the window may save, in UTF-16 units. */
export const MAX_CARD_TEXT = 8192;
/** Most entries of one kind (e.g. phones). */
export const MAX_CARD_ENTRIES = 50;
/** Largest picture that is sent, in bytes as they are; what every kind of client can be expected to fetch. */
export const MAX_PICTURE_BYTES = 64 * 1024;
/** Longest side of a picture that is sent. */
export const MAX_PICTURE_SIDE = 1024;
/** Most pixels of a contact's picture, width × height as its own bytes say, and the longest side. */
export const MAX_CONTACT_PICTURE_PIXELS = 4096 * 4096;
export const MAX_CONTACT_PICTURE_SIDE = 8192;
/** So many pictures are handed out by one `profile.pictures`. */
export const MAX_PICTURES_AT_ONCE = 50;

export const whichCards = ['public', 'chosen'] as const;
export type WhichCard = (typeof whichCards)[number];

export const placeKinds = ['home', 'work'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** One of several. */
export interface CardEntry {
  /** Which entry of the card as it was read; absent: a new one. Changing an entry keeps what else it holds. */
  readonly id?: string | undefined;
  readonly value: string;
  /** Empty: the card does not say. Homepages of a public card have none. */
  readonly kinds: readonly PlaceKind[];
}

export interface CardAddress {
  readonly id?: string | undefined;
  readonly kinds: readonly PlaceKind[];
  readonly postBox: string;
  readonly extended: string;
  readonly street: string;
  readonly locality: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

/** What Candor shows of a card and edits. Texts are as they stand in it, empty where there is none. */
export interface CardFields {
  readonly fullName: string;
  readonly nickname: string;
  /** As it stands there; usually an ISO date. */
  readonly birthday: string;
  readonly emails: readonly CardEntry[];
  readonly phones: readonly CardEntry[];
  readonly addresses: readonly CardAddress[];
  readonly homepages: readonly CardEntry[];
  readonly organization: string;
  readonly title: string;
  readonly role: string;
  readonly about: string;
}

export const cardFieldNames = [
  'fullName',
  'nickname',
  'birthday',
  'emails',
  'phones',
  'addresses',
  'homepages',
  'organization',
  'title',
  'role',
  'about',
] as const satisfies readonly (keyof CardFields)[];
export type CardFieldName = (typeof cardFieldNames)[number];

export interface Card {
  readonly fields: CardFields;
  /** How many things the card holds that Candor does not show; they stay as they are. The picture is none of them. */
  readonly hidden: number;
  /** Names of those, each once, at most 20, e.g. "JABBERID". */
  readonly hiddenNames: readonly string[];
  /** Size of its XML without the picture, in UTF-8 bytes. */
  readonly bytes: number;
  /** It holds a picture of so many bytes. */
  readonly pictureBytes?: number;
}

/** A card as the user left it unsaved. */
export interface CardDraft {
  readonly which: WhichCard;
  /** `FetchedCard.revision` that the fields were edited from. */
  readonly basedOn: string;
  readonly fields: CardFields;
}

/** What came of asking for a card. */
export type CardAnswer =
  | { readonly outcome: 'card'; readonly card: Card }
  /** There is none, or an empty one. */
  | { readonly outcome: 'none' }
  /** The service knows no such thing. */
  | { readonly outcome: 'not-offered' }
  /** Who asked may not see it. */
  | { readonly outcome: 'refused'; readonly condition: string }
  | { readonly outcome: 'failed'; readonly condition: string };

/** A card as it was fetched just now: measured. */
export interface FetchedCard {
  readonly answer: CardAnswer;
  /** Names what was read, also that there was nothing; a save says which one it changes. */
  readonly revision: string;
  readonly fetchedAt: number;
}

/** Who may see something: as `Audience`, or everybody, stranger or not. */
export type ProfileAudience = Omit<Audience, 'kind'> & { readonly kind: Audience['kind'] | 'everybody' };

export const profileAudienceKinds = ['chosenCard', 'picture'] as const;
/** What of a profile has an audience of its own. */
export type ProfileAudienceKind = (typeof profileAudienceKinds)[number];

/** What a service says of a personal node. */
export interface NodeAudience {
  /** As the user chose it here; the preset before. */
  readonly chosen: ProfileAudience;
  /** Access model as the service reports it (XEP-0060 §4.5); absent: there is no node, or it does not say. */
  readonly access?: string;
}

/** Whether the service makes one card of both, with one audience. */
export interface OneCard {
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** "measured": by comparing both as they were fetched. "service-says": by a feature (XEP-0398). */
  readonly by?: 'measured' | 'service-says';
  /** It announces that it converts (`urn:xmpp:pep-vcard-conversion:0`); with "unknown", one card is to be expected. */
  readonly announced: boolean;
}

/** One of the two ways by which clients find a picture. */
export interface PictureWay {
  readonly state: 'set' | 'none' | 'not-offered' | 'failed';
  /** SHA-1 of the bytes, lower-case hex. */
  readonly hash?: string;
  readonly picture?: PictureFacts;
}

/** A picture in the card for whom the user chooses (XEP-0292); Candor puts none there, other programs may. */
export interface CardPicture {
  /** "elsewhere": at an address, which is never fetched. "unreadable": nothing that Candor shows. */
  readonly state: 'set' | 'none' | 'elsewhere' | 'unreadable' | 'failed';
  readonly picture?: PictureFacts;
}

/** Measured from the bytes themselves; type as their signature says. */
export interface PictureFacts {
  readonly type: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type PictureType = (typeof pictureTypes)[number];

export interface OwnPicture {
  /** XEP-0084: personal nodes, seen by whom their audience lets. */
  readonly avatar: PictureWay;
  /** XEP-0153: in the public card. Where the service converts (XEP-0398), it makes this of the other one. */
  readonly photo: PictureWay;
  readonly inChosenCard: CardPicture;
  readonly audience: NodeAudience;
  /** The service converts: one picture, one audience. */
  readonly converts: boolean;
  /** Both ways have the same one, or neither has any. */
  readonly same: boolean;
}

/** Everything of the own profile, as fetched now. */
export interface OwnProfile {
  readonly public: FetchedCard;
  readonly chosen: FetchedCard;
  readonly chosenAudience: NodeAudience;
  readonly oneCard: OneCard;
  readonly picture: OwnPicture;
}

/** What a save would come to; nothing is written for it but the questions. */
export interface SavePreview {
  /** The card is another one meanwhile. */
  readonly conflict?: FetchedCard;
  readonly oneCard: OneCard;
  /**
   * Names of what the card would hold and a converting service does not carry over to the other form: fields, and
   * elements that Candor does not show.
   */
  readonly losses: readonly string[];
}

export type SaveAnswer =
  | {
      readonly outcome: 'saved';
      /** A fresh fetch after writing. */
      readonly now: FetchedCard;
      readonly oneCard: OneCard;
      /** Fields that are not as they were written; what was deleted and is still there is among them. */
      readonly differing: readonly CardFieldName[];
      /** How many things that Candor does not show were there before and are not any more. */
      readonly lostHidden: number;
    }
  /** Another client changed the card meanwhile; nothing was written. */
  | { readonly outcome: 'conflict'; readonly theirs: FetchedCard };

/** What a fresh fetch saw after something was deleted. */
export interface DeleteAnswer {
  /** Nothing of it is there any more. */
  readonly gone: boolean;
  /** As fetched after it. */
  readonly now: OwnProfile;
}

export type PicturePlace = 'avatar' | 'photo' | 'chosenCard';

/** What came of setting the picture or of taking it away, with what a fresh fetch saw then. */
export interface PictureAnswer {
  readonly now: OwnPicture;
  /** Where it was wanted otherwise than it now is. */
  readonly failed: readonly PicturePlace[];
}

/** A profile as somebody else fetched it: measured. */
export type StrangerView =
  | {
      readonly outcome: 'seen';
      /** Bare JID that asked. */
      readonly as: string;
      readonly by: 'account' | 'anonymous';
      /** The account that asked is in the roster of the one that was asked about: no stranger. */
      readonly isContact: boolean;
      readonly at: number;
      readonly public: CardAnswer;
      readonly chosen: CardAnswer;
      readonly picture: PictureWay;
      /** Fields of both cards that it got, of each its own. */
      readonly fields: Readonly<Record<WhichCard, readonly CardFieldName[]>>;
    }
  | {
      readonly outcome: 'not-checkable';
      readonly why:
        /** The lent account is not signed in here, or not online. */
        | 'account-offline'
        /** The service of the lent account does not take this password. */
        | 'wrong-password'
        /** The service lets nobody in anonymously. */
        | 'no-anonymous'
        /** It could not be reached or asked; `detail` is the code of the failure. */
        | 'failed';
      readonly detail?: string;
    };

/** Whether somebody sees something of the account, and how that is known. */
export interface Sight {
  readonly sees: 'yes' | 'no' | 'nothing-there' | 'unknown';
  readonly mark: 'measured' | 'service-says' | 'not-checkable';
}

export const sightKinds = [
  'presence',
  'tune',
  'mood',
  'activity',
  'nickname',
  'picture',
  'publicCard',
  'chosenCard',
] as const;
export type SightKind = (typeof sightKinds)[number];

/** What is between the account and somebody; nobody but the own service is asked. */
export interface ContactAbout {
  /** What they can see of the account. */
  readonly sees: Readonly<Record<SightKind, Sight>>;
  /** The service takes reports (XEP-0377). */
  readonly canReport: boolean;
  /** The service has a block list (XEP-0191). */
  readonly canBlock: boolean;
}

/** What somebody publishes; the picture, however large, is left out. */
export interface ContactCards {
  readonly public: CardAnswer;
  readonly chosen: CardAnswer;
  readonly fetchedAt: number;
}

/** XEP-0092; texts are bounded plain lines. */
export interface ClientSoftware {
  readonly name: string;
  readonly version: string;
  /** Empty where it does not say. */
  readonly os: string;
}

/** A contact's picture by its hash; without one: letters on a colour. */
export interface ContactPicture {
  /** Bare JID. */
  readonly jid: string;
  /** SHA-1, lower-case hex; asked for by `profile.pictures`. */
  readonly hash?: string;
}

/** The bytes of a picture. They were checked by hash, size, signature and their own word on width and height. */
export interface StoredPicture extends PictureFacts {
  readonly hash: string;
  /** Base64. */
  readonly data: string;
}
