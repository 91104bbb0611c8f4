/**
 * Pictures of contacts: who has which, and the bytes by their hash. Each is fetched once, a few at a time, and
 * checked before it is kept; what is no picture is remembered by its hash and not asked for again.
 */
import { pictureTypes, type ContactPicture, type StoredPicture } from '../../contract/profile';
import { StanzaError } from '../../xmpp/errors';
import type { BareJid } from '../../xmpp/jid';
import { sha1Of } from '../../xmpp/sha1';
import { MAX_AVATAR_BYTES } from '../../xmpp/xep-0084-user-avatar/module';
import type { AvatarMetadata } from '../../xmpp/xep-0084-user-avatar/stanza';
import { parsePhoto } from '../../xmpp/xep-0153-vcard-avatars/stanza';
import type { History } from '../../store/store';
import type { PictureWayName } from '../../store/pictures-table';
import { reasonOf } from '../errors';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';
import { pictureFacts } from './picture-facts';

/** So many are asked for at the same time. */
const IN_FLIGHT = 4;
/** What is heard in quick succession is looked at together: the same picture by both ways, or many contacts' (milliseconds). */
const REST = 300;

interface Owner {
  avatar?: string;
  photo?: string;
}

const NONE = 'none';

export class ContactPictures {
  readonly #services: AccountServices;
  readonly #isShown: (jid: BareJid) => boolean;
  readonly #owners = new Map<string, Owner>();
  readonly #here = new Set<string>();
  readonly #refused = new Set<string>();
  /** Asked for in this session and not got; the next one asks again. */
  readonly #failed = new Set<string>();
  /** Who waits for a picture that is not here, by its hash. */
  readonly #waiting = new Map<string, Set<BareJid>>();
  /** Hashes that are to be asked for. */
  readonly #wanted = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #heard: Gathered<BareJid>;
  readonly #changed: Gathered<BareJid>;

  /** `isShown`: a contact, or the account itself. */
  constructor(services: AccountServices, isShown: (jid: BareJid) => boolean) {
    this.#services = services;
    this.#isShown = isShown;
    this.#heard = new Gathered(services.clock, REST, (jids) => this.#look(jids));
    this.#changed = new Gathered(services.clock, REST, (jids) => this.#tell(jids));
    for (const { jid, way, hash } of this.#table.owners(services.account)) this.#owner(jid)[way] = hash;
    for (const { hash, refused } of this.#table.hashes(services.account))
      (refused ? this.#refused : this.#here).add(hash);
  }

  /** Somebody's node says which pictures there are; undefined: the node is gone. */
  heardAvatar(jid: BareJid, forms: AvatarMetadata | undefined): void {
    const usable = forms?.find(
      ({ type, bytes }) => bytes <= MAX_AVATAR_BYTES && pictureTypes.some((known) => known === type),
    );
    this.#note(jid, 'avatar', usable?.hash ?? NONE);
  }

  /** Somebody's presence says which picture is in their card, or "none". */
  heardPhoto(jid: BareJid, hash: string): void {
    this.#note(jid, 'photo', hash);
  }

  sessionEnded(): void {
    this.#waiting.clear();
    this.#wanted.clear();
    this.#failed.clear();
  }

  /** Those whose picture is here. */
  list(): readonly ContactPicture[] {
    return [...this.#owners.keys()]
      .filter((jid) => this.#isShown(jid as BareJid))
      .map((jid) => this.#record(jid))
      .filter(({ hash }) => hash !== undefined);
  }

  pictures(hashes: readonly string[]): readonly StoredPicture[] {
    return hashes
      .map((hash) => this.#table.get(this.#services.account, hash))
      .filter((picture) => picture !== undefined);
  }

  /** The window could not decode it. */
  reject(hash: string): void {
    if (!this.#here.has(hash)) return;
    this.#refuse(hash);
    for (const [jid, owner] of this.#owners)
      if (owner.avatar === hash || owner.photo === hash) this.#changed.add(jid as BareJid);
  }

  get #history(): History {
    return this.#services.store.history(this.#services.account);
  }

  get #table(): History['pictures'] {
    return this.#history.pictures;
  }

  #owner(jid: string): Owner {
    const known = this.#owners.get(jid) ?? {};
    this.#owners.set(jid, known);
    return known;
  }

  #note(jid: BareJid, way: PictureWayName, hash: string): void {
    if (!this.#isShown(jid)) return;
    const owner = this.#owner(jid);
    if (owner[way] !== hash) {
      owner[way] = hash;
      this.#changed.add(jid);
    }
    this.#heard.add(jid);
  }

  /** Writes down what was heard, and asks for what is missing. */
  #look(jids: readonly BareJid[]): void {
    const { account } = this.#services;
    this.#store(() => {
      for (const jid of jids) {
        const owner = this.#owner(jid);
        for (const way of ['avatar', 'photo'] as const) {
          const hash = owner[way];
          if (hash !== undefined) this.#table.setOwner(account, { jid, way, hash });
        }
      }
      this.#table.removeUnused(account);
    });
    for (const jid of jids) {
      const hash = chosen(this.#owner(jid));
      if (hash === undefined || this.#here.has(hash) || this.#refused.has(hash) || this.#failed.has(hash)) continue;
      this.#waiting.set(hash, (this.#waiting.get(hash) ?? new Set()).add(jid));
      if (!this.#underWay.has(hash)) this.#wanted.add(hash);
    }
    this.#fetchMore();
  }

  #fetchMore(): void {
    for (const hash of this.#wanted) {
      if (this.#underWay.size >= IN_FLIGHT) return;
      this.#wanted.delete(hash);
      const [jid] = this.#waiting.get(hash) ?? [];
      if (jid === undefined) continue;
      this.#underWay.add(hash);
      void this.#fetch(hash, jid).finally(() => {
        this.#underWay.delete(hash);
        this.#fetchMore();
      });
    }
  }

  async #fetch(hash: string, jid: BareJid): Promise<void> {
    try {
      const bytes = await this.#bytes(hash, jid);
      const facts = sha1Of(bytes) === hash ? pictureFacts(bytes) : undefined;
      if (facts === undefined) this.#refuse(hash);
      else {
        const data = Buffer.from(bytes).toString('base64');
        this.#store(() => this.#table.put(this.#services.account, { ...facts, hash, data }));
        this.#here.add(hash);
      }
    } catch (error) {
      // An offline owner's server may know more another time.
      if (!(error instanceof StanzaError)) this.#services.log.debug('pictures', reasonOf(error));
      this.#failed.add(hash);
    }
    for (const one of this.#waiting.get(hash) ?? []) this.#changed.add(one);
    this.#waiting.delete(hash);
  }

  /** Rejects with `StanzaError` where there is none; none at all: what is there cannot be read. */
  async #bytes(hash: string, jid: BareJid): Promise<Uint8Array> {
    const { avatarData, vcardTemp } = this.#services.modules;
    const isAvatar = this.#owner(jid).avatar === hash;
    const card = isAvatar ? undefined : await vcardTemp.fetch(jid);
    const found = isAvatar ? await avatarData.fetchItem(hash, jid) : card && parsePhoto(card, MAX_AVATAR_BYTES);
    if (found === undefined) throw new StanzaError('item-not-found', 'cancel', '');
    return found.bytes;
  }

  #refuse(hash: string): void {
    this.#here.delete(hash);
    this.#refused.add(hash);
    this.#store(() => this.#table.refuse(this.#services.account, hash));
  }

  /** What is not stored is fetched again another time. */
  #store(work: () => void): void {
    try {
      this.#history.lightly(work);
    } catch (error) {
      this.#services.log.warn('pictures', reasonOf(error));
    }
  }

  #record(jid: string): ContactPicture {
    const hash = chosen(this.#owner(jid));
    return hash !== undefined && this.#here.has(hash) ? { jid, hash } : { jid };
  }

  #tell(jids: readonly BareJid[]): void {
    const changed = jids.map((jid) => this.#record(jid));
    this.#services.hub.emit('picturesChanged', { account: this.#services.account, changed });
  }
}

/** A personal node is for those whom its owner chose; the card is what old clients have. */
function chosen({ avatar, photo }: Owner): string | undefined {
  const hash = avatar === undefined || avatar === NONE ? photo : avatar;
  return hash === NONE ? undefined : hash;
}
