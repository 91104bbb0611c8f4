/** The account's picture: in its personal nodes (XEP-0084) and in its public card (XEP-0153). */
import type { CommandArgs } from '../../contract/commands';
import type { CardPicture, OwnPicture, PictureAnswer, PictureWay, ProfileAudience } from '../../contract/profile';
import type { BareJid } from '../../xmpp/jid';
import type { ProfileModules } from '../../xmpp/profile-modules';
import { NS_VCARD_TEMP } from '../../xmpp/ns';
import { sha1Of } from '../../xmpp/sha1';
import { Element } from '../../xmpp/xml';
import { MAX_AVATAR_BYTES } from '../../xmpp/xep-0084-user-avatar/module';
import type { AvatarData, AvatarMetadata } from '../../xmpp/xep-0084-user-avatar/stanza';
import { parsePhoto, withPhoto, type Photo } from '../../xmpp/xep-0153-vcard-avatars/stanza';
import { parseCardPhoto } from '../../xmpp/xep-0292-vcard4/photo';
import { controlsAudience } from '../../xmpp/xep-0163-pep/stanza';
import { announcesConversion } from '../../xmpp/xep-0398-conversion/stanza';
import { FeatureError } from '../errors';
import type { Access } from '../personal/audience';
import { orFeatureError, PersonalNode } from '../personal/personal-node';
import { outcomeOf, stateOf, valueOf, type Fetched } from './answers';
import { pictureFacts } from './picture-facts';
import type { ProfileAccount } from './profile-account';

type NewPicture = CommandArgs<'profile.setPicture'>['picture'];

interface Published extends AvatarData {
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

const MAX_BYTES = 8 * MAX_AVATAR_BYTES;

export class OwnPictures {
  readonly #account: ProfileAccount;
  readonly #data: PersonalNode<AvatarData>;
  readonly #metadata: PersonalNode<AvatarMetadata>;

  constructor(account: ProfileAccount) {
    this.#account = account;
    const { services } = account;
    const { avatar, avatarData } = services.modules;
    this.#data = new PersonalNode({ services, kind: 'picture', module: avatarData, keepsContent: true });
    this.#metadata = new PersonalNode({ services, kind: 'picture', module: avatar, empty: [], keepsContent: true });
  }

  sessionEnded(): void {
    this.#data.sessionEnded();
    this.#metadata.sessionEnded();
  }

  /** As fetched now. */
  async read(): Promise<OwnPicture> {
    const { modules } = this.#account.services;
    const [avatar, card, chosenCard, audience, features] = await Promise.all([
      avatarOf(modules),
      outcomeOf(modules.vcardTemp.fetch()),
      outcomeOf(modules.vcard4.fetch().then((items) => items.at(-1))),
      this.#account.nodeAudience('picture', modules.avatar),
      this.#account.features(),
    ]);
    const photo = photoIn(card);
    return {
      avatar,
      photo,
      inChosenCard: pictureIn(chosenCard),
      audience,
      converts: announcesConversion(features),
      same: avatar.hash === photo.hash && avatar.state === photo.state,
    };
  }

  /** Rejects with `FeatureError` 'invalid-argument' where the bytes are not what they are said to be. */
  async set(picture: NewPicture, publicToo: boolean): Promise<PictureAnswer> {
    const facts = pictureFacts(picture.bytes);
    if (facts?.type !== picture.type || facts.width !== picture.width || facts.height !== picture.height)
      throw new FeatureError('invalid-argument', 'picture');
    const features = await this.#account.features();
    if (controlsAudience(features)) await this.#publish({ ...picture, hash: sha1Of(picture.bytes) });
    else if (!publicToo) throw new FeatureError('not-offered');
    const hash = sha1Of(picture.bytes);
    // The service makes the other one of the first (XEP-0398), and tells contacts.
    if (announcesConversion(features)) await this.#account.announcePhoto(undefined);
    else {
      await this.#putIntoCard(publicToo ? picture : undefined);
      await this.#account.announcePhoto(publicToo ? hash : 'none');
    }
    const now = await this.read();
    const wantsPhoto = publicToo || now.converts;
    return {
      now,
      failed: [
        ...(controlsAudience(features) && now.avatar.hash !== hash ? (['avatar'] as const) : []),
        ...(now.photo.hash === (wantsPhoto ? hash : undefined) ? [] : (['photo'] as const)),
      ],
    };
  }

  /** From the nodes, from the public card, and from what contacts are told; `OwnCards` takes it from the other card. */
  async remove(): Promise<PictureAnswer> {
    await this.#clearNodes();
    if (announcesConversion(await this.#account.features())) await this.#account.announcePhoto(undefined);
    else {
      await this.#putIntoCard(undefined);
      await this.#account.announcePhoto('none');
    }
    const now = await this.read();
    return {
      now,
      failed: [
        ...(now.avatar.state === 'set' ? (['avatar'] as const) : []),
        ...(now.photo.state === 'set' ? (['photo'] as const) : []),
        ...(now.inChosenCard.state === 'none' ? [] : (['chosenCard'] as const)),
      ],
    };
  }

  /** Tells contacts of the picture in the public card as it is now; the service does so where it converts. */
  async followPhoto(): Promise<void> {
    if (announcesConversion(await this.#account.features())) return;
    const card = await outcomeOf(this.#account.services.modules.vcardTemp.fetch());
    if ('error' in card) return;
    const { state, hash } = photoIn(card);
    if (state !== 'failed') await this.#account.announcePhoto(hash ?? 'none');
  }

  /** The audience is chosen already: the picture is shown to it, and to nobody else. */
  async keepInStep(): Promise<void> {
    const { avatar, avatarData } = this.#account.services.modules;
    const info = (await avatar.fetch()).at(-1)?.[0];
    const data = info === undefined ? undefined : await avatarData.fetchItem(info.hash);
    const facts = data && pictureFacts(data.bytes);
    if (data !== undefined && facts !== undefined) await this.#publish({ ...facts, ...data });
  }

  /** The bytes first: who hears of a picture must be able to fetch it. */
  async #publish({ hash, bytes, type, width, height }: Published): Promise<void> {
    const audience = this.#audience;
    const access = this.#account.access(audience);
    const quiet: Access = { ...access, options: { ...access.options, sendLast: 'never' } };
    await orFeatureError(async () => {
      await this.#data.publish({ hash, bytes }, audience, quiet);
      await this.#metadata.publish([{ hash, bytes: bytes.length, type, width, height }], audience, access);
    });
  }

  async #clearNodes(): Promise<void> {
    if (!controlsAudience(await this.#account.features())) return;
    const audience = this.#audience;
    await orFeatureError(async () => {
      await this.#metadata.remove(audience);
      await this.#data.remove(audience);
    });
  }

  /** Everything else in the card stays as it is. */
  async #putIntoCard(photo: Photo | undefined): Promise<void> {
    const { vcardTemp } = this.#account.services.modules;
    const fetched = await outcomeOf(vcardTemp.fetch());
    if ('error' in fetched) {
      if (photo === undefined) return;
      throw fetched.error === 'timeout' ? new FeatureError('timeout') : fetched.error;
    }
    const card = fetched.value ?? new Element('vCard', { xmlns: NS_VCARD_TEMP });
    const changed = withPhoto(card, photo);
    if (photo !== undefined || changed.children.length < card.children.length) await vcardTemp.publish(changed);
  }

  get #audience(): ProfileAudience {
    return this.#account.audience('picture');
  }
}

/** The picture in somebody's nodes as it can be fetched: hash and bytes agree. */
export async function avatarOf({ avatar, avatarData }: ProfileModules, owner?: BareJid): Promise<PictureWay> {
  const metadata = await outcomeOf(avatar.fetch(owner).then((items) => items.at(-1)));
  if ('error' in metadata) return { state: wayState(metadata) };
  const info = metadata.value?.[0];
  if (info === undefined) return { state: 'none' };
  const data = await outcomeOf(avatarData.fetchItem(info.hash, owner));
  const bytes = valueOf(data)?.bytes;
  const facts = bytes === undefined || sha1Of(bytes) !== info.hash ? undefined : pictureFacts(bytes);
  return facts === undefined ? { state: 'failed', hash: info.hash } : { state: 'set', hash: info.hash, picture: facts };
}

/** The picture in a public card. */
export function photoIn(card: Fetched<Element>): PictureWay {
  if ('error' in card) return { state: wayState(card) };
  const photo = card.value && parsePhoto(card.value, MAX_BYTES);
  if (photo === undefined) return { state: 'none' };
  const [hash, facts] = [sha1Of(photo.bytes), pictureFacts(photo.bytes)];
  return facts === undefined ? { state: 'failed', hash } : { state: 'set', hash, picture: facts };
}

/** The picture in the card for whom the user chooses. */
function pictureIn(card: Fetched<Element>): CardPicture {
  if ('error' in card) return { state: wayState(card) === 'failed' ? 'failed' : 'none' };
  const photo = card.value && parseCardPhoto(card.value, MAX_BYTES);
  if (photo === undefined) return { state: 'none' };
  if (photo === 'elsewhere') return { state: photo };
  const picture = pictureFacts(photo.bytes);
  return picture === undefined ? { state: 'unreadable' } : { state: 'set', picture };
}

function wayState(failed: Extract<Fetched<unknown>, { readonly error: unknown }>): 'not-offered' | 'none' | 'failed' {
  const { outcome } = stateOf(failed.error);
  if (outcome === 'not-offered') return outcome;
  return outcome === 'refused' ? 'none' : 'failed';
}
