/**
 * A service with a policy, what was seen of it, and what it keeps: for tests and pictures of the privacy
 * screens. Everything differs somewhere, so that each kind of finding is there.
 */
import type { Fact, FactData, FactKey, Mark } from '../../electron/contract/facts';
import type { InventoryRow } from '../../electron/contract/inventory';
import type {
  Finding,
  MessagePath,
  PackSummary,
  PolicyPack,
  PolicyPage,
  ProbeReport,
  ServiceNotice,
  ThisApp,
} from '../../electron/contract/privacy';
import type { FakeBridge } from './fake-bridge';

const DAY = 24 * 60 * 60 * 1000;
export const SERVICE = 'jabber.example';

export interface PrivacyWorld {
  readonly now: number;
  readonly page: PolicyPage;
  readonly findings: readonly Finding[];
  readonly reports: readonly ProbeReport[];
  readonly rows: readonly InventoryRow[];
  readonly thisApp: ThisApp;
  readonly notices: readonly ServiceNotice[];
  readonly path: MessagePath;
}

/** A fact as a probe tells it. */
export function fact<K extends FactKey>(key: K, data: FactData[K], mark: Mark, seenAt: number): Fact {
  return { key, data, mark, seenAt } as unknown as Fact;
}

export const somePack: PolicyPack = {
  format: 1,
  id: SERVICE,
  services: [SERVICE],
  title: 'Policy of jabber.example',
  source: { url: 'https://jabber.example/policy' },
  readOn: '2026-11-22',
  effectiveOn: null,
  contacts: ['privacy@jabber.example'],
  sections: [
    {
      number: '3',
      title: 'What is stored',
      clauses: [
        {
          id: '3.contacts',
          says: 'Your contact list is stored. Only you can read it.',
          means: 'The names that you give people are stored as well.',
          probes: ['contact-list'],
          checks: [],
          controls: ['contact-list', 'contacts-export'],
        },
        {
          id: '3.address',
          says: 'Your network address is not written down.',
          means: 'The service still sees it while you are connected.',
          notCheckable: 'Whether the service writes down your network address.',
          probes: [],
          checks: [],
          controls: [],
        },
      ],
    },
    {
      number: '4',
      title: 'Passwords',
      clauses: [
        {
          id: '4.stored',
          says: 'Your password is stored readable. Those who run the service can see it.',
          means: 'Use a password here that you use nowhere else.',
          notCheckable: 'How the service stores your password today. Nobody outside can see that.',
          probes: ['connection'],
          checks: [],
          controls: ['password'],
        },
      ],
    },
    {
      number: '5',
      title: 'Private messages',
      clauses: [
        {
          id: '5.logged',
          says: 'Messages are not logged here. Other services may log them.',
          means: 'What you write to people elsewhere follows the rules there.',
          probes: ['archive'],
          checks: ['messages-not-kept'],
          controls: ['archive-preference', 'archive'],
        },
      ],
    },
  ],
};

export const someSummary: PackSummary = {
  id: somePack.id,
  title: somePack.title,
  origin: 'built-in',
  hash: 'a'.repeat(64),
  readOn: somePack.readOn,
  effectiveOn: null,
};

export function someRow(change: Partial<InventoryRow> & Pick<InventoryRow, 'id' | 'kind'>, now: number): InventoryRow {
  return {
    state: { state: 'known' },
    mark: 'measured',
    seenAt: now,
    facts: [],
    actions: { view: true, audience: [] },
    alsoIn: [],
    ...change,
  };
}

const NS_TUNE = 'http://jabber.org/protocol/tune';

export function someRows(now: number): readonly InventoryRow[] {
  const row = (change: Partial<InventoryRow> & Pick<InventoryRow, 'id' | 'kind'>): InventoryRow => someRow(change, now);
  return [
    row({
      id: 'roster',
      kind: 'roster',
      count: 9,
      bytes: 1830,
      actions: { view: true, audience: [], delete: { guard: 'typed-word', word: 'juliet' } },
    }),
    row({
      id: 'vcard',
      kind: 'vcard',
      count: 1,
      bytes: 31_400,
      actions: { view: true, audience: [], delete: { guard: 'undo' } },
    }),
    row({
      id: 'tune',
      kind: 'pep-node',
      name: NS_TUNE,
      known: 'tune',
      count: 1,
      audience: { mark: 'service-says', access: 'open', groups: [], members: [], subscribers: ['spy@example.net'] },
      actions: { view: true, audience: ['nobody', 'contacts', 'everybody'], delete: { guard: 'undo' } },
    }),
    row({
      id: 'location',
      kind: 'pep-node',
      name: 'http://jabber.org/protocol/geoloc',
      known: 'location',
      count: 1,
      audience: { mark: 'service-says', access: 'presence', groups: [] },
      actions: {
        view: true,
        audience: ['nobody', 'contacts', 'groups', 'everybody'],
        delete: { guard: 'undo' },
      },
    }),
    row({
      id: 'odd',
      kind: 'pep-node',
      name: 'urn:example:odd:0',
      count: 12,
      countIsLeast: true,
      audience: { mark: 'service-says', unknownAccess: 'moon-phase', groups: [] },
      actions: { view: true, audience: ['nobody', 'contacts'], delete: { guard: 'undo' } },
    }),
    row({
      id: 'archive',
      kind: 'archive',
      mark: 'service-says',
      count: 214,
      facts: [
        { fact: 'oldest', mark: 'measured', at: now - 200 * DAY },
        { fact: 'archiving', mark: 'service-says', preference: 'always', always: 0, never: 1 },
      ],
    }),
    row({
      id: 'bookmarks',
      kind: 'private-xml',
      name: 'storage:bookmarks',
      known: 'bookmarks',
      count: 4,
      bytes: 900,
      actions: { view: true, audience: [], delete: { guard: 'undo' } },
      alsoIn: ['all-bookmarks'],
    }),
    row({
      id: 'all-bookmarks',
      kind: 'bookmarks',
      count: 4,
      facts: [{ fact: 'bookmarks-in', mark: 'measured', place: 'private-xml', count: 4 }],
      alsoIn: ['bookmarks'],
    }),
    row({
      id: 'rest',
      kind: 'private-xml-rest',
      mark: 'not-checkable',
      state: { state: 'not-checkable' },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'offline',
      kind: 'offline-messages',
      mark: 'service-says',
      state: { state: 'not-offered' },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'block-list',
      kind: 'block-list',
      state: { state: 'could-not-find-out', why: { code: 'timeout' } },
      actions: { view: false, audience: [] },
    }),
    row({
      id: 'sessions',
      kind: 'sessions',
      count: 1,
      facts: [{ fact: 'seen-by', mark: 'measured', by: 'presence' }],
    }),
  ];
}

export function someReports(now: number): readonly ProbeReport[] {
  const report = (probe: ProbeReport['probe'], facts: readonly Fact[]): ProbeReport => ({
    probe,
    at: now,
    asked: [],
    facts,
    unknown: [],
  });
  return [
    report('contact-list', [
      fact('contact-list', { contacts: 9, groups: 3, named: 7, versioning: true }, 'measured', now),
    ]),
    report('connection', [
      fact(
        'connection',
        {
          host: 'xmpp.jabber.example',
          port: 5222,
          encryption: 'starttls',
          tlsVersion: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          since: now - 42 * 60_000,
        },
        'measured',
        now,
      ),
      fact(
        'certificate',
        {
          subject: 'CN=jabber.example',
          issuer: 'Example Authority',
          names: ['jabber.example'],
          validTo: now + 61 * DAY,
          daysLeft: 61,
          fingerprint: 'AB:CD',
        },
        'measured',
        now,
      ),
      fact(
        'sign-in',
        {
          mechanism: 'SCRAM-SHA-256',
          passwordSent: false,
          serverProved: true,
          channelBinding: 'tls-exporter',
          offered: ['SCRAM-SHA-256', 'PLAIN'],
        },
        'measured',
        now,
      ),
      fact('password-here', { storage: 'keychain' }, 'measured', now),
    ]),
    report('archive', [fact('archive-contents', { count: 214, oldest: now - 200 * DAY }, 'measured', now)]),
  ];
}

export function someThisApp(now: number, change: Partial<ThisApp> = {}): ThisApp {
  return {
    at: now,
    secretStorage: { kind: 'keychain' },
    passwordRemembered: true,
    historyKey: 'keychain',
    historyPolicy: 'keep-30-days',
    storedMessages: 1234,
    sending: {
      receipts: true,
      typing: true,
      readMarkers: true,
      readSync: true,
      version: true,
      idleTime: true,
      tune: false,
    },
    sendsNothing: false,
    canSendAgain: false,
    sent: {
      receipts: 31,
      typing: 12,
      readMarkers: 28,
      readSync: 9,
      version: 1,
      idleTime: 4,
      tune: 0,
      notes: 2,
      hosts: 3,
    },
    hosts: [{ host: 'xmpp.jabber.example:5222', count: 3, lastAt: now - 42 * 60_000 }],
    requests: { allowed: 12, blocked: 0, cookies: 0 },
    ...change,
  };
}

export function somePath(withJid: string, now: number): MessagePath {
  const seen = someReports(now).find(({ probe }) => probe === 'connection')?.facts ?? [];
  const place = (where: MessagePath['hops'][number]['place'], name: string, facts: readonly Fact[]) => ({
    place: where,
    name,
    facts,
    unknown: [],
  });
  const other = withJid.split('@')[1] ?? '';
  return {
    with: withJid,
    direction: 'out',
    hops: [
      place('this-computer', '', [fact('history-here', { policy: 'keep-30-days' }, 'measured', now)]),
      place('connection', 'xmpp.jabber.example', seen.slice(0, 1)),
      place('own-service', SERVICE, [
        fact('archive-preference', { default: 'always', always: 0, never: 0 }, 'service-says', now),
      ]),
      place('service-link', other, [fact('service-link', { from: SERVICE, to: other }, 'not-checkable', now)]),
      place('other-service', other, [fact('other-service', { service: other }, 'not-checkable', now)]),
      place('their-devices', withJid, [fact('their-devices', { online: 1 }, 'service-says', now)]),
    ],
    endToEnd: { key: 'end-to-end', data: { encrypted: false }, mark: 'measured', seenAt: now },
  };
}

export function someWorld(now = Date.now(), change: Partial<PrivacyWorld> = {}): PrivacyWorld {
  const reports = someReports(now);
  return {
    now,
    page: { packs: [someSummary], shown: someSummary, pack: somePack, changes: [] },
    findings: [
      {
        clause: '5.logged',
        check: 'messages-not-kept',
        verdict: 'differs',
        facts: reports.find(({ probe }) => probe === 'archive')?.facts ?? [],
      },
      { clause: '3.contacts', verdict: 'agrees', facts: [] },
      { clause: '3.address', verdict: 'not-checkable', facts: [] },
      { clause: '4.stored', verdict: 'not-checkable', facts: [] },
    ],
    reports,
    rows: someRows(now),
    thisApp: someThisApp(now),
    notices: [
      {
        key: 2,
        at: now - 60_000,
        from: SERVICE,
        kind: 'policy-change',
        subject: 'A new policy',
        body: 'On 1 January our service policy changes.',
        read: false,
      },
      { key: 1, at: now - 3 * DAY, from: SERVICE, kind: 'motd', subject: '', body: 'Welcome back.', read: true },
    ],
    path: somePath('romeo@montague.example', now),
    ...change,
  };
}

/** Makes a bridge answer as that world would. */
export function inhabit(bridge: FakeBridge, world: PrivacyWorld): FakeBridge {
  const { now } = world;
  const rows = new Map(world.rows.map((row) => [row.id, row]));
  const rowOf = (id: string): InventoryRow => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`There is no row ${id}.`);
    return row;
  };
  const put = (id: string, change: Partial<InventoryRow>): InventoryRow => {
    const row = { ...rowOf(id), ...change };
    rows.set(id, row);
    return row;
  };
  const reportOf = (probe: ProbeReport['probe']): ProbeReport =>
    world.reports.find((report) => report.probe === probe) ?? { probe, at: now, asked: [], facts: [], unknown: [] };

  bridge.answer('privacy.policy', () => world.page);
  bridge.answer('privacy.findings', () => world.findings);
  bridge.answer('privacy.look', ({ probes }) => probes.map(reportOf));
  bridge.answer('privacy.providerFile', () => reportOf('provider-file'));
  bridge.answer('privacy.thisApp', () => world.thisApp);
  bridge.answer('privacy.notices', () => world.notices);
  bridge.answer('privacy.path', ({ with: peer }) => ({ ...world.path, with: peer }));
  bridge.answer('inventory.open', ({ account }) => ({ account, rows: [...rows.values()] }));
  bridge.answer('inventory.delete', ({ row }) =>
    rowOf(row).actions.delete?.guard === 'undo'
      ? put(row, { deletesAt: Date.now() + 10_000 })
      : put(row, { count: 0, lastChange: { change: 'deleted', at: now, seen: 'as-wanted' } }),
  );
  bridge.answer('inventory.undoDelete', ({ row }) => {
    const { deletesAt: _gone, ...rest } = rowOf(row);
    rows.set(row, rest);
    return rest;
  });
  bridge.answer('inventory.setAudience', ({ row, audience }) =>
    put(row, {
      audience: {
        mark: 'service-says',
        access: audience === 'everybody' ? 'open' : audience === 'contacts' ? 'presence' : 'whitelist',
        groups: [],
        members: [],
      },
      lastChange: { change: 'audience-changed', at: now, seen: 'as-wanted' },
    }),
  );
  bridge.answer('inventory.setArchiving', ({ archiving }) =>
    put('archive', {
      facts: [{ fact: 'archiving', mark: 'service-says', preference: archiving, always: 0, never: 0 }],
      lastChange: { change: 'archiving-changed', at: now, seen: 'differs' },
    }),
  );
  bridge.answer('inventory.endSession', () =>
    put('sessions', { count: 0, lastChange: { change: 'session-ended', at: now, seen: 'as-wanted' } }),
  );
  bridge.answer('inventory.view', ({ row }) => ({
    row,
    readAt: now,
    cut: false,
    entries:
      row === 'sessions'
        ? [{ title: 'Phone', fields: [{ label: 'client', value: 'Conversations 2.16' }], session: 'phone-1' }]
        : [
            {
              title: 'romeo@montague.example',
              fields: [
                { label: 'name', value: 'Romeo' },
                { element: 'FN', value: 'Juliet Capulet' },
                { label: 'at', value: '2026-03-03T14:02:00Z' },
              ],
            },
          ],
  }));
  bridge.answer('leaving.remains', () => [
    { kind: 'subscriptions-of-others', mark: 'measured', count: 7 },
    { kind: 'archive', mark: 'service-says', count: 214 },
    { kind: 'backups', mark: 'not-checkable' },
  ]);
  return bridge;
}
