/** One account's profile and what it asks of others; made when a command first needs it. */
import type { CommandArgs } from '../../contract/commands';
import type {
  ClientSoftware,
  ContactAbout,
  ContactCards,
  DeleteAnswer,
  OwnProfile,
  PictureAnswer,
  SaveAnswer,
  SavePreview,
} from '../../contract/profile';
import { bareJid, domainOf, type BareJid, type FullJid } from '../../xmpp/jid';
import { NS_REPORTING } from '../../xmpp/ns';
import { vcardTempForm } from '../../xmpp/xep-0054-vcard-temp/form';
import { vcard4Form } from '../../xmpp/xep-0292-vcard4/form';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError, reasonOf } from '../errors';
import { checkedAudience } from '../personal/audience';
import { cardAnswer, outcomeOf } from './answers';
import { aboutContact } from './contact-about';
import { OwnCards } from './own-cards';
import { OwnPictures } from './own-picture';
import { ProfileAccount } from './profile-account';

const rooms = new WeakMap<LiveAccount, ProfileRoom>();

/** Always the same for an account. */
export function profileOf(live: LiveAccount): ProfileRoom {
  const known = rooms.get(live) ?? new ProfileRoom(live);
  rooms.set(live, known);
  return known;
}

export class ProfileRoom {
  readonly #live: LiveAccount;
  readonly #account: ProfileAccount;
  readonly #cards: OwnCards;
  readonly #pictures: OwnPictures;
  /** What writes is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(live: LiveAccount) {
    this.#live = live;
    this.#account = new ProfileAccount(live);
    this.#cards = new OwnCards(this.#account);
    this.#pictures = new OwnPictures(this.#account);
    live.session.on('offline', () => {
      this.#cards.sessionEnded();
      this.#pictures.sessionEnded();
    });
    live.session.on('online', () => {
      this.#inTurn(() => this.#cards.placeAgain()).catch((error: unknown) => {
        live.services.log.warn('profile', `the card: ${reasonOf(error)}`);
      });
    });
  }

  async read(): Promise<OwnProfile> {
    this.#online();
    const [cards, chosenAudience, picture] = await Promise.all([
      this.#cards.read(),
      this.#cards.audience(),
      this.#pictures.read(),
    ]);
    return { ...cards, chosenAudience, picture };
  }

  previewSave({ which, basedOn, fields }: CommandArgs<'profile.saveCard'>): Promise<SavePreview> {
    this.#online();
    return this.#cards.preview(which, basedOn, fields);
  }

  saveCard({ which, basedOn, fields }: CommandArgs<'profile.saveCard'>): Promise<SaveAnswer> {
    return this.#inTurn(() => this.#cards.save(which, basedOn, fields));
  }

  deleteCard({ which }: CommandArgs<'profile.deleteCard'>): Promise<DeleteAnswer> {
    return this.#inTurn(async () => {
      await this.#cards.delete(which);
      const now = await this.read();
      return { gone: now[which].answer.outcome === 'none', now };
    });
  }

  setAudience({ of, audience }: CommandArgs<'profile.setAudience'>): Promise<OwnProfile> {
    return this.#inTurn(async () => {
      const { store, account } = this.#account.services;
      store.audiences.set(account, of, checkedAudience(audience));
      await (of === 'chosenCard' ? this.#cards : this.#pictures).keepInStep();
      return this.read();
    });
  }

  setPicture({ picture, publicToo }: CommandArgs<'profile.setPicture'>): Promise<PictureAnswer> {
    return this.#inTurn(() => this.#pictures.set(picture, publicToo));
  }

  removePicture(): Promise<PictureAnswer> {
    return this.#inTurn(async () => {
      try {
        await this.#cards.removePhotos();
      } catch (error) {
        // What the fresh fetch still finds there is told.
        this.#live.services.log.info('profile', `the picture in the card: ${reasonOf(error)}`);
      }
      return this.#pictures.remove();
    });
  }

  /** Contacts are told of the picture that the public card holds now, whoever put it there. */
  followPhoto(): Promise<void> {
    return this.#inTurn(() => this.#pictures.followPhoto());
  }

  async contactAbout(jid: BareJid): Promise<ContactAbout> {
    const [own, features] = await Promise.all([this.read(), this.#serverFeatures()]);
    return aboutContact(this.#live, jid, own, features);
  }

  async contactCards(jid: BareJid): Promise<ContactCards> {
    this.#online();
    const { vcardTemp, vcard4 } = this.#account.services.modules;
    const [one, other] = await Promise.all([
      outcomeOf(vcardTemp.fetch(jid)),
      outcomeOf(vcard4.fetch(jid).then((items) => items.at(-1))),
    ]);
    return {
      public: cardAnswer(vcardTempForm, one),
      chosen: cardAnswer(vcard4Form, other),
      fetchedAt: this.#account.services.clock.now(),
    };
  }

  async clientSoftware(jid: FullJid): Promise<ClientSoftware> {
    this.#online();
    const software = await this.#account.services.modules.version.query(jid);
    if (software === undefined) throw new FeatureError('not-offered');
    return { name: software.name, version: software.version, os: software.os ?? '' };
  }

  async report(jid: BareJid, { reason, text }: CommandArgs<'profile.report'>): Promise<void> {
    this.#online();
    // A server that knows nothing of reports would block, and keep silent about the rest.
    if (!(await this.#serverFeatures()).has(NS_REPORTING)) throw new FeatureError('not-offered');
    await this.#account.services.modules.blocking.report(jid, { reason, text });
  }

  async #serverFeatures(): Promise<ReadonlySet<string>> {
    const server = bareJid(domainOf(this.#live.jid)) ?? this.#live.jid;
    const info = await outcomeOf(this.#account.services.modules.disco.queryInfo(server));
    return new Set('value' in info ? info.value?.features : []);
  }

  #online(): void {
    if (!this.#live.isOnline) throw new FeatureError('offline');
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const run = this.#last.then(() => {
      this.#online();
      return work();
    });
    this.#last = run.catch(() => undefined);
    return run;
  }
}
