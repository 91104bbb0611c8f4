/** The privacy screens, each state of them that is worth a look. */
import jabberOrg from '../../electron/features/privacy/policies/jabber.org.json';
import neutral from '../../electron/features/privacy/policies/neutral.json';
import type { Account } from '../../electron/contract/account';
import type { Failure } from '../../electron/contract/errors';
import type { InventoryRow } from '../../electron/contract/inventory';
import {
  probeNames,
  type PolicyPack,
  type ProbeName,
  type ProbeReport,
  type UnknownFact,
} from '../../electron/contract/privacy';
import { FakeBridge } from '../support/fake-bridge';
import { inhabit } from '../support/privacy-bridge';
import { fact, someReports, someSummary, someThisApp, someWorld, type PrivacyWorld } from '../support/privacy-world';
import { someRow } from '../support/some-rows';
import { LONG_NAME, offline, type SceneOptions, snapshot, talk } from './cast';

type Scene = (options: SceneOptions) => FakeBridge;

const now = Date.now();
const DAY = 24 * 60 * 60 * 1000;
const report = (probe: ProbeReport['probe'], facts: ProbeReport['facts']): ProbeReport => ({
  probe,
  at: now,
  asked: [{ of: 'jabber.example', what: 'http://jabber.org/protocol/disco#info' }],
  facts,
  unknown: [],
});

const reports: readonly ProbeReport[] = [
  ...someReports(now),
  report('registration', [
    fact('registration-fields', { registered: true, extra: ['email'], required: [] }, 'service-says', now),
  ]),
  report('vcard', [
    fact('vcard', { fields: ['FN', 'EMAIL', 'BDAY'], photo: true }, 'measured', now),
    fact('vcard-others-unknown', { why: 'nobody-asked' }, 'not-checkable', now),
  ]),
  report('private-storage', [
    fact('private-storage', { kept: ['storage:bookmarks'], asked: 12 }, 'measured', now),
    fact('private-storage-rest', {}, 'not-checkable', now),
  ]),
  report('personal-nodes', [
    fact(
      'personal-nodes',
      {
        nodes: [
          { node: 'http://jabber.org/protocol/tune', access: 'open', items: 1 },
          { node: 'urn:xmpp:avatar:data', access: 'presence', items: 1 },
          { node: 'urn:example:odd:0', access: 'unknown', items: null },
        ],
      },
      'service-says',
      now,
    ),
  ]),
  report('own-address', [
    fact('own-address', { address: '203.0.113.7', port: 50_812 }, 'service-says', now),
    fact('address-log', {}, 'not-checkable', now),
  ]),
  report('offline-messages', [fact('offline-not-askable', {}, 'not-checkable', now)]),
  report('components', [
    fact(
      'components',
      {
        components: [
          { jid: 'rooms.jabber.example', name: 'Chat rooms', category: 'conference', type: 'text' },
          { jid: 'upload.jabber.example', name: '', category: 'store', type: 'file' },
        ],
        more: false,
      },
      'service-says',
      now,
    ),
  ]),
  report('room-nicknames', [fact('no-room-nickname', { service: 'rooms.jabber.example' }, 'service-says', now)]),
  report('service-info', [
    fact(
      'contact-addresses',
      {
        addresses: [
          { kind: 'admin', address: 'mailto:admin@jabber.example' },
          { kind: 'abuse', address: 'mailto:abuse@jabber.example' },
        ],
      },
      'service-says',
      now,
    ),
    fact(
      'features',
      { offered: ['blocking', 'archive', 'carbons', 'audiences'], missing: ['offline-retrieval', 'sessions'] },
      'service-says',
      now,
    ),
    fact(
      'data-policy',
      {
        entries: [
          { field: 'auth_data', values: ['hidden'] },
          { field: 'data_retention', values: ['720'] },
          { field: 'encryption_at_rest', values: ['false'] },
          { field: 'access_policy', values: ['admins', 'government'] },
        ],
      },
      'service-says',
      now,
    ),
  ]),
  report('software', [fact('software', { name: 'Prosody', version: '0.12.3', system: 'Linux' }, 'service-says', now)]),
  report('uptime', [fact('uptime', { seconds: 17 * 24 * 3600 }, 'service-says', now)]),
  report('sent-by-itself', [fact('sent-by-itself', { count: 87, days: 7 }, 'measured', now)]),
  report('window-requests', [fact('window-requests', { allowed: 12, blocked: 0, cookies: 0 }, 'measured', now)]),
  report('notices', [fact('notices', { count: 2, unread: 1 }, 'measured', now)]),
];

const pack = jabberOrg as unknown as PolicyPack;
const rich: PrivacyWorld = someWorld(now, {
  page: { packs: [someSummary], shown: someSummary, pack, changes: [] },
  reports,
  findings: [
    {
      clause: '5.not-logged',
      check: 'messages-not-kept',
      verdict: 'differs',
      facts: reports.find(({ probe }) => probe === 'archive')?.facts ?? [],
    },
    {
      clause: '3.account',
      check: 'registration-asks-no-more',
      verdict: 'differs',
      facts: reports.find(({ probe }) => probe === 'registration')?.facts ?? [],
    },
    { clause: '4.encryption', check: 'connection-encrypted', verdict: 'agrees', facts: [] },
    { clause: '10.places', verdict: 'not-checkable', facts: [] },
    { clause: '5.offline', check: 'messages-wait', verdict: 'could-not-find-out', facts: [] },
  ],
});

/** What each probe would have told. */
const whats: Readonly<Record<ProbeName, readonly UnknownFact['what'][]>> = {
  registration: ['registration-fields'],
  'contact-list': ['contact-list'],
  vcard: ['vcard', 'vcard-for-others'],
  'private-storage': ['private-storage'],
  'personal-nodes': ['personal-nodes'],
  'own-address': ['own-address'],
  connection: ['connection', 'certificate', 'sign-in'],
  archive: ['archive-preference', 'archive-contents'],
  'offline-messages': ['offline-messages'],
  components: ['components'],
  'room-nicknames': ['no-room-nickname'],
  'service-info': ['contact-addresses', 'data-policy', 'service-forms', 'features'],
  software: ['software'],
  uptime: ['uptime'],
  'sent-by-itself': ['sent-by-itself'],
  'window-requests': ['window-requests'],
  notices: ['notices'],
};
const reasons = ['timeout', 'refused', 'nonsense', 'too-large', 'cancelled'] as const;

/** What a probe could not find out, one reason after the other. */
const failing: readonly ProbeReport[] = probeNames.map((probe, at) => ({
  probe,
  at: now,
  asked: [{ of: 'jabber.example', what: 'jabber:iq:private' }],
  facts: [],
  unknown: whats[probe].map((what) => ({
    ...{ what, why: reasons[at % reasons.length] ?? 'timeout' },
    detail: 'internal-server-error',
  })),
}));

/** What this computer knows by itself. */
const ofThisComputer = ['sent-by-itself', 'window-requests', 'notices'];

/** Without a connection, and nothing seen before. */
const unreached: readonly ProbeReport[] = probeNames.map(
  (probe) =>
    reports.find((known) => known.probe === probe && ofThisComputer.includes(probe)) ?? {
      ...{ probe, at: now, asked: [], facts: [] },
      unknown: whats[probe].map((what) => ({ what, why: 'offline' as const })),
    },
);

const failedRows = (why: Failure): readonly InventoryRow[] =>
  rich.rows.map(({ id, kind, name, known, mark }) => ({
    ...{ id, kind, mark, ...(name !== undefined && { name }), ...(known !== undefined && { known }) },
    state: { state: 'could-not-find-out', why },
    actions: { view: false, audience: [] },
    facts: [],
    alsoIn: [],
  }));

const longRows: readonly InventoryRow[] = [
  someRow(
    {
      id: 'long',
      kind: 'pep-node',
      name: `urn:example:${LONG_NAME.repeat(3)}`,
      count: 1234,
      countIsLeast: true,
      bytes: 5_000_000,
      audience: {
        mark: 'service-says',
        access: 'roster',
        groups: [LONG_NAME, LONG_NAME],
        members: [],
        subscribers: ['a@example.net'],
      },
      actions: { view: true, audience: ['nobody', 'contacts', 'groups'], delete: { guard: 'undo' } },
      deletesAt: now + 600_000,
    },
    now,
  ),
  someRow(
    {
      id: 'changed',
      kind: 'vcard',
      count: 0,
      lastChange: { change: 'deleted', at: now, seen: 'differs' },
      actions: { view: true, audience: [], delete: { guard: 'undo' } },
    },
    now,
  ),
  ...rich.rows,
];

const neutralSummary = { ...someSummary, id: 'neutral', origin: 'neutral' as const };

interface State {
  readonly world: PrivacyWorld;
  /** Preset: online. */
  readonly account?: Account;
  readonly prepare?: (bridge: FakeBridge) => void;
}
const state = (world: PrivacyWorld, prepare?: State['prepare']): State => ({ world, ...(prepare && { prepare }) });

/** By the names of their scenes. */
export const privacyStates: Readonly<Record<string, State>> = {
  privacy: state(rich, (bridge) => {
    bridge.answer('privacy.beforeSending', () => ({
      key: 'waits-at-service',
      data: { service: 'jabber.example', encrypted: false },
      mark: 'policy-says',
      seenAt: now,
    }));
    bridge.answer('password.judge', () => ({
      score: 1,
      guessesLog10: 4,
      secondsOffline: 7200,
      warnings: ['common-password', 'too-short'],
    }));
    bridge.answer('desktop.openExport', () => ({
      id: 'x',
      from: 'juliet@old.example',
      parts: [
        { part: 'roster', adds: 7, has: 2, names: ['romeo@montague.example', 'nurse@capulet.example'] },
        { part: 'vcard', adds: 0, has: 1, names: [] },
        { part: 'bookmarks', adds: 3, has: 0, names: ['balcony@rooms.example'] },
      ],
    }));
  }),
  'privacy-neutral': state({
    ...rich,
    page: { packs: [neutralSummary], shown: neutralSummary, pack: neutral as unknown as PolicyPack, changes: [] },
    findings: [],
    notices: [],
  }),
  'privacy-failing': state(
    {
      ...rich,
      reports: failing,
      findings: [],
      rows: failedRows({ code: 'refused-by-server', detail: 'internal-server-error' }),
      thisApp: someThisApp(now),
    },
    (bridge) => {
      bridge.refuse('privacy.thisApp', { code: 'storage-failed' });
      bridge.refuse('privacy.notices', { code: 'storage-failed' });
      bridge.refuse('privacy.path', { code: 'unexpected' });
      bridge.refuse('leaving.remains', { code: 'timeout' });
    },
  ),
  'privacy-offline': {
    world: { ...rich, reports: unreached, findings: [], rows: failedRows({ code: 'offline' }) },
    account: offline({
      state: 'waiting',
      why: { code: 'service-unreachable' },
      nextAttemptAt: now + 42_000,
    }),
  },
  'privacy-long': state({
    ...rich,
    rows: longRows,
    page: {
      packs: [someSummary, { ...someSummary, id: 'mine', title: LONG_NAME, origin: 'added' }],
      shown: { ...someSummary, id: 'mine', title: LONG_NAME, origin: 'added' },
      pack: {
        ...pack,
        title: LONG_NAME,
        effectiveOn: new Date(now + 12 * DAY).toISOString().slice(0, 10),
        sections: pack.sections.slice(0, 2).map((section, at) => ({ ...section, title: `${LONG_NAME} ${at}` })),
      },
      lastRead: { at: now - 30 * DAY, hash: 'f'.repeat(64) },
      changes: [
        {
          kind: 'changed',
          clause: '4.plain-storage',
          section: LONG_NAME,
          before: { says: 'Passwords are stored readable.', means: 'Use it nowhere else.' },
          after: { says: `Passwords are stored hashed. ${LONG_NAME}`, means: 'A stolen copy takes time to guess.' },
        },
      ],
      daysUntilEffect: 12,
    },
    notices: [
      {
        key: 1,
        at: now,
        from: 'jabber.example',
        kind: 'policy-change',
        subject: LONG_NAME,
        body: `${LONG_NAME}\n${'Donaudampfschifffahrt'.repeat(20)}`,
        read: false,
      },
    ],
  }),
};

export const privacyScenes: Readonly<Record<string, Scene>> = Object.fromEntries(
  Object.entries(privacyStates).map(([name, { world, account, prepare }]): [string, Scene] => [
    name,
    (options) => {
      const known = { unreadNotices: 1, ...(account && { account }) };
      const bridge = inhabit(new FakeBridge(snapshot(options, { account: known }), talk), world);
      prepare?.(bridge);
      return bridge;
    },
  ]),
);
