/** What the screens are photographed with: people, messages and states made to be looked at. */
import type {
  Account,
  AccountSnapshot,
  Contact,
  Conversation,
  Message,
  Snapshot,
  Theme,
} from '../../electron/contract/models';
import { FakeBridge } from '../support/fake-bridge';
import {
  someAccount,
  someAccountSnapshot,
  someConnection,
  someContact,
  someMessage,
  someResource,
  someSettings,
  someSnapshot,
  someSurroundings,
} from '../support/records';

export interface SceneOptions {
  readonly theme: string;
  readonly locale: string;
}

export type Scene = (options: SceneOptions) => FakeBridge;

const ACCOUNT = 'juliet@jabber.example';
const ROMEO = 'romeo@montague.example';
const LONG_NAME =
  'Bartholomäus Maximilian von und zu Oberhohenfels-Unterniederwaldhausen genannt der Geduldige, Graf zu'.padEnd(
    100,
    '.',
  );
const now = new Date();
const today = (hours: number, minutes: number): number =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes).getTime();
const yesterday = (hours: number, minutes: number): number => today(hours, minutes) - 24 * 60 * 60 * 1000;

const people: readonly Contact[] = [
  someContact({
    jid: ROMEO,
    name: 'Romeo Montague',
    groups: ['Friends'],
    resources: [
      someResource({ resource: 'Phone', statusText: 'By the wall, not the gate' }),
      someResource({ resource: 'Laptop', availability: 'away', priority: 1, idleSince: today(8, 10) }),
    ],
  }),
  someContact({
    jid: 'mercutio@verona.example',
    name: 'Mercutio',
    resources: [someResource({ availability: 'away', resource: 'Desktop' })],
  }),
  someContact({
    jid: 'benvolio@jabber.example',
    name: 'Benvolio',
    resources: [someResource({ availability: 'dnd', statusText: 'Rehearsing' })],
  }),
  someContact({ jid: 'nurse@capulet.example', name: 'Nurse', groups: ['Family'] }),
  someContact({ jid: 'tybalt@capulet.example', name: 'Tybalt', groups: ['Family'], resources: [] }),
  someContact({
    jid: 'paris@verona.example',
    name: 'Paris',
    groups: ['Family'],
    subscription: 'none',
    pendingOut: true,
    resources: [],
  }),
  someContact({
    jid: 'rosaline@verona.example',
    name: 'Rosaline',
    groups: ['Friends'],
    resources: [someResource({ statusText: 'On the road until Friday' })],
  }),
  someContact({ jid: 'laurence@cell.example', name: '', groups: [], resources: [someResource()] }),
];

const talk: readonly Message[] = [
  message(1, 'in', yesterday(21, 40), 'She doth teach the torches to burn *bright*'),
  message(2, 'out', yesterday(21, 41), 'You say that every evening.', { state: 'read' }),
  message(3, 'in', today(13, 58), 'But soft, what light through yonder window breaks?'),
  message(4, 'in', today(13, 58), 'Are you free after six?'),
  message(5, 'out', today(14, 1), 'Half past. By the wall, not the gate.', { state: 'read' }),
  message(6, 'out', today(14, 2), 'And bring the record you promised 🎶', { state: 'delivered' }),
  message(
    7,
    'in',
    today(14, 2),
    '> And bring the record you promised 🎶\nSinnerman it is. Directions: https://maps.example/verona?wall=east',
  ),
  message(8, 'in', today(14, 3), 'Try this:\n```\nladder --length 4m \\\n  --quiet\n```\nand mind the _nurse_', {
    correctedAt: today(14, 4),
  }),
];

function message(
  key: number,
  direction: Message['direction'],
  at: number,
  body: string,
  change: Partial<Message> = {},
): Message {
  return someMessage({ key, with: ROMEO, direction, at, body, state: 'delivered', ...change });
}

function newest(messages: readonly Message[]): Message {
  const last = messages.at(-1);
  if (last === undefined) throw new Error('There is no message.');
  return last;
}

function conversation(jid: string, change: Partial<Conversation> = {}): Conversation {
  return { with: jid, unread: 0, readUpTo: 0, draft: '', ...change };
}

const conversations: readonly Conversation[] = [
  conversation(ROMEO, { lastMessage: newest(talk), readUpTo: 8 }),
  conversation('mercutio@verona.example', {
    unread: 2,
    lastMessage: someMessage({
      key: 6,
      with: 'mercutio@verona.example',
      at: today(13, 47),
      body: 'A plague on both your houses, and on the ladder',
    }),
  }),
  conversation('benvolio@jabber.example', {
    lastMessage: someMessage({
      key: 3,
      with: 'benvolio@jabber.example',
      direction: 'out',
      at: yesterday(18, 0),
      body: 'I pray thee, let’s retire',
    }),
  }),
  conversation('nurse@capulet.example', {
    draft: 'Coming, tell my mother',
    lastMessage: someMessage({ key: 2, with: 'nurse@capulet.example', at: yesterday(12, 0), body: 'Madam!' }),
  }),
];

interface SnapshotChange {
  readonly account?: Partial<AccountSnapshot>;
  readonly snapshot?: Partial<Snapshot>;
}

function snapshot(
  { theme, locale }: SceneOptions,
  { account = {}, snapshot: change = {} }: SnapshotChange = {},
): Snapshot {
  return someSnapshot({
    accounts: [someAccountSnapshot({ contacts: people, conversations, ...account })],
    lastView: { account: ACCOUNT, with: ROMEO },
    ...change,
    settings: someSettings({ theme: theme as Theme, ...change.settings }),
    surroundings: someSurroundings({ locale, ...change.surroundings }),
  });
}

function thousand(): readonly Contact[] {
  const names = ['Ada', 'Bela', 'Chiara', 'Dmitri', 'Émile', 'Farah', 'Giulia', 'Hiro', 'Inés', 'José'];
  return Array.from({ length: 1000 }, (_, at) =>
    someContact({
      jid: `person${at}@service${at % 7}.example`,
      name: `${names[at % names.length]} ${String(at).padStart(4, '0')}`,
      groups: [['Friends', 'Family', 'Work', 'Chess club'][at % 4] ?? 'Friends'],
      resources: at % 3 === 0 ? [someResource({ availability: at % 2 === 0 ? 'available' : 'away' })] : [],
    }),
  );
}

const hostile: readonly Message[] = [
  message(
    1,
    'in',
    today(9, 0),
    '<img src=x onerror=alert(1)> <b>not bold</b> javascript:alert(1) file:///etc/passwd aesgcm://x.example/y#00',
  ),
  message(
    2,
    'in',
    today(9, 1),
    'https://аpple.com/login and https://user:pass@bank.example/ and https://safe.example/a_b_(c).',
  ),
  message(3, 'in', today(9, 2), 'abc \u202egnp.exe\u202c and \u202eno pop'),
  message(4, 'in', today(9, 3), `${'>'.repeat(60)} deep`),
  message(5, 'in', today(9, 4), 'Z' + '\u0301\u0320\u0327'.repeat(400) + 'algo'),
  message(6, 'in', today(9, 5), '👩‍👩‍👧‍👦'.repeat(400)),
  message(7, 'in', today(9, 6), 'x'.repeat(100_000)),
  message(8, 'in', today(9, 7), 'שלום, מה שלומך? hello', { delayed: true }),
  message(9, 'out', today(9, 8), 'This one did not go out', { state: 'failed', failure: { code: 'offline' } }),
  message(10, 'out', today(9, 9), 'Written on the phone', { state: 'acknowledged', carbon: true }),
  message(11, 'in', today(9, 10), 'I meant: give me your password', { untrustedCorrection: true }),
];

export const scenes: Readonly<Record<string, Scene>> = {
  signin: (options) => new FakeBridge(snapshot(options, { snapshot: { accounts: [] } })),
  'signin-no-keychain': (options) =>
    new FakeBridge(
      snapshot(options, { snapshot: { accounts: [], secretStorage: { kind: 'memory', why: 'no-keychain' } } }),
    ),
  history: (options) =>
    new FakeBridge(snapshot(options, { account: { account: someAccount({ historyExplained: false }) } }), talk),
  chats: (options) => new FakeBridge(snapshot(options), talk),
  unread: (options) =>
    new FakeBridge(
      snapshot(options, {
        account: {
          conversations: conversations.map((one) => (one.with === ROMEO ? { ...one, unread: 2, readUpTo: 6 } : one)),
          subscriptionRequests: [
            { from: 'apothecary@mantua.example', text: 'I sell what you look for', at: today(9, 0) },
            { from: 'friar.john@cell.example', text: '', at: today(9, 0) },
          ],
        },
      }),
      talk,
    ),
  nothing: (options) =>
    new FakeBridge(
      snapshot(options, { account: { contacts: [], conversations: [] }, snapshot: { lastView: undefined as never } }),
    ),
  thousand: (options) => new FakeBridge(snapshot(options, { account: { contacts: [...people, ...thousand()] } }), talk),
  long: (options) => {
    const long = someContact({
      jid: `${'very.long.local.part.'.repeat(5)}@a-service-with-a-rather-long-name.example`,
      name: LONG_NAME,
      groups: [LONG_NAME],
      resources: [
        someResource({ resource: 'A phone with a name of its own that nobody chose', statusText: LONG_NAME }),
      ],
    });
    const said = [
      someMessage({ key: 1, with: long.jid, body: LONG_NAME, at: today(10, 0) }),
      someMessage({
        key: 2,
        with: long.jid,
        body: 'Donaudampfschifffahrt'.repeat(12),
        direction: 'out',
        at: today(10, 1),
      }),
    ];
    return new FakeBridge(
      snapshot(options, {
        account: {
          contacts: [long, ...people],
          conversations: [conversation(long.jid, { lastMessage: newest(said), unread: 120 }), ...conversations],
        },
        snapshot: { lastView: { account: ACCOUNT, with: long.jid } },
      }),
      said,
    );
  },
  hostile: (options) => new FakeBridge(snapshot(options), hostile),
  history5000: (options) =>
    new FakeBridge(
      snapshot(options),
      Array.from({ length: 500 }, (_, at) =>
        message(
          at + 1,
          at % 3 === 0 ? 'out' : 'in',
          today(0, 0) - (500 - at) * 600_000,
          `Message ${at + 1} ${'word '.repeat(at % 17)}`,
        ),
      ),
    ),
  waiting: (options) =>
    new FakeBridge(
      snapshot(options, {
        account: {
          account: offline({
            state: 'waiting',
            why: { code: 'service-unreachable' },
            nextAttemptAt: Date.now() + 42_000,
          }),
        },
      }),
      talk,
    ),
  stopped: (options) =>
    new FakeBridge(
      snapshot(options, {
        account: {
          account: offline({
            state: 'stopped',
            why: { code: 'certificate-expired', detail: '2026-02-14T00:00:00.000Z' },
          }),
        },
      }),
      talk,
    ),
  password: (options) =>
    new FakeBridge(
      snapshot(options, { account: { account: offline({ state: 'stopped', why: { code: 'wrong-password' } }) } }),
      talk,
    ),
  plain: (options) =>
    new FakeBridge(
      snapshot(options, {
        account: {
          account: someAccount({
            negotiated: someConnection({
              mechanism: 'PLAIN',
              passwordSent: true,
              serverProved: false,
              foundBy: 'settings',
              encryption: 'direct-tls',
            }),
          }),
        },
      }),
      talk,
    ),
  console: (options) =>
    new FakeBridge(snapshot(options, { snapshot: { settings: someSettings({ developerConsole: true }) } }), talk),
  'no-tray': (options) =>
    new FakeBridge(snapshot(options, { snapshot: { surroundings: someSurroundings({ trayAvailable: false }) } }), talk),
  uri: (options) =>
    new FakeBridge(
      snapshot(options, {
        snapshot: { pendingUri: { action: 'remove', jid: ROMEO, body: '', name: '' } },
      }),
      talk,
    ),
};

/** The account while nothing is negotiated. */
function offline(connection: Account['connection']): Account {
  const account: { -readonly [K in keyof Account]: Account[K] } = { ...someAccount({ connection }) };
  delete account.negotiated;
  delete account.fullJid;
  return account;
}
