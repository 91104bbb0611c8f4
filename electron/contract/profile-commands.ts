/**
 * What the window asks of cards and pictures. The schemas stand apart from the records, so that the window can use
 * those without them.
 */
import * as v from 'valibot';
import { groups, inAccount, inConversation, jid, password, people, takes } from './command';
import {
  MAX_CARD_TEXT,
  MAX_CARD_ENTRIES,
  MAX_PICTURE_BYTES,
  MAX_PICTURE_SIDE,
  MAX_PICTURES_AT_ONCE,
  profileAudienceKinds,
  whichCards,
  placeKinds,
  type OwnProfile,
  type SavePreview,
  type SaveAnswer,
  type DeleteAnswer,
  type PictureAnswer,
  type StrangerView,
  type ContactAbout,
  type ContactCards,
  type CardDraft,
  type ClientSoftware,
  type ContactPicture,
  type StoredPicture,
} from './profile';

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
const keepDraftArgs = v.strictObject({
  ...inAccount,
  which: whichCard,
  draft: v.nullable(v.strictObject({ basedOn: v.pipe(v.string(), v.maxLength(128)), fields: cardFields })),
});
const setAudienceArgs = v.strictObject({ ...inAccount, of: v.picklist(profileAudienceKinds), audience });
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
    /** Signed in here already. */
    v.strictObject({ kind: v.literal('account'), jid }),
    /** Signed in for this look alone; its password is forgotten with it. */
    v.strictObject({ kind: v.literal('lent'), jid, password }),
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
 * `contactPictures`, `pictures`, `rejectPicture` and those of drafts, which ask nobody.
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
  /** Keeps what is not saved while Candor runs, also without a window; null: there is nothing any more. */
  'profile.keepDraft': takes(keepDraftArgs).returns<null>(),
  'profile.drafts': takes(accountArgs).returns<readonly CardDraft[]>(),
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
