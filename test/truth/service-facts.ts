/** How a service is run, and where its users would read that. */
import type { Random } from '../chaos/random';
import { counted, now, row, type Expected } from './facts';

export interface PlantedService {
  readonly certificateDays: number;
  readonly tls: '1.2' | '1.3';
  /** It takes nothing but the password itself (SASL PLAIN). */
  readonly plainOnly: boolean;
  /** The one address that it names (XEP-0157), a URI. */
  readonly contact: string | undefined;
  /** Messages that wait for the account (XEP-0013). */
  readonly waiting: number;
}

/** The one that the policy names. */
const NAMED = 'mailto:privacy@jabber.org';
const OTHER = 'xmpp:help@localhost';
/** Within so many days a certificate is near its end. */
const SOON = 14;

export function drawService(random: Random): PlantedService {
  const near = random.next() < 0.5;
  return {
    certificateDays: near ? random.between(2, SOON) : random.between(SOON + 1, 300),
    tls: random.next() < 0.5 ? '1.2' : '1.3',
    plainOnly: random.next() < 0.5,
    contact: [NAMED, OTHER, undefined][random.between(0, 2)],
    waiting: random.between(1, 9),
  };
}

/** The contrary: each fact is another one. */
export function flipService(before: PlantedService): PlantedService {
  return {
    certificateDays: before.certificateDays > SOON ? (before.certificateDays % (SOON - 1)) + 2 : 100,
    tls: before.tls === '1.2' ? '1.3' : '1.2',
    plainOnly: !before.plainOnly,
    contact: before.contact === undefined ? OTHER : undefined,
    waiting: before.waiting + 1,
  };
}

export function serviceExpectations(planted: PlantedService): readonly Expected[] {
  const { certificateDays: days, tls, plainOnly, contact, waiting } = planted;
  const connected = { tab: 'Service', region: 'How you are connected' } as const;
  const runBy = { tab: 'Service', region: 'Who runs it' } as const;
  const contacts = { tab: 'Policy', region: 'Contact' } as const;
  const end = new RegExp(
    days <= SOON
      ? `The certificate ends in ${String(days)} days?, on`
      : `The certificate is good for ${String(days)} more days`,
    'u',
  );
  const signedIn = plainOnly ? /Your password itself was sent to the service/u : /never saw your password/u;
  const named = contact?.replace(/^\w+:/u, '');
  return [
    ...[connected, now('Passwords')].flatMap((place): Expected[] => [
      { name: `certificate (${place.tab})`, place, says: end, mark: 'measured' },
      { name: `encryption (${place.tab})`, place, says: new RegExp(`TLS ${tls.replace('.', '\\.')}`, 'u') },
      {
        name: `old encryption (${place.tab})`,
        place,
        ...(tls === '1.2' ? { says: /older kind of encryption/u } : { never: /older kind/u }),
      },
      { name: `sign-in (${place.tab})`, place, says: signedIn, mark: 'measured' },
    ]),
    ...[runBy, now('Contact')].map((place): Expected => ({
      name: `addresses (${place.tab})`,
      place,
      ...(named === undefined
        ? { says: /names no address where you could ask/u }
        : {
            says: new RegExp(`(?:Mail|Write to) ${named.replaceAll('.', '\\.')}(?!\\w)`, 'u'),
            never: /names no address/u,
          }),
      mark: 'service says',
    })),
    {
      name: 'addresses, against the policy',
      place: contacts,
      ...(contact === OTHER ? { says: /Differs/u } : { never: /Differs/u }),
    },
    {
      name: 'waiting messages',
      place: row('Offline messages'),
      says: counted(waiting, 'message', 'messages'),
      mark: 'service says',
    },
    {
      name: 'waiting messages, beside the policy',
      place: now('Private messages'),
      says: new RegExp(`(?<!\\d)${String(waiting)} messages? waits? for you`, 'u'),
      mark: 'service says',
    },
  ];
}
