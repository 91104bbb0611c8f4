/** What the screens are photographed with: an account in a state that is made to be looked at. */
import type { Contact } from '../../electron/contract/contacts';
import type { Message } from '../../electron/contract/messages';
import { somePlayer } from '../support/fake-players';
import { FakeBridge } from '../support/fake-bridge';
import {
  someAccount,
  someContact,
  someMessage,
  somePersonal,
  someResource,
  someSettings,
  someSurroundings,
} from '../support/records';
import {
  ACCOUNT,
  conversation,
  conversations,
  LONG_NAME,
  message,
  newest,
  offline,
  people,
  ROMEO,
  type SceneOptions,
  snapshot,
  talk,
  today,
} from './cast';
import { deliveryScenes, waitingFor } from './delivery-scenes';
import { privacyScenes } from './privacy-scenes';
import { profileScenes } from './profile-scenes';

export type Scene = (options: SceneOptions) => FakeBridge;

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
            state: 'blocked',
            why: { code: 'certificate-expired', detail: '2026-02-14T00:00:00.000Z' },
            nextAttemptAt: Date.now() + 42_000,
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
  blocked: (options) => new FakeBridge(snapshot(options, { account: { blocked: [ROMEO] } }), talk),
  starting: waitingFor('app.snapshot', (options) => new FakeBridge(snapshot(options))),
  'start-failed': (options) => {
    const bridge = new FakeBridge(snapshot(options));
    bridge.refuse('app.snapshot', { code: 'unexpected' });
    return bridge;
  },
  console: (options) => new FakeBridge(snapshot(options, { snapshot: { settings: { developerConsole: true } } }), talk),
  'no-tray': (options) =>
    new FakeBridge(snapshot(options, { snapshot: { surroundings: someSurroundings({ trayAvailable: false }) } }), talk),
  tunes: (options) =>
    new FakeBridge(
      snapshot(options, {
        account: {
          personal: somePersonal({
            audiences: {
              ...somePersonal().audiences,
              tune: { kind: 'groups', groups: ['Friends'], people: [] },
              mood: { kind: 'people', groups: [], people: [ROMEO] },
            },
            notes: { mood: 'in love: with a Montague', activity: '', nickname: 'Jule' },
            shared: { artist: 'Nina Simone', title: 'Sinnerman', source: 'Pastel Blues', length: 618 },
          }),
          tunes: [
            { jid: ROMEO, tune: { artist: 'Prokofiev', title: 'Dance of the Knights' } },
            { jid: 'laurence@cell.example', tune: { artist: LONG_NAME, title: 'שלום עליכם' } },
          ],
        },
        snapshot: {
          nowPlaying: {
            players: [
              somePlayer('playing', 'Sinnerman'),
              somePlayer('paused', 'Romeo + Juliet', { id: 'vlc', name: 'VLC media player', kind: 'video' }),
              somePlayer('stopped', '', { id: 'firefox', name: LONG_NAME, kind: 'browser' }),
            ],
            preview: { artist: 'Nina Simone', title: 'Sinnerman', source: 'Pastel Blues', length: 618 },
          },
          settings: {
            sending: { ...someSettings().sending, tune: true },
            tune: {
              ...someSettings().tune,
              previewed: true,
              fields: { source: true, track: false, length: true, rating: false, uri: false },
            },
          },
        },
      }),
      talk,
    ),
  'tunes-none': (options) =>
    new FakeBridge(
      snapshot(options, {
        account: { personal: somePersonal({ offered: false, problems: { tune: 'not-offered' } }) },
      }),
      talk,
    ),
  ...deliveryScenes,
  ...privacyScenes,
  ...profileScenes,
};
