/**
 * Cards and pictures: the user's own, with who sees what, and those of contacts. All records are JSON.
 *
 * There are two cards. The public one (XEP-0054, vcard-temp) everybody can fetch; the chosen one
 * (XEP-0292, vCard4 in a personal node) is for whom the user chooses. Some services make one of both.
 */
import * as v from 'valibot';
import { groups, inAccount, inConversation, jid, people, takes } from './command';
import type { Audience } from './personal';

/** Longest value of a card's field that the window may save, in UTF-16 units. */
export const MAX_CARD_TEXT = 8192;
/** Most entries of one kind (e.g. phones). */
export const MAX_CARD_ENTRIES = 50;
/** Largest picture that is sent, in bytes as they are; what every kind of client can be expected to fetch. */
export const MAX_PICTURE_BYTES = 64 * 1024;
/** Longest side of a picture that is sent. */
export const MAX_PICTURE_SIDE = 1024;
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

/** What came of asking for a card. */
export type CardAnswer =
  | { readonly outcome: 'card'; readonly card: Card }
  /** There is none, or an empty one. */
  | { readonly outcome: 'none' }
  /** The service knows no such thing. */
  | { readonly outcome: 'not-offered' }
  /** Who asked may not see it. */
  | { readonly outcome: 'refused'; readonly condition: string }
  /** There is one, too large to be shown. */
  | { readonly outcome: 'too-large' }
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

/** What came of setting the picture or of taking it away, with what a fresh fetch saw then. */
export interface PictureAnswer {
  readonly now: OwnPicture;
  /** The ways by which it was wanted otherwise than it now is. */
  readonly failed: readonly ('avatar' | 'photo')[];
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

const text = v.pipe(v.string(), v.maxLength(MAX_CARD_TEXT));
const id = v.optional(v.pipe(v.string(), v.maxLength(64)));
const kinds = v.pipe(v.array(v.picklist(placeKinds)), v.maxLength(placeKinds.length));
const entries = v.pipe(v.array(v.strictObject({ id, value: text, kinds })), v.maxLength(MAX_CARD_ENTRIES));
const address = v.strictObject({
  id,
  kinds,
  postBox: text,
  extended: text,
  street: text,
  locality: text,
  region: text,
  postalCode: text,
  country: text,
});
const cardFields = v.strictObject({
  fullName: text,
  nickname: text,
  birthday: text,
  emails: entries,
  phones: entries,
  addresses: v.pipe(v.array(address), v.maxLength(MAX_CARD_ENTRIES)),
  homepages: entries,
  organization: text,
  title: text,
  role: text,
  about: text,
});
const audience = v.strictObject({
  kind: v.picklist(['everybody', 'contacts', 'groups', 'people', 'nobody']),
  groups,
  people,
});
const whichCard = v.picklist(whichCards);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/u));
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PICTURE_SIDE));

const accountArgs = v.strictObject(inAccount);
const conversationArgs = v.strictObject(inConversation);
const saveArgs = v.strictObject({
  ...inAccount,
  which: whichCard,
  /** `FetchedCard.revision` that the fields were edited from. */
  basedOn: v.pipe(v.string(), v.maxLength(128)),
  fields: cardFields,
});
const setAudienceArgs = v.strictObject({ ...inAccount, of: v.picklist(['chosenCard', 'picture']), audience });
const deleteCardArgs = v.strictObject({ ...inAccount, which: whichCard });
const setPictureArgs = v.strictObject({
  ...inAccount,
  picture: v.strictObject({
    type: v.picklist(['image/png', 'image/jpeg', 'image/webp']),
    width: side,
    height: side,
    bytes: v.pipe(v.instance(Uint8Array), v.minLength(1), v.maxLength(MAX_PICTURE_BYTES)),
  }),
  /** Also into the public card, where everybody sees it; without it, old clients show none. */
  publicToo: v.boolean(),
});
const strangerArgs = v.strictObject({
  ...inAccount,
  by: v.variant('kind', [
    v.strictObject({ kind: v.literal('account'), jid }),
    /** `service`: a domain that lets strangers in; absent: the account's own. */
    v.strictObject({ kind: v.literal('anonymous'), service: v.optional(v.pipe(v.string(), v.maxLength(1023))) }),
  ]),
});
const clientArgs = v.strictObject({
  ...inConversation,
  resource: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)),
});
const reportArgs = v.strictObject({
  ...inConversation,
  reason: v.picklist(['spam', 'abuse']),
  text: v.pipe(v.string(), v.maxLength(2000)),
});
const picturesArgs = v.strictObject({
  ...inAccount,
  hashes: v.pipe(v.array(hash), v.minLength(1), v.maxLength(MAX_PICTURES_AT_ONCE)),
});
const rejectArgs = v.strictObject({ ...inAccount, hash });

/**
 * Commands about cards and pictures. Each fails with "offline" where there is no connection, but for
 * `contactPictures`, `pictures` and `rejectPicture`, which ask nobody.
 */
export const profileCommands = {
  /** Fetches both cards and the picture's places. */
  'profile.read': takes(accountArgs).returns<OwnProfile>(),
  /** What saving these fields would come to; to be asked, and shown, before `saveCard`. */
  'profile.previewSave': takes(saveArgs).returns<SavePreview>(),
  /**
   * Writes the fields into the card as it is now, if that is the one they were edited from, and leaves everything
   * else in it alone; a chosen card only once the service has said back who may see it ("audience-differs").
   */
  'profile.saveCard': takes(saveArgs).returns<SaveAnswer>(),
  'profile.deleteCard': takes(deleteCardArgs).returns<DeleteAnswer>(),
  /** Who may see the chosen card or the picture; what is there already is shown to them or hidden from others. */
  'profile.setAudience': takes(setAudienceArgs).returns<OwnProfile>(),
  /** The picture as the window made it; "invalid-argument" where its bytes are not what they are said to be. */
  'profile.setPicture': takes(setPictureArgs).returns<PictureAnswer>(),
  /** Takes it away from everywhere. */
  'profile.removePicture': takes(accountArgs).returns<PictureAnswer>(),
  /** Fetches the profile as somebody else; never from what is known here. */
  'profile.strangerView': takes(strangerArgs).returns<StrangerView>(),

  'profile.contactAbout': takes(conversationArgs).returns<ContactAbout>(),
  /** Fetches both cards of somebody. */
  'profile.contactCards': takes(conversationArgs).returns<ContactCards>(),
  /** Asks one client what it is; it learns that it was asked. */
  'profile.clientSoftware': takes(clientArgs).returns<ClientSoftware>(),
  /** Blocks somebody and reports them to the own service (XEP-0377), which cannot be taken back. */
  'profile.report': takes(reportArgs).returns<null>(),

  /** Which contacts have which picture, as far as it is here; the event `picturesChanged` tells of changes. */
  'profile.contactPictures': takes(accountArgs).returns<readonly ContactPicture[]>(),
  /** Those of them that are here. */
  'profile.pictures': takes(picturesArgs).returns<readonly StoredPicture[]>(),
  /** The window could not decode it: it is forgotten and not fetched again. */
  'profile.rejectPicture': takes(rejectArgs).returns<null>(),
} as const;
