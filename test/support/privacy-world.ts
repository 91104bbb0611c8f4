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
import { someSettings } from './records';
import { someRows } from './some-rows';

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
    sending: someSettings().sending,
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
