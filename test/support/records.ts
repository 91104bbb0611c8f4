/** Records of the contract with plain values, for tests to change where it matters. */
import type { Account } from '../../electron/contract/account';
import type { NegotiatedConnection } from '../../electron/contract/connection';
import type { Contact } from '../../electron/contract/contacts';
import type { Message } from '../../electron/contract/messages';
import type { Resource } from '../../electron/contract/presence';
import type { Settings } from '../../electron/contract/settings';
import type { AccountSnapshot, Snapshot, Surroundings } from '../../electron/contract/snapshot';
import type { Audience, PersonalState } from '../../electron/contract/personal';

const DAY = 24 * 60 * 60 * 1000;

export function someResource(change: Partial<Resource> = {}): Resource {
  return { resource: 'Laptop', availability: 'available', statusText: '', priority: 5, ...change };
}

export function someContact(change: Partial<Contact> = {}): Contact {
  return {
    jid: 'romeo@example.net',
    name: 'Romeo',
    groups: ['Friends'],
    subscription: 'both',
    pendingOut: false,
    approved: false,
    resources: [someResource()],
    ...change,
  };
}

export function someMessage(change: Partial<Message> = {}): Message {
  const key = change.key ?? 1;
  return {
    key,
    with: 'romeo@example.net',
    direction: 'in',
    resource: 'Laptop',
    id: `id-${key}`,
    body: 'But soft, what light through yonder window breaks?',
    at: new Date(2026, 2, 3, 14, 2).getTime(),
    state: 'delivered',
    delayed: false,
    carbon: false,
    ...change,
  };
}

/** `now`: what the certificate's dates are counted from. */
export function someConnection(change: Partial<NegotiatedConnection> = {}, now = Date.now()): NegotiatedConnection {
  return {
    host: 'xmpp.jabber.example',
    port: 5222,
    foundBy: 'srv',
    encryption: 'starttls',
    tlsVersion: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    certificates: [
      {
        subject: 'CN=jabber.example',
        issuer: 'Example Authority R3',
        names: ['jabber.example', 'xmpp.jabber.example', '*.jabber.example'],
        validFrom: now - 29 * DAY,
        validTo: now + 61 * DAY + 1000,
        fingerprint: 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89',
      },
    ],
    mechanism: 'SCRAM-SHA-256',
    passwordSent: false,
    serverProved: true,
    offeredMechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'],
    since: now - 42 * 60_000,
    ...change,
  };
}

export function someAccount(change: Partial<Account> = {}): Account {
  return {
    jid: 'juliet@jabber.example',
    fullJid: 'juliet@jabber.example/candor',
    availability: 'available',
    shownAvailability: 'available',
    statusText: '',
    priority: 0,
    connectionSettings: { host: '', port: 0, encryption: 'automatic' },
    historyPolicy: 'keep-30-days',
    historyExplained: true,
    passwordRemembered: true,
    connection: { state: 'online' },
    negotiated: someConnection(),
    otherResources: [],
    supports: { carbons: true, blocking: true, preApproval: true, rosterVersioning: true, archive: true },
    blockListKnown: true,
    archiveGaps: [],
    ...change,
  };
}

export function someSettings(change: Partial<Settings> = {}): Settings {
  return {
    theme: 'light',
    startAtLogin: false,
    closeToTray: true,
    notifications: true,
    notificationContent: 'full',
    spellChecking: false,
    spellCheckingLanguages: [],
    awayAfterMinutes: 10,
    sending: {
      receipts: true,
      typing: true,
      readMarkers: true,
      readSync: true,
      version: true,
      idleTime: true,
      tune: false,
    },
    tune: {
      previewed: false,
      players: {},
      fields: { source: false, track: false, length: false, rating: false, uri: false },
      silentOnDnd: false,
      showOthers: true,
    },
    showPictures: true,
    developerConsole: false,
    listWidth: 292,
    ...change,
  };
}

export function someSurroundings(change: Partial<Surroundings> = {}): Surroundings {
  return {
    platform: 'linux',
    appVersion: '0.1.0',
    trayAvailable: true,
    spellCheckingLanguagesAvailable: ['de-DE', 'en-GB', 'en-US', 'fr-FR', 'it-IT', 'nl', 'pl', 'pt-BR', 'sv', 'uk'],
    spellCheckingDownloads: true,
    locale: 'en-GB',
    ...change,
  };
}

export function somePersonal(change: Partial<PersonalState> = {}): PersonalState {
  const contacts: Audience = { kind: 'contacts', groups: [], people: [] };
  return {
    offered: true,
    audiences: { tune: { ...contacts, kind: 'nobody' }, mood: contacts, activity: contacts, nickname: contacts },
    notes: { mood: '', activity: '', nickname: '' },
    problems: {},
    ...change,
  };
}

export function someAccountSnapshot(change: Partial<AccountSnapshot> = {}): AccountSnapshot {
  return {
    account: someAccount(),
    contacts: [someContact()],
    conversations: [],
    subscriptionRequests: [],
    blocked: [],
    personal: somePersonal(),
    tunes: [],
    ...change,
  };
}

export function someSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 10,
    settings: someSettings(),
    surroundings: someSurroundings(),
    secretStorage: { kind: 'keychain' },
    storage: { state: 'ok' },
    nowPlaying: { players: [] },
    accounts: [someAccountSnapshot()],
    ...change,
  };
}
