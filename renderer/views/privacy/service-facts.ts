/**
 * What the live connection shows, as facts with the mark of how each is known. Nothing is said that
 * was not measured on this very connection; what cannot be seen from here is said to be so.
 */
import type { NegotiatedConnection } from '../../../electron/contract/models';
import { t } from '../../text/catalogue';
import { tlsName } from '../../text/connection';
import type { Mark } from '../../text/marks';
import { daysUntil, formatDate } from '../../text/time';

export interface Fact {
  readonly mark: Mark;
  readonly text: string;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** `service` is the domain of the account, `now` a wall-clock time. */
export function serviceFacts(connection: NegotiatedConnection, service: string, now: number): readonly FactGroup[] {
  return [
    { title: t('privacy.connection'), facts: connectionFacts(connection, service).map(measured) },
    { title: t('privacy.identity'), facts: certificateFacts(connection, service, now).map(measured) },
    { title: t('privacy.signIn'), facts: signInFacts(connection).map(measured) },
    {
      title: t('privacy.beyond'),
      facts: [
        t('privacy.fact.storage', { service }),
        t('privacy.fact.reading', { service }),
        t('privacy.fact.beyond', { service }),
      ].map((text) => ({ mark: 'not-checkable', text })),
    },
  ];
}

function measured(text: string): Fact {
  return { mark: 'measured', text };
}

function connectionFacts(connection: NegotiatedConnection, service: string): readonly string[] {
  const { host, foundBy } = connection;
  // A port is a name, not a quantity: no separators between thousands.
  const port = String(connection.port);
  const found = {
    srv: () => t('privacy.fact.foundSrv', { host, port }),
    fallback: () => t('privacy.fact.foundFallback', { service, host, port }),
    settings: () => t('privacy.fact.foundSettings', { host, port }),
  };
  return [
    t('privacy.fact.tls', { service, version: tlsName(connection.tlsVersion) }),
    t(connection.encryption === 'direct-tls' ? 'privacy.fact.direct' : 'privacy.fact.starttls'),
    found[foundBy](),
  ];
}

function certificateFacts(connection: NegotiatedConnection, service: string, now: number): readonly string[] {
  const leaf = connection.certificates[0];
  if (leaf === undefined) return [];
  const date = formatDate(leaf.validTo);
  const days = daysUntil(leaf.validTo, now);
  return [
    t('privacy.fact.certificate', { service, issuer: leaf.issuer }),
    days < 0 ? t('privacy.fact.certificateEnded', { date }) : t('privacy.fact.certificateDays', { count: days, date }),
  ];
}

function signInFacts(connection: NegotiatedConnection): readonly string[] {
  const { mechanism, channelBinding } = connection;
  const password = connection.passwordSent
    ? t('privacy.fact.passwordSent', { mechanism })
    : connection.serverProved
      ? t('privacy.fact.passwordNotSent', { mechanism })
      : t('privacy.fact.passwordNotSentUnproved', { mechanism });
  const binding =
    channelBinding === undefined ? t('privacy.fact.unbound') : t('privacy.fact.bound', { binding: channelBinding });
  return [password, binding];
}
