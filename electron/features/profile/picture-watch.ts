/** Hears which pictures contacts have. What keeps them is loaded when the first one is heard of, or looked for. */
import { bareJid, type BareJid } from '../../xmpp/jid';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import type { ContactPictures } from './contact-pictures';

export class PictureWatch {
  readonly #services: AccountServices;
  readonly #isShown: (jid: BareJid) => boolean;
  #pictures: Promise<ContactPictures> | undefined;

  constructor(services: AccountServices, isContact: (jid: BareJid) => boolean) {
    this.#services = services;
    this.#isShown = (jid) => jid === services.account || isContact(jid);
    const { avatar, presence } = services.modules;
    avatar.onEvent((owner, forms) => this.#hear(owner, (pictures) => pictures.heardAvatar(owner, forms)));
    presence.onPresence(({ from, photo }) => {
      const owner = bareJid(from);
      if (photo !== undefined && owner !== undefined)
        this.#hear(owner, (pictures) => pictures.heardPhoto(owner, photo));
    });
  }

  /** Rejects with `StoreError`. */
  get pictures(): Promise<ContactPictures> {
    this.#pictures ??= import('./contact-pictures').then(
      (room) => new room.ContactPictures(this.#services, this.#isShown),
    );
    return this.#pictures;
  }

  sessionEnded(): void {
    this.#pictures?.then(
      (pictures) => pictures.sessionEnded(),
      // Whoever asked for them is told; here there is nothing to end.
      () => undefined,
    );
  }

  #hear(owner: BareJid, tell: (pictures: ContactPictures) => void): void {
    if (!this.#services.settings().showPictures || !this.#isShown(owner)) return;
    this.pictures.then(tell).catch((error: unknown) => {
      this.#pictures = undefined;
      this.#services.log.warn('pictures', reasonOf(error));
    });
  }
}
