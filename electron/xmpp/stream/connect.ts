/** One attempt to sign in: finds the endpoints, tries them in turn, follows where the service sends us. */
import type { FailureCode } from '../../contract/errors';
import type { ConnectionSettings } from '../../contract/connection';
import { ConnectionError } from '../errors';
import type { StreamAhead } from './ahead';
import { domainOf } from '../jid';
import { asConnectionError, type BoundStream, type NegotiationOptions, openSecureStream, signIn } from './negotiate';
import { DIRECT_TLS_PORT, type Endpoint, resolveEndpoints, type SrvResolver, STARTTLS_PORT } from './resolve';
import { RedirectError } from './stream-errors';

export interface ConnectOptions extends NegotiationOptions {
  readonly settings: ConnectionSettings;
  readonly resolver: SrvResolver;
  readonly random: () => number;
  /** Told before each connection is made. */
  readonly contacting: (endpoint: Endpoint) => void;
  /** A live stream was sent here (RFC 6120 §4.9.3.19): the first place to try. */
  readonly redirectedTo?: Endpoint | undefined;
  /** How many redirections in a row led to this attempt. */
  readonly redirections: number;
  /** A stream that was begun before, if there is one. */
  readonly ahead?: (() => StreamAhead | undefined) | undefined;
}

export const MAX_REDIRECTIONS = 3;

/** Resolves with a bound stream; rejects with the `ConnectionError` that explains most. */
export async function connectOnce(options: ConnectOptions): Promise<BoundStream> {
  return (await useStreamAhead(options)) ?? signInAnywhere(options);
}

/** Undefined where there is no stream that was opened ahead, or nothing came of it. */
async function useStreamAhead(options: ConnectOptions): Promise<BoundStream | undefined> {
  const ahead = options.redirectedTo === undefined ? options.ahead?.() : undefined;
  if (ahead === undefined) return undefined;
  // The keychain looks for it while the stream is still on its way.
  const password = options.password();
  password.catch(() => undefined);
  const opened = await ahead.take(options.signal);
  if (opened === undefined) return undefined;
  options.contacting(opened.endpoint);
  options.onStream(opened.stream);
  try {
    return await signIn(opened, { ...options, password: () => password });
  } catch (thrown) {
    const error = asConnectionError(thrown);
    if (options.signal.aborted || decidedBySignIn.has(error.code)) throw error;
    return undefined;
  }
}

async function signInAnywhere(options: ConnectOptions): Promise<BoundStream> {
  let queue = [...(await firstEndpoints(options))];
  let redirections = options.redirections;
  let failure: ConnectionError | undefined;
  for (let endpoint = queue.shift(); endpoint !== undefined; endpoint = queue.shift()) {
    options.contacting(endpoint);
    try {
      const opened = await openSecureStream(endpoint, options);
      return await signIn(opened, options);
    } catch (thrown) {
      const error = asConnectionError(thrown);
      if (options.signal.aborted) throw error;
      if (error instanceof RedirectError) {
        redirections += 1;
        if (redirections > MAX_REDIRECTIONS) throw new ConnectionError('protocol-violation', 'see-other-host');
        queue = [redirected(endpoint, error)];
        continue;
      }
      if (decidedBySignIn.has(error.code)) throw error;
      failure = moreTelling(failure, error);
    }
  }
  if (failure === undefined || failure.code === 'service-not-found')
    throw new ConnectionError('service-not-found', domainOf(options.account));
  throw failure;
}

async function firstEndpoints(options: ConnectOptions): Promise<readonly Endpoint[]> {
  const { redirectedTo, resolver, signal } = options;
  if (redirectedTo !== undefined) return [redirectedTo];
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await resolveEndpoints({ ...options, domain: domainOf(options.account) });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

export function redirected(
  from: Pick<Endpoint, 'encryption' | 'foundBy'>,
  { host, port }: { readonly host: string; readonly port: number | undefined },
): Endpoint {
  const usual = from.encryption === 'direct-tls' ? DIRECT_TLS_PORT : STARTTLS_PORT;
  return { host, port: port ?? usual, encryption: from.encryption, foundBy: from.foundBy };
}

/** The same account at another endpoint would be answered the same. */
const decidedBySignIn: ReadonlySet<FailureCode> = new Set([
  'wrong-password',
  'account-disabled',
  'second-factor-needed',
  'plain-needs-consent',
  'mechanism-downgraded',
  'no-common-mechanism',
  'server-not-authentic',
  'wrong-address-bound',
  'refused-by-server',
  'replaced-by-other-session',
]);

/** From what says least about the service to what says most. */
const tellingOrder: readonly FailureCode[] = [
  'service-not-found',
  'service-unreachable',
  'timeout',
  'protocol-violation',
  'tls-failed',
  'no-tls',
  'certificate-untrusted',
  'certificate-not-yet-valid',
  'certificate-expired',
  'certificate-wrong-host',
];

function moreTelling(known: ConnectionError | undefined, found: ConnectionError): ConnectionError {
  if (known === undefined) return found;
  return tellingOrder.indexOf(found.code) > tellingOrder.indexOf(known.code) ? found : known;
}
