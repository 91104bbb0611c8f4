/**
 * Facts of the privacy screens. A fact is data: a key, what belongs to it, how it is known and when it
 * was seen. The words stand in the window's catalogue, one entry a key.
 */

/** How something is known; nothing is shown without one of these. */
export const marks = ['measured', 'service-says', 'policy-says', 'not-checkable'] as const;
export type Mark = (typeof marks)[number];

type Nothing = Readonly<Record<string, never>>;

/** One certificate fact apart from the connection, so that its end can be said on its own. */
interface CertificateEnd {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly validTo: number;
  /** Whole days; negative once it is over. */
  readonly daysLeft: number;
  /** SHA-256, upper-case hex pairs with colons. */
  readonly fingerprint: string;
}

/** Access models of XEP-0060 §4.5; "unknown": the service names none, or one that the standard does not. */
export const accessModels = ['open', 'presence', 'roster', 'authorize', 'whitelist', 'unknown'] as const;
export type AccessModel = (typeof accessModels)[number];

/** Whom a service names for a concern (XEP-0157). */
export const contactKinds = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** What a service of privacy's concern may offer; each is looked for in what it says of itself (XEP-0030). */
export const privacyFeatures = [
  'blocking',
  'archive',
  'carbons',
  'offline-retrieval',
  'private-nodes',
  'audiences',
  'stanza-ids',
  'registration',
  'own-address',
  'sessions',
  'roster-versioning',
] as const;
export type PrivacyFeature = (typeof privacyFeatures)[number];

/** What belongs to each fact. Texts that a service wrote are plain, bounded lines. */
export interface FactData {
  // The account at the service
  /** Fields beyond name and password (XEP-0077 §14.1 names). */
  'registration-fields': {
    /** Asked as the account itself: what is on file of it. Else what the form for newcomers asks. */
    readonly registered: boolean;
    readonly extra: readonly string[];
    readonly required: readonly string[];
  };
  'contact-list': {
    readonly contacts: number;
    readonly groups: number;
    /** Contacts to whom the user gave a name. */
    readonly named: number;
    /** Changes alone are sent where this computer knows the rest (RFC 6121 §2.6). */
    readonly versioning: boolean;
  };
  /** Fields of the vCard as the account itself sees it (names of XEP-0054, e.g. "FN"). */
  vcard: { readonly fields: readonly string[]; readonly photo: boolean };
  /** Another account of the user's asked for the vCard, or, null, somebody without one (SASL ANONYMOUS). */
  'vcard-for-others': { readonly asker: string | null; readonly shown: boolean };
  /** There is no card to look at, or none that is known, or nobody else could be asked to look. */
  'vcard-others-unknown': { readonly why: 'no-card' | 'card-unknown' | 'nobody-asked' };
  /** Known names of private storage (XEP-0049) under which something is kept; `asked`: how many were asked for. */
  'private-storage': { readonly kept: readonly string[]; readonly asked: number };
  /** Private storage can't be listed; what lies under other names stays unknown. */
  'private-storage-rest': Nothing;
  'personal-nodes': {
    readonly nodes: readonly { readonly node: string; readonly access: AccessModel; readonly items: number | null }[];
  };
  /** The address that the service sees of this computer (XEP-0279). */
  'own-address': { readonly address: string; readonly port: number | null };
  'address-log': Nothing;

  // Passwords and the connection
  connection: {
    readonly host: string;
    readonly port: number;
    readonly encryption: 'starttls' | 'direct-tls';
    readonly tlsVersion: string;
    readonly cipher: string;
    readonly since: number;
  };
  certificate: CertificateEnd;
  'sign-in': {
    readonly mechanism: string;
    /** The password itself crossed the stream. */
    readonly passwordSent: boolean;
    /** The service proved that it knows the password. */
    readonly serverProved: boolean;
    readonly channelBinding: 'tls-exporter' | 'tls-unique' | 'tls-server-end-point' | null;
    readonly offered: readonly string[];
  };
  /** Where this computer keeps the password. */
  'password-here': { readonly storage: 'keychain' | 'memory' };
  /** How the service keeps it. */
  'password-there': Nothing;

  // Messages
  /** Default rule of the archive (XEP-0441); rules for single people stand apart. */
  'archive-preference': {
    readonly default: 'always' | 'never' | 'roster';
    readonly always: number;
    readonly never: number;
  };
  'archive-contents': { readonly count: number; readonly oldest: number | null };
  /** The service has messages in its archive, but does not say how many. */
  'archive-not-empty': { readonly oldest: number | null };
  'archive-not-offered': Nothing;
  'offline-messages': { readonly count: number };
  'offline-not-askable': Nothing;
  /** Messages wait for somebody who is away: as the service's policy or features say. */
  'waits-at-service': { readonly service: string; readonly encrypted: false };
  'may-wait-at-service': { readonly service: string };
  'history-here': { readonly policy: 'keep' | 'keep-30-days' | 'keep-nothing' };
  'service-link': { readonly from: string; readonly to: string };
  'other-service': { readonly service: string };
  'their-devices': { readonly online: number };
  'end-to-end': { readonly encrypted: boolean };

  // The service
  'contact-addresses': { readonly addresses: readonly { readonly kind: ContactKind; readonly address: string }[] };
  'no-contact-addresses': Nothing;
  software: { readonly name: string; readonly version: string; readonly system: string };
  uptime: { readonly seconds: number };
  features: { readonly offered: readonly PrivacyFeature[]; readonly missing: readonly PrivacyFeature[] };
  /** Parts of the service: rooms, uploads, gateways. Categories and types of the registry of XEP-0030. */
  components: {
    readonly components: readonly {
      readonly jid: string;
      readonly name: string;
      readonly category: string;
      readonly type: string;
    }[];
    /** It has others, which were not looked at. */
    readonly more: boolean;
  };
  /** What the service says it does with data (XEP-0504); each entry is a field of its form as it stands there. */
  'data-policy': { readonly entries: readonly DataPolicyEntry[] };
  'no-data-policy': Nothing;
  /** Further forms of the service about itself (XEP-0128). */
  'service-forms': { readonly forms: readonly { readonly type: string; readonly fields: readonly FormLine[] }[] };
  /** What the service's own web site says of it (XMPP Providers, version 2). */
  'provider-file': { readonly url: string; readonly entries: readonly ProviderEntry[] };
  /** The service keeps this nickname for the account at its rooms. */
  'room-nickname': { readonly service: string; readonly nickname: string };
  'no-room-nickname': { readonly service: string };

  // This app
  'sent-by-itself': { readonly count: number; readonly days: number };
  'window-requests': { readonly allowed: number; readonly blocked: number; readonly cookies: number };
  notices: { readonly count: number; readonly unread: number };
}

export interface FormLine {
  readonly name: string;
  readonly values: readonly string[];
}

/** A field of XEP-0504, its name without the prefix, e.g. "data_retention_messages". */
export interface DataPolicyEntry {
  readonly field: string;
  readonly values: readonly string[];
}

/** A property of the provider file; numbers and booleans are told as such, so that the window can say units. */
export interface ProviderEntry {
  readonly property: string;
  readonly value: string | number | boolean | readonly string[];
}

export type FactKey = keyof FactData;

export type Fact<K extends FactKey = FactKey> = {
  [N in K]: {
    readonly key: N;
    readonly data: FactData[N];
    readonly mark: Mark;
    /** Milliseconds since the epoch. */
    readonly seenAt: number;
  };
}[K];
