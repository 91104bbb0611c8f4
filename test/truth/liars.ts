/** Services that break or lie, and what the screens may say of them: never more than that it could not be found out. */
import { enFacts } from '../../renderer/text/en-facts';
import {
  either,
  features,
  manyNodes,
  muchPrivateXml,
  nonsense,
  refusal,
  resultOf,
  silence,
  type Lie,
} from '../support/fake-server/lies';
import { counted, KEPT, namespaces, now, row, type Expected, type Place } from './facts';

export const DOMAIN = 'capulet.example';
export const ACCOUNT = `juliet@${DOMAIN}`;
const NS_PUBSUB = 'http://jabber.org/protocol/pubsub';

export interface Liar {
  /** The service … */
  readonly what: string;
  readonly lie: Lie;
  /** It ends the connection at the first question and never comes back. */
  readonly leaves?: true;
  readonly expected: readonly Expected[];
}

/** Beginnings of the keys of what only a service can tell. */
const told = [
  ...['registration-fields', 'contact-list', 'vcard.', 'vcard-for-others', 'private-storage.', 'personal-nodes'],
  ...['own-address', 'archive', 'offline-messages', 'contact-addresses', 'no-contact-addresses', 'software', 'uptime'],
  ...['features', 'components', 'data-policy', 'no-data-policy', 'service-forms', 'room-nickname', 'no-room-nickname'],
];

/** Any sentence of the catalogue that would be a fact about a service that told none. */
const falseWords = new RegExp(
  Object.entries(enFacts)
    .filter(([key]) => told.some((one) => key === `fact.${one}` || key.startsWith(`fact.${one}`)))
    .flatMap(([, text]) => (typeof text === 'string' ? [text] : Object.values(text)))
    // A line of a list alone could be anything.
    .filter((text) => /[a-z]{3}/u.test(text.replaceAll(/\{\w+\}/gu, '')))
    .map((text) =>
      text
        .split(/\{\w+\}/u)
        .map(escaped)
        .join('.+'),
    )
    .join('|'),
  'u',
);
/** Counts and absences, as a row would tell them. */
const falseAmounts =
  /\d+ (?:person|people|cards?|entry|entries|rooms?|messages?|bytes|nicknames?|other sessions?)\b|^Nothing$|no such thing|no count/mu;

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}

const connected: Place = { tab: 'Service', region: 'How you are connected' };
const runBy: Place = { tab: 'Service', region: 'Who runs it' };
const offers: Place = { tab: 'Service', region: 'What the service can do' };

/** What is asked where, in the words that follow "Couldn’t find out". */
const asked: readonly (readonly [Place, ...(readonly string[])])[] = [
  [connected, 'which network address the service sees'],
  [runBy, 'which addresses the service names', 'what the service runs', 'how long the service has been running'],
  [offers, 'what the service offers', 'which parts the service has'],
  [
    now(KEPT),
    ...['what is on file of your account', 'what is in your contact list there'],
    ...['what is on your business card there', 'what is in private storage'],
    ...['what you have published, and who can see it', 'which network address the service sees'],
  ],
  [now('Private messages'), 'what the archive keeps', 'what is in the archive', 'how many messages wait for you'],
  [now('Chatrooms'), 'which parts the service has', 'which name the rooms keep for you'],
  [now('Contact'), 'which addresses the service names', 'what the service says about data'],
];

const rows = [
  ...['Roster', 'vCard', 'vCard4', 'Bookmarks', 'Block list', 'Message archive', 'Offline messages', 'Other sessions'],
  ...['Room nicknames', 'PEP: list of nodes', 'Private XML storage: everything else'],
  ...namespaces.map(({ ns }) => `Private XML storage: ${ns}`),
];

function nothingIsKnown(why: string): readonly Expected[] {
  return [
    ...asked.flatMap(([place, ...questions]) =>
      questions.map((what): Expected => {
        const says = new RegExp(escaped(`Couldn’t find out ${what}. ${why}`), 'u');
        return { name: `${what} (${place.tab})`, place, says, mark: 'not checkable' };
      }),
    ),
    { name: 'no fact on Service', place: { tab: 'Service' }, never: falseWords },
    { name: 'no fact on Policy', place: { tab: 'Policy' }, never: falseWords },
    { name: 'nothing differs', place: { tab: 'Policy' }, never: /\d things? differs? from the policy/u },
    ...noRowIsKnown(why),
  ];
}

function noRowIsKnown(why: string): readonly Expected[] {
  return rows.map((name) => ({
    name,
    place: row(name),
    says: new RegExp(escaped(`Couldn’t find out. ${why}`), 'u'),
    never: falseAmounts,
    mark: 'not checkable',
  }));
}

/** The service says nothing. Somebody else answers each question in its place, at once and convincingly. */
const impostor: Lie = (iq) => {
  const [name = '', ns = ''] = iq.payload.split(' ');
  const inner =
    ns === 'jabber:iq:roster'
      ? `<item jid='tybalt@${DOMAIN}' name='Tybalt' subscription='both'/>`
      : ns === 'jabber:iq:version'
        ? '<name>Prosody</name><version>1.0</version>'
        : '<FN>Juliet</FN>';
  return resultOf(iq, `<${name} xmlns='${ns}'>${inner}</${name}>`, 'tybalt@montague.example/x');
};

/** Numbers and words that are none. */
const oddFigures: Lie = (iq) => {
  switch (iq.payload) {
    case 'query jabber:iq:last':
      return resultOf(iq, "<query xmlns='jabber:iq:last' seconds='-5'/>");
    case 'address urn:xmpp:sic:1':
      return resultOf(iq, "<address xmlns='urn:xmpp:sic:1'><ip>&lt;b&gt;localhost&lt;/b&gt;</ip></address>");
    case 'query urn:xmpp:mam:2':
      return resultOf(
        iq,
        "<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'><count>-3</count></set></fin>",
      );
    case 'prefs urn:xmpp:mam:2':
      return resultOf(iq, "<prefs xmlns='urn:xmpp:mam:2' default='sometimes'><always/><never/></prefs>");
    default:
      return undefined;
  }
};

const announced = features([
  ...[`${NS_PUBSUB}#publish-options`, 'urn:xmpp:mam:2', 'urn:xmpp:blocking', 'jabber:iq:private', 'vcard-temp'],
  'http://jabber.org/protocol/disco#info',
]);
const MANY = 500;
const notes = row('Private XML storage: storage:rosternotes');

export const silentLiar: Liar = {
  what: 'says nothing, while somebody else answers',
  lie: impostor,
  expected: nothingIsKnown('The service did not answer in time.'),
};

export const liars: readonly Liar[] = [
  {
    what: 'answers with an error',
    lie: refusal('internal-server-error'),
    expected: nothingIsKnown('The service refused to say.'),
  },
  {
    what: 'answers with nonsense',
    lie: nonsense,
    expected: nothingIsKnown('The answer made no sense.'),
  },
  {
    what: 'gives figures that are none',
    lie: either(announced, oddFigures, manyNodes(ACCOUNT, 3, 'friends-of-friends')),
    expected: [
      ...(
        [
          [runBy, 'how long the service has been running'],
          [connected, 'which network address the service sees'],
          [now('Private messages'), 'what the archive keeps'],
        ] as const
      ).map(([place, what]): Expected => {
        const says = new RegExp(escaped(`Couldn’t find out ${what}. The answer made no sense.`), 'u');
        return { name: what, place, says, mark: 'not checkable' };
      }),
      { name: 'archive', place: row('Message archive'), never: /\d+ messages?/u },
      {
        name: 'archive, from now on',
        place: row('Message archive'),
        says: /a setting for this that Candor does not know/u,
      },
      {
        name: 'an unknown access model',
        place: now(KEPT),
        says: /the service does not say who can see it/u,
        mark: 'service says',
      },
      {
        name: 'an unknown access model is no contradiction',
        place: { tab: 'Policy', region: KEPT },
        never: /Differs/u,
      },
    ],
  },
  {
    what: `has ${String(MANY)} nodes`,
    lie: either(announced, manyNodes(ACCOUNT, MANY, 'friends-of-friends')),
    expected: [
      {
        name: 'their list',
        place: row('PEP: list of nodes'),
        says: counted(MANY, 'entry', 'entries'),
        mark: 'measured',
      },
      ...[0, MANY / 2, MANY - 1].map((at): Expected => ({
        name: `node ${String(at)}`,
        place: row(`PEP: urn:example:${String(at)}`),
        says: /1 entry[\s\S]*The service calls it “friends-of-friends”\. Candor does not know what that means\./u,
        mark: 'service says',
      })),
    ],
  },
  {
    what: 'has 5 MB of private data',
    lie: either(announced, muchPrivateXml(5_000_000)),
    expected: [
      { name: 'its size', place: notes, says: /(?<![\d.])5(?:\.\d)? MB/u, mark: 'measured' },
      {
        name: 'a view of it',
        place: { ...notes, viewed: true },
        says: /There is more than is shown here/u,
        mark: 'measured',
      },
    ],
  },
  {
    what: 'goes away for good',
    lie: silence,
    leaves: true,
    expected: noRowIsKnown('You are not connected.'),
  },
];
