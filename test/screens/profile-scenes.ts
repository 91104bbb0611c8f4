/** Cards and pictures: empty, full, in conflict, refused; contacts with and without pictures. */
import type { OwnProfile } from '../../electron/contract/profile';
import { cardWith, FakeCards } from '../support/fake-cards';
import { FakeBridge } from '../support/fake-bridge';
import { someContactAbout, someFetchedCard, someOwnProfile, someStrangerView } from '../support/fake-profile';
import { ACCOUNT, LONG_NAME, people, ROMEO, type SceneOptions, snapshot, talk } from './cast';

const full = cardWith(
  {
    fullName: 'Juliet Capulet',
    nickname: 'Jule',
    birthday: '1595-09-11',
    emails: [
      { id: 'e1', value: 'juliet@capulet.example', kinds: ['home'] },
      { id: 'e2', value: 'balcony@verona.example', kinds: ['work'] },
    ],
    phones: [{ id: 'p1', value: '+39 045 555 0123', kinds: ['home'] }],
    addresses: [
      {
        id: 'a1',
        kinds: ['home'],
        postBox: '',
        extended: '',
        street: 'Via Cappello 23',
        locality: 'Verona',
        region: 'Veneto',
        postalCode: '37121',
        country: 'Italy',
      },
    ],
    homepages: [{ id: 'h1', value: 'https://capulet.example/juliet', kinds: [] }],
    organization: 'House of Capulet',
    title: 'Only daughter',
    about: 'My bounty is as boundless as the sea,\nmy love as deep.',
  },
  { hidden: 3, hiddenNames: ['JABBERID', 'TZ', 'X-PHRASE'] },
);
const long = cardWith({
  fullName: LONG_NAME,
  nickname: LONG_NAME,
  organization: LONG_NAME,
  title: LONG_NAME,
  emails: Array.from({ length: 6 }, (_, at) => ({
    id: `e${at}`,
    value: `${LONG_NAME.slice(0, 60)}@x${at}`,
    kinds: [],
  })),
  homepages: [{ id: 'h', value: `capulet.example/${'balcony/'.repeat(30)}`, kinds: [] }],
});

function face(hue: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 192;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.fillStyle = `hsl(${hue} 45% 72%)`;
  context.fillRect(0, 0, 192, 192);
  context.fillStyle = `hsl(${hue + 140} 40% 34%)`;
  context.beginPath();
  context.arc(96, 80, 40, 0, 7);
  context.ellipse(96, 190, 74, 62, 0, 0, 7);
  context.fill();
  return canvas;
}

const hashOf = (at: number): string => String(at).padStart(40, '0');

/** Pictures for some of the people, and one for the user. */
function withPictures(bridge: FakeBridge): FakeBridge {
  const jids = people.filter((_, at) => at % 2 === 0).map(({ jid }) => jid);
  const data = [...jids, ACCOUNT].map(
    (_, at) =>
      face(at * 67)
        .toDataURL('image/png')
        .split(',')[1] ?? '',
  );
  bridge.answer('profile.contactPictures', () => jids.map((jid, at) => ({ jid, hash: hashOf(at) })));
  bridge.answer('profile.pictures', ({ hashes }) =>
    hashes.map((hash) => ({
      hash,
      type: 'image/png',
      bytes: 4000,
      width: 192,
      height: 192,
      animated: false,
      data: data[Number(hash) % data.length] ?? '',
    })),
  );
  return bridge;
}

const picture: OwnProfile['picture'] = {
  ...someOwnProfile().picture,
  avatar: {
    state: 'set',
    hash: hashOf(people.length / 2),
    picture: { type: 'image/png', bytes: 51_000, width: 192, height: 192, animated: false },
  },
  photo: { state: 'none' },
  same: false,
  audience: { chosen: { kind: 'contacts', groups: [], people: [] }, access: 'presence' },
};

function scene(start: Partial<OwnProfile>, more: (bridge: FakeBridge, cards: FakeCards) => void = () => undefined) {
  return (options: SceneOptions): FakeBridge => {
    const bridge = withPictures(new FakeBridge(snapshot(options), talk));
    more(bridge, new FakeCards(bridge, start));
    return bridge;
  };
}

const audience = { chosen: { kind: 'groups', groups: ['Friends'], people: [] }, access: 'roster' } as const;

export const profileScenes: Readonly<Record<string, (options: SceneOptions) => FakeBridge>> = {
  'profile-empty': scene({}),
  'profile-full': scene({ public: full, chosen: cardWith({ fullName: 'Jule' }), chosenAudience: audience, picture }),
  'profile-long': scene({ public: long }),
  'profile-one-card': scene(
    { public: full, chosen: full, oneCard: { verdict: 'yes', by: 'measured', announced: true } },
    (bridge) => {
      bridge.answer('profile.previewSave', () => ({
        oneCard: { verdict: 'yes', by: 'measured', announced: true },
        losses: ['X-PHRASE', 'TZ'],
      }));
    },
  ),
  'profile-in-card': scene({
    public: full,
    chosen: full,
    picture: {
      ...picture,
      inChosenCard: {
        state: 'set',
        picture: { type: 'image/jpeg', bytes: 88_000, width: 640, height: 480, animated: false },
      },
    },
  }),
  'profile-conflict': scene({ public: full }, (bridge, cards) => {
    bridge.answer('profile.previewSave', () => {
      cards.changeElsewhere('public', {
        about: 'O, be some other name!',
        phones: [],
        emails: [{ id: 'e1', value: 'juliet@montague.example', kinds: ['home'] }],
      });
      return { oneCard: { verdict: 'no', announced: false }, losses: [], conflict: cards.now.public };
    });
  }),
  'profile-refused': scene(
    {
      public: someFetchedCard({ answer: { outcome: 'refused', condition: 'forbidden' } }),
      chosen: someFetchedCard({ answer: { outcome: 'not-offered' } }),
    },
    (bridge) => bridge.refuse('profile.setPicture', { code: 'refused-by-server', detail: 'policy-violation' }),
  ),
  'profile-failed': scene({ public: full }, (bridge) => {
    bridge.answer('profile.saveCard', () => ({
      outcome: 'saved',
      now: full,
      oneCard: { verdict: 'no', announced: false },
      differing: ['about', 'emails'],
      lostHidden: 2,
    }));
  }),
  'profile-seen': scene({ public: full, picture }, (bridge) => {
    bridge.answer('profile.strangerView', () =>
      someStrangerView(full.answer, ['fullName', 'nickname', 'emails', 'phones']),
    );
  }),
  faces: scene({}, (bridge) => {
    bridge.answer('profile.contactAbout', someContactAbout);
    bridge.answer('profile.contactCards', ({ with: jid }) => ({
      public:
        jid === ROMEO ? cardWith({ fullName: 'Romeo Montague', about: 'Is the day so young?' }).answer : full.answer,
      chosen: { outcome: 'refused', condition: 'forbidden' },
      fetchedAt: Date.now(),
    }));
    bridge.answer('profile.clientSoftware', () => ({ name: 'Psi+', version: '1.5.1644', os: 'Debian GNU/Linux' }));
  }),
};
