/**
 * Facts in words. A fact is one sentence or a few; what it holds of lists stands below it, and what only
 * those understand who know the protocol stands under "Details". Nothing is said that the fact does not hold.
 */
import type { Fact, FactData, FactKey } from '../../../../electron/contract/facts';
import type { UnknownFact } from '../../../../electron/contract/privacy';
import { displayName } from '../../../message-text/display';
import { t } from '../../../text/catalogue';
import { certificateName } from '../../../text/certificate-name';
import { tlsName } from '../../../text/connection';
import { textOf } from '../../../text/texts';
import { formatList } from '../../../text/list';
import { formatDate, formatSpan } from '../../../text/time';
import { dataPolicyWords } from './data-policy-words';
import { nodeTitle } from './personal-names';

/** A line of a fact that leads to another program, or to a conversation. */
export interface FactLink {
  readonly text: string;
  readonly button: string;
  readonly url: string;
}

export interface FactWords {
  readonly text: string;
  /** What belongs below the sentence. */
  readonly items?: readonly (string | FactLink)[];
  /** A second sentence with a list of its own. */
  readonly more?: { readonly text: string; readonly items: readonly string[] };
  /** In the words of the protocol. */
  readonly details?: readonly (readonly [term: string, value: string])[];
}

type Writers = { readonly [K in FactKey]: (data: FactData[K]) => FactWords };

const MAX_LINE = 300;
/** A certificate that ends within these days is worth a warning. */
const SOON = 14;
const line = (text: string): string => displayName(text, MAX_LINE);
const words = (...sentences: readonly string[]): FactWords => ({ text: sentences.join(' ') });

/** The catalogue's text under a name that a service gave, or the one for all others. */
function known(key: string, other: 'field.other' | 'registration.other' | 'fact.component.other'): string {
  const found = textOf(key);
  return t(typeof found === 'string' ? (key as typeof other) : other);
}
const cardField = (name: string): string => known(`field.${name}`, 'field.other');
const formField = (name: string): string => known(`registration.${name}`, 'registration.other');
const componentKind = (name: string): string => known(`fact.component.${name}`, 'fact.component.other');

/** Some are called what they are. */
function componentWords(name: string, what: string): string {
  return name.toLowerCase() === what.toLowerCase() ? name : t('fact.component.of', { name, what });
}

function listed(names: readonly string[]): string {
  return formatList([...new Set(names)]);
}

/** For how many people something else goes. */
export function archiveExceptions(always: number, never: number): readonly string[] {
  return [
    ...(always > 0 ? [t('inventory.fact.archiving.exceptAlways', { count: always })] : []),
    ...(never > 0 ? [t('inventory.fact.archiving.exceptNever', { count: never })] : []),
  ];
}

function archiveAge(oldest: number | null): readonly string[] {
  return oldest === null ? [] : [t('fact.archive.oldest', { date: formatDate(oldest) })];
}

const writers: Writers = {
  'registration-fields': ({ registered, extra, required }) => {
    if (extra.length === 0)
      return words(t(registered ? 'fact.registration-fields.nothingOnFile' : 'fact.registration-fields.none'));
    if (registered)
      return {
        text: t('fact.registration-fields.onFile', { fields: listed(extra.map(formField)) }),
        details: [[t('common.details'), extra.map(line).join(', ')]],
      };
    const asks = t('fact.registration-fields.extra', { fields: listed(extra.map(formField)) });
    const insists = required.filter((field) => extra.includes(field));
    const details = [[t('common.details'), extra.map(line).join(', ')]] as const;
    if (insists.length === 0) return { text: asks, details };
    return {
      text: `${asks} ${t('fact.registration-fields.required', { fields: listed(insists.map(formField)) })}`,
      details,
    };
  },
  'contact-list': ({ contacts, groups, named: given }) =>
    words(
      t('fact.contact-list', { count: contacts }),
      ...(groups > 0 ? [t('fact.contact-list.groups', { count: groups })] : []),
      ...(given > 0 ? [t('fact.contact-list.named', { count: given })] : []),
    ),
  vcard: ({ fields, photo }) => {
    const names = fields.filter((field) => field !== 'PHOTO').map(cardField);
    const all = photo ? [...names, t('fact.vcard.photo')] : names;
    return words(all.length === 0 ? t('fact.vcard.none') : t('fact.vcard', { fields: listed(all) }));
  },
  'vcard-for-others': ({ asker, shown }) =>
    asker === null
      ? words(t(shown ? 'fact.vcard-for-others.shownToAll' : 'fact.vcard-for-others.hiddenFromAll'))
      : words(t(shown ? 'fact.vcard-for-others.shown' : 'fact.vcard-for-others.hidden', { asker: line(asker) })),
  'vcard-others-unknown': ({ why }) => words(t(`fact.vcard-others-unknown.${why}`)),
  'private-storage': ({ kept, asked }) =>
    kept.length === 0
      ? words(t('fact.private-storage.none', { count: asked }))
      : {
          text: t('fact.private-storage', { count: kept.length }),
          details: kept.map((name) => [t('inventory.tech.name'), line(name)] as const),
        },
  'private-storage-rest': () => words(t('fact.private-storage-rest')),
  'personal-nodes': ({ nodes }) =>
    nodes.length === 0
      ? words(t('fact.personal-nodes.none'))
      : {
          text: t('fact.personal-nodes', { count: nodes.length }),
          items: nodes.map(({ node, access }) =>
            t('fact.personal-nodes.node', { what: nodeTitle(node), who: t(`fact.access.${access}`) }),
          ),
          details: nodes.map(({ node, access }) => [line(node), access] as const),
        },
  'own-address': ({ address, port }) => ({
    text: t('fact.own-address', { address: line(address) }),
    ...(port === null ? {} : { details: [[t('fact.tech.port'), String(port)]] }),
  }),
  'address-log': () => words(t('fact.address-log')),

  connection: ({ host, port, encryption, tlsVersion, cipher }) => ({
    text: [
      t(encryption === 'direct-tls' ? 'fact.connection.direct' : 'fact.connection.starttls', {
        version: tlsName(tlsVersion),
      }),
      ...(tlsVersion === 'TLSv1.3' ? [] : [t('fact.connection.old')]),
    ].join(' '),
    details: [
      [t('privacy.tech.host'), `${line(host)}:${port}`],
      [t('privacy.tech.tls'), tlsVersion],
      [t('privacy.tech.cipher'), cipher],
      [t('privacy.tech.begun'), encryption === 'direct-tls' ? 'Direct TLS' : 'STARTTLS'],
    ],
  }),
  certificate: ({ subject, issuer, names, validTo, daysLeft, fingerprint }) => ({
    text: `${t('fact.certificate', { name: line(names[0] ?? subject), issuer: line(certificateName(issuer)) })} ${certificateEnd(validTo, daysLeft)}`,
    details: [
      [t('privacy.tech.subject'), line(subject)],
      [t('privacy.tech.issuer'), line(issuer)],
      [t('privacy.tech.names'), names.map(line).join(', ')],
      [t('privacy.tech.fingerprint'), fingerprint],
    ],
  }),
  'sign-in': ({ mechanism, passwordSent, serverProved, channelBinding, offered }) => ({
    text: [
      t(passwordSent ? 'fact.sign-in.sent' : serverProved ? 'fact.sign-in.never-saw' : 'fact.sign-in.unproved'),
      t(channelBinding === null ? 'fact.sign-in.unbound' : 'fact.sign-in.bound'),
    ].join(' '),
    details: [
      [t('privacy.tech.mechanism'), line(mechanism)],
      [t('privacy.tech.offered'), offered.map(line).join(', ')],
      [t('privacy.tech.binding'), channelBinding ?? t('privacy.tech.none')],
    ],
  }),
  'password-here': ({ storage }) => words(t(`fact.password-here.${storage}`)),
  'password-there': () => words(t('fact.password-there')),

  'archive-preference': ({ default: rule, always, never }) =>
    words(t(`fact.archive-preference.${rule}`), ...archiveExceptions(always, never)),
  'archive-contents': ({ count, oldest }) =>
    count === 0
      ? words(t('fact.archive-contents.none'))
      : words(t('fact.archive-contents', { count }), ...archiveAge(oldest)),
  'archive-not-empty': ({ oldest }) => words(t('fact.archive-not-empty'), ...archiveAge(oldest)),
  'archive-not-offered': () => words(t('fact.archive-not-offered')),
  'offline-messages': ({ count }) =>
    words(count === 0 ? t('fact.offline-messages.none') : t('fact.offline-messages', { count })),
  'offline-not-askable': () => words(t('fact.offline-not-askable')),
  'waits-at-service': ({ service }) => words(t('fact.waits-at-service', { service: line(service) })),
  'may-wait-at-service': ({ service }) => words(t('fact.may-wait-at-service', { service: line(service) })),
  'history-here': ({ policy }) => words(t(`fact.history-here.${policy}`)),
  'service-link': ({ from, to }) => words(t('fact.service-link', { from: line(from), to: line(to) })),
  'other-service': ({ service }) => words(t('fact.other-service', { service: line(service) })),
  'their-devices': ({ online }) =>
    words(online === 0 ? t('fact.their-devices.none') : t('fact.their-devices', { count: online })),
  'end-to-end': ({ encrypted }) => words(t(encrypted ? 'fact.end-to-end.encrypted' : 'fact.end-to-end.readable')),

  'contact-addresses': ({ addresses }) => ({
    text: t('fact.contact-addresses'),
    items: addresses.map(({ kind, address }) => addressLink(t(`fact.contact.${kind}`), address)),
  }),
  'no-contact-addresses': () => words(t('fact.no-contact-addresses')),
  software: ({ name, version, system }) =>
    words(
      t('fact.software', { name: line(name), version: line(version) }),
      ...(system === '' ? [] : [t('fact.software.system', { system: line(system) })]),
    ),
  uptime: ({ seconds }) => words(t('fact.uptime', { time: formatSpan(seconds) })),
  features: ({ offered, missing }) => {
    const names = (features: typeof offered): readonly string[] => features.map((one) => t(`fact.feature.${one}`));
    const lacks = { text: t('fact.features.missing'), items: names(missing) };
    if (offered.length === 0) return lacks;
    const has = { text: t('fact.features.offered'), items: names(offered) };
    return missing.length === 0 ? has : { ...has, more: lacks };
  },
  components: ({ components, more }) =>
    components.length === 0
      ? words(t('fact.components.none'))
      : {
          text: t(more ? 'fact.components.some' : 'fact.components', { count: components.length }),
          items: components.map(({ jid, name, category }) =>
            componentWords(line(name === '' ? jid : name), componentKind(category)),
          ),
          details: components.map(({ jid, category, type }) => [line(jid), line(`${category}/${type}`)] as const),
        },
  'data-policy': ({ entries }) => ({
    text: t('fact.data-policy'),
    items: entries.map(dataPolicyWords),
    details: entries.map(({ field, values }) => [line(field), line(values.join(', '))] as const),
  }),
  'no-data-policy': () => words(t('fact.no-data-policy')),
  'service-forms': ({ forms }) => ({
    text: t('fact.service-forms', { count: forms.length }),
    details: forms.flatMap(({ type, fields }) =>
      fields.map(({ name, values }) => [`${line(type)} ${line(name)}`, line(values.join(', '))] as const),
    ),
  }),
  'provider-file': ({ url, entries }) => ({
    text: t('fact.provider-file'),
    items: entries.map(({ property, value }) => t('fact.entry', { name: spaced(property), value: valueWords(value) })),
    details: [[t('fact.tech.asked'), line(url)]],
  }),
  'room-nickname': ({ service, nickname }) =>
    words(t('fact.room-nickname', { service: line(service), nickname: line(nickname) })),
  'no-room-nickname': ({ service }) => words(t('fact.no-room-nickname', { service: line(service) })),

  'sent-by-itself': ({ count, days }) => words(t('fact.sent-by-itself', { count, days })),
  'window-requests': ({ allowed, blocked, cookies }) =>
    words(
      t('fact.window-requests', { count: allowed }),
      blocked === 0 ? t('fact.window-requests.none') : t('fact.window-requests.blocked', { count: blocked }),
      cookies === 0 ? t('fact.window-requests.noCookies') : t('fact.window-requests.cookies', { count: cookies }),
    ),
  notices: ({ count, unread }) =>
    count === 0
      ? words(t('fact.notices.none'))
      : words(t('fact.notices', { count }), ...(unread === 0 ? [] : [t('fact.notices.unread', { count: unread })])),
};

/** One writes to "mailto:admin@example.org" and "xmpp:…"; a page is opened. */
function addressLink(text: string, url: string): FactLink {
  const scheme = /^(mailto|xmpp):/iu.exec(url)?.[1]?.toLowerCase();
  const address = line(url.replace(/^(?:mailto|xmpp):/iu, ''));
  const key = scheme === 'xmpp' ? 'fact.contact.chat' : scheme === 'mailto' ? 'fact.contact.mail' : 'fact.contact.open';
  return { text, button: t(key, { address }), url };
}

/** "freeOfCharge" as "free of charge". */
function spaced(property: string): string {
  return line(property).replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function valueWords(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return t(value ? 'fact.yes' : 'fact.no');
  return line(typeof value === 'object' ? value.join(', ') : String(value));
}

function certificateEnd(validTo: number, daysLeft: number): string {
  const date = formatDate(validTo);
  if (daysLeft < 0) return t('fact.certificate.ended', { date });
  return t(daysLeft <= SOON ? 'fact.certificate.soon' : 'fact.certificate.days', { count: daysLeft, date });
}

export function factWords(fact: Fact): FactWords {
  return (writers[fact.key] as (data: Fact['data']) => FactWords)(fact.data);
}

/** "Couldn't find out …", with the reason; never a default. */
export function unknownWords({ what, why }: UnknownFact): string {
  return t('unknown.couldNot', { what: t(`unknown.what.${what}`), why: t(`unknown.${why}`) });
}
