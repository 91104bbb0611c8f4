/** What main says of cards and pictures where nobody has any; a test puts its own in their place. */
import type { CommandArgs, CommandName, CommandResult } from '../../electron/contract/commands';
import type {
  CardAnswer,
  CardFieldName,
  ContactAbout,
  FetchedCard,
  NodeAudience,
  OwnPicture,
  OwnProfile,
  Sight,
  StrangerView,
} from '../../electron/contract/profile';

type ProfileCommand = Extract<CommandName, `profile.${string}`>;
export type FakeProfileHandlers = {
  readonly [N in ProfileCommand]: (args: CommandArgs<N>) => CommandResult<N>;
};

const NOW = Date.UTC(2026, 10, 22, 9, 0);

export function someFetchedCard(more: Partial<FetchedCard> = {}): FetchedCard {
  return { answer: { outcome: 'none' }, revision: 'none', fetchedAt: NOW, ...more };
}

export function someOwnProfile(more: Partial<OwnProfile> = {}): OwnProfile {
  const audience: NodeAudience = { chosen: { kind: 'contacts', groups: [], people: [] } };
  const picture: OwnPicture = {
    avatar: { state: 'none' },
    photo: { state: 'none' },
    inChosenCard: { state: 'none' },
    audience,
    converts: false,
    same: true,
  };
  return {
    public: someFetchedCard(),
    chosen: someFetchedCard(),
    chosenAudience: audience,
    oneCard: { verdict: 'no', by: 'measured', announced: false },
    picture,
    ...more,
  };
}

/** What a contact sees of somebody, of every kind of sight one. */
export function someContactAbout(): ContactAbout {
  return {
    ...{ canReport: true, canBlock: true },
    sees: {
      presence: { sees: 'yes', mark: 'measured' },
      tune: { sees: 'no', mark: 'service-says' },
      mood: { sees: 'nothing-there', mark: 'measured' },
      activity: { sees: 'unknown', mark: 'not-checkable' },
      nickname: { sees: 'yes', mark: 'service-says' },
      picture: { sees: 'yes', mark: 'service-says' },
      publicCard: { sees: 'yes', mark: 'measured' },
      chosenCard: { sees: 'no', mark: 'service-says' },
    },
  };
}

/** A stranger who signed in anonymously got this public card, and neither the other card nor a picture. */
export function someStrangerView(card: CardAnswer, fields: readonly CardFieldName[]): StrangerView {
  return {
    ...{ outcome: 'seen', as: 'x@anon.example', by: 'anonymous', isContact: false, at: Date.now() },
    public: card,
    chosen: { outcome: 'refused', condition: 'forbidden' },
    picture: { state: 'none' },
    fields: { public: fields, chosen: [] },
  };
}

const unknown: Sight = { sees: 'unknown', mark: 'not-checkable' };

export function fakeProfileHandlers(profile: () => OwnProfile = someOwnProfile): FakeProfileHandlers {
  return {
    'profile.read': () => profile(),
    'profile.previewSave': () => ({ oneCard: profile().oneCard, losses: [] }),
    'profile.saveCard': ({ which }) => ({
      outcome: 'saved',
      now: profile()[which],
      oneCard: profile().oneCard,
      differing: [],
      lostHidden: 0,
    }),
    'profile.keepDraft': () => null,
    'profile.drafts': () => [],
    'profile.deleteCard': () => ({ gone: true, now: profile() }),
    'profile.setAudience': () => profile(),
    'profile.setPicture': () => ({ now: profile().picture, failed: [] }),
    'profile.removePicture': () => ({ now: profile().picture, failed: [] }),
    'profile.strangerView': () => ({ outcome: 'not-checkable', why: 'no-anonymous' }),
    'profile.contactAbout': () => ({
      sees: {
        presence: unknown,
        tune: unknown,
        mood: unknown,
        activity: unknown,
        nickname: unknown,
        picture: unknown,
        publicCard: unknown,
        chosenCard: unknown,
      },
      canReport: false,
      canBlock: false,
    }),
    'profile.contactCards': () => ({ public: { outcome: 'none' }, chosen: { outcome: 'none' }, fetchedAt: NOW }),
    'profile.clientSoftware': () => ({ name: 'Candor', version: '0', os: '' }),
    'profile.report': () => null,
    'profile.contactPictures': () => [],
    'profile.pictures': () => [],
    'profile.rejectPicture': () => null,
  };
}
