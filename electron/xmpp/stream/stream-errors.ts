/** What a stream error of the server (RFC 6120 §4.9.3) means for the user and for the next attempt. */
import type { FailureCode } from '../../contract/errors';
import { ConnectionError } from '../errors';
import { NS_STREAM_ERRORS } from '../ns';
import type { Element } from '../xml';
import { parseHostAndPort } from './resolve';

const codes: ReadonlyMap<string, FailureCode> = new Map([
  ['conflict', 'replaced-by-other-session'],
  ['host-gone', 'service-not-found'],
  ['host-unknown', 'service-not-found'],
  ['not-authorized', 'refused-by-server'],
  ['policy-violation', 'refused-by-server'],
  ['resource-constraint', 'refused-by-server'],
  ['connection-timeout', 'service-unreachable'],
  ['internal-server-error', 'service-unreachable'],
  ['remote-connection-failed', 'service-unreachable'],
  ['reset', 'service-unreachable'],
  ['system-shutdown', 'service-unreachable'],
]);

/** The service asks to connect elsewhere (RFC 6120 §4.9.3.19). Only made of an authenticated stream. */
export class RedirectError extends ConnectionError {
  constructor(
    readonly host: string,
    /** Undefined: the port of the way in that is used. */
    readonly port: number | undefined,
  ) {
    super('service-unreachable', 'see-other-host');
  }
}

export function streamErrorFrom(element: Element, secure: boolean): ConnectionError {
  const condition = element.getChildElements().find((el) => el.getNS() === NS_STREAM_ERRORS && !el.is('text'));
  const name = condition?.getName() ?? 'undefined-condition';
  if (name === 'see-other-host' && secure) {
    const target = parseHostAndPort(condition?.text() ?? '');
    if (target !== undefined) return new RedirectError(target.host, target.port);
  }
  return new ConnectionError(codes.get(name) ?? 'protocol-violation', name.slice(0, 64));
}
