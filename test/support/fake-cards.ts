/** A service in memory that has cards and a picture, behind the fake bridge: what is saved there is what is read there. */
import type { Card, CardFields, FetchedCard, OwnProfile, PictureWay, WhichCard } from '../../electron/contract/profile';
import type { FakeBridge } from './fake-bridge';
import { someFetchedCard, someOwnProfile } from './fake-profile';

export function someFields(change: Partial<CardFields> = {}): CardFields {
  return {
    fullName: '',
    nickname: '',
    birthday: '',
    emails: [],
    phones: [],
    addresses: [],
    homepages: [],
    organization: '',
    title: '',
    role: '',
    about: '',
    ...change,
  };
}

export function cardWith(change: Partial<CardFields>, more: Partial<Card> = {}): FetchedCard {
  const card: Card = { fields: someFields(change), hidden: 0, hiddenNames: [], bytes: 400, ...more };
  return someFetchedCard({ answer: { outcome: 'card', card }, revision: `card ${JSON.stringify(change)}` });
}

/** What main wants of a picture, as the service then has it in both places. */
const setWay: PictureWay = {
  state: 'set',
  hash: 'c'.repeat(40),
  picture: { type: 'image/png', bytes: 50_000, width: 192, height: 192, animated: false },
};

/** From now on the bridge answers out of this profile, and each command changes it. */
export class FakeCards {
  now: OwnProfile;
  #revisions = 0;

  constructor(bridge: FakeBridge, start: Partial<OwnProfile> = {}) {
    this.now = someOwnProfile(start);
    bridge.answer('profile.read', () => this.now);
    bridge.answer('profile.previewSave', ({ which, basedOn }) => ({
      oneCard: this.now.oneCard,
      losses: [],
      ...(this.now[which].revision !== basedOn && { conflict: this.now[which] }),
    }));
    bridge.answer('profile.saveCard', ({ which, basedOn, fields }) => {
      if (this.now[which].revision !== basedOn) return { outcome: 'conflict', theirs: this.now[which] };
      this.#put(which, fields);
      return { outcome: 'saved', now: this.now[which], oneCard: this.now.oneCard, differing: [], lostHidden: 0 };
    });
    bridge.answer('profile.deleteCard', ({ which }) => {
      this.now = { ...this.now, [which]: someFetchedCard() };
      return { gone: true, now: this.now };
    });
    bridge.answer('profile.setAudience', ({ of, audience }) => {
      if (of === 'chosenCard') this.now = { ...this.now, chosenAudience: { chosen: audience, access: 'whitelist' } };
      else this.now = { ...this.now, picture: { ...this.now.picture, audience: { chosen: audience } } };
      return this.now;
    });
    bridge.answer('profile.setPicture', ({ publicToo }) => this.#setPicture(setWay, publicToo));
    bridge.answer('profile.removePicture', () => this.#setPicture({ state: 'none' }, true));
  }

  /** Another client of the same account writes the card. */
  changeElsewhere(which: WhichCard, change: Partial<CardFields>): void {
    const { answer } = this.now[which];
    this.#put(which, { ...(answer.outcome === 'card' ? answer.card.fields : someFields()), ...change });
  }

  #put(which: WhichCard, fields: CardFields): void {
    this.#revisions += 1;
    this.now = { ...this.now, [which]: { ...cardWith(fields), revision: `revision ${this.#revisions}` } };
  }

  #setPicture(way: PictureWay, photoToo: boolean): { now: OwnProfile['picture']; failed: [] } {
    const photo = photoToo ? way : this.now.picture.photo;
    this.now = { ...this.now, picture: { ...this.now.picture, avatar: way, photo, same: photo.hash === way.hash } };
    return { now: this.now.picture, failed: [] };
  }
}
