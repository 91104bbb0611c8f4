/** The state of a connection in words. */
import type { ConnectionState, NegotiatedConnection } from '../../electron/contract/connection';
import { t } from './catalogue';
import { failureWords } from './failures';

/** "Online", "Connecting…", "Offline: why". */
export function connectionWords(connection: ConnectionState, service: string): string {
  switch (connection.state) {
    case 'online':
      return t('connection.online');
    case 'connecting':
      return t('connection.connecting');
    case 'offline':
      return t('connection.offline', {
        why: t(connection.why === 'chosen' ? 'connection.chosen' : 'connection.signedOut'),
      });
    default:
      return t('connection.offline', { why: failureWords(connection.why, service).what });
  }
}

/** "TLS 1.3" for what the TLS library calls "TLSv1.3". */
export function tlsName(version: string): string {
  return version.replace(/^TLSv/u, 'TLS ');
}

/**
 * The way a message takes, in parts: what is measured of the way to the own service, and what
 * follows from the two addresses.
 */
export function pathWords(
  negotiated: NegotiatedConnection | undefined,
  ownService: string,
  otherService: string,
): readonly string[] {
  const first =
    negotiated === undefined
      ? t('path.notConnected')
      : t('path.tls', { version: tlsName(negotiated.tlsVersion), service: ownService });
  const onward =
    ownService === otherService
      ? t('path.stays', { service: ownService })
      : t('path.leaves', { service: otherService });
  return [first, onward, t('path.noE2ee')];
}
