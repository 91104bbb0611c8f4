/**
 * The way to a usable stream, top to bottom (RFC 6120 §4–§7): connect, TLS, SASL, resource. Nothing
 * is written before TLS but the request for it, and nothing is believed before.
 */
import type { Socket } from 'node:net';
import type { FailureCode } from '../../contract/errors';
import type { CertificateFacts, NegotiatedConnection } from '../../contract/connection';
import type { Clock } from '../../contract/ports';
import { ConnectionError } from '../errors';
import { bareJid, domainOf, type FullJid, fullJid, localOf } from '../jid';
import { NS_BIND, NS_CLIENT, NS_SESSION, NS_SM, NS_TLS } from '../ns';
import { parseStanzaError } from '../stanza-error';
import { attr, child, childText, type Element, xml } from '../xml';
import { buildResume, type Enabled } from '../xep-0198-sm/stanza';
import { XmppStream } from './connection';
import { dial } from './dial';
import { inlineRequest, type InlineOptions, readInlineResult, readResumption, type ResumptionResult } from './inline';
import type { Endpoint } from './resolve';
import { authenticate, type Authenticated, type SaslOutcome } from './sasl';
import { within } from './time-limit';
import { onSessionTickets, prepareTls, secure, type SecuredSocket } from './tls';

export interface NegotiationOptions extends InlineOptions {
  readonly password: () => Promise<string | undefined>;
  readonly allowPlain: boolean;
  readonly pinnedMechanism: string | undefined;
  readonly extraCertificates: readonly string[];
  readonly clock: Clock;
  /** Ends the attempt; its reason may be a `ConnectionError`. */
  readonly signal: AbortSignal;
  /** Told when something was asked for within the sign-in, and the server neither took nor refused the proof of identity. */
  readonly inlineFailed?: (() => void) | undefined;
  /** Told of each stream before anything is sent on it. */
  readonly onStream: (stream: XmppStream) => void;
}

/** What it takes until somebody has to sign in. */
export type OpeningOptions = Pick<
  NegotiationOptions,
  'account' | 'extraCertificates' | 'clock' | 'signal' | 'onStream'
>;

/** A stream on authenticated TLS, before SASL. */
export interface SecureStream {
  readonly stream: XmppStream;
  readonly secured: SecuredSocket;
  readonly features: Element;
  readonly endpoint: Endpoint;
}

export interface BoundStream {
  readonly stream: XmppStream;
  readonly jid: FullJid;
  /** Features after authentication; a stream that was resumed within it has none (XEP-0198 §9.2). */
  readonly features: Element | undefined;
  readonly negotiated: NegotiatedConnection;
  /** Present where there was a session to resume. */
  readonly resumption?: ResumptionResult;
  /** Present where stream management was agreed on with the resource. */
  readonly management?: Enabled;
}

/** Milliseconds for each step; the whole attempt has its own limit. */
const CONNECT_LIMIT = 8_000;
const STEP_LIMIT = 10_000;

/** How an exchange ends that was neither won nor lost. */
const brokenOff: ReadonlySet<FailureCode> = new Set(['timeout', 'service-unreachable', 'protocol-violation']);

/** Opens the stream at one endpoint as far as TLS. Rejects with a `ConnectionError`; nothing stays open then. */
export async function openSecureStream(endpoint: Endpoint, options: OpeningOptions): Promise<SecureStream> {
  const { clock, signal } = options;
  const domain = domainOf(options.account);
  const raw = await dial({ endpoint, clock, limitMs: CONNECT_LIMIT, signal });
  const stream = new XmppStream(options.account, () => clock.now());
  options.onStream(stream);
  const stop = (): void => stream.abort(abortReason(signal));
  signal.addEventListener('abort', stop, { once: true });
  const step = <T>(name: string, work: Promise<T>): Promise<T> => limited(stream, clock, name, work);
  let endWaiting = (): void => undefined;
  try {
    if (endpoint.encryption === 'starttls') {
      stream.useSocket(raw);
      const plainFeatures = await step('stream', stream.openForFeatures());
      const granted = step('starttls', requestTls(stream, plainFeatures));
      prepareTls(options.extraCertificates);
      await granted;
    }
    const secured = await handshake(raw, domain, endpoint, options);
    stream.useSocket(secured.socket);
    // White space may stand between the elements of a stream until SASL begins (RFC 6120 §11.7, §6.3.5).
    endWaiting = onSessionTickets(secured.socket, () => void stream.write(' ').catch(() => undefined));
    const features = await step('stream', stream.openForFeatures());
    return { stream, secured, features, endpoint };
  } catch (error) {
    const reason = signal.aborted ? abortReason(signal) : asConnectionError(error);
    stream.abort(reason);
    raw.destroy();
    throw reason;
  } finally {
    endWaiting();
    signal.removeEventListener('abort', stop);
  }
}

/** Authenticates and binds. Rejects with a `ConnectionError`; the stream is closed then. */
export async function signIn(opened: SecureStream, options: NegotiationOptions): Promise<BoundStream> {
  const { stream, secured } = opened;
  const { clock, signal } = options;
  const stop = (): void => stream.abort(abortReason(signal));
  signal.addEventListener('abort', stop, { once: true });
  const step = <T>(name: string, work: Promise<T>): Promise<T> => limited(stream, clock, name, work);
  const request = inlineRequest(opened.features, options);
  let answered = request.length === 0;
  try {
    const { outcome, restartsStream, success } = await step('sasl', proveIdentity(opened, options, request));
    answered = true;
    const inline = restartsStream ? {} : readInlineResult(success, request, options);
    const negotiated = describe(opened, secured.certificates, outcome, clock.now());
    const { resumption } = options;
    if (resumption !== undefined && inline.resumption?.resumed === true)
      return { stream, jid: resumption.jid, features: undefined, negotiated, resumption: inline.resumption };
    const features = await step('stream', restartsStream ? stream.openForFeatures() : stream.nextFeatures());
    if (inline.jid !== undefined) return { stream, features, negotiated, ...inline, jid: inline.jid };
    const answer = inline.resumption ?? (await step('resume', resumeSession(stream, features, options)));
    const following = { stream, features, negotiated, ...(answer !== undefined && { resumption: answer }) };
    if (resumption !== undefined && answer?.resumed === true) return { ...following, jid: resumption.jid };
    return { ...following, jid: await step('bind', bindResource(stream, features, options)) };
  } catch (error) {
    const reason = signal.aborted ? abortReason(signal) : asConnectionError(error);
    if (!answered && brokenOff.has(reason.code)) options.inlineFailed?.();
    void stream.disconnect();
    throw reason;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** RFC 6120 §5.4.2 */
async function requestTls(stream: XmppStream, features: Element): Promise<void> {
  if (child(features, 'starttls', NS_TLS) === undefined) throw new ConnectionError('no-tls');
  await stream.send(xml('starttls', { xmlns: NS_TLS }));
  const answer = await stream.next();
  if (!answer.is('proceed', NS_TLS)) throw new ConnectionError('tls-failed', 'starttls refused');
}

function handshake(
  raw: Socket,
  domain: string,
  endpoint: Endpoint,
  { clock, extraCertificates }: OpeningOptions,
): Promise<SecuredSocket> {
  const directTls = endpoint.encryption === 'direct-tls';
  return within(clock, STEP_LIMIT, secure(raw, { domain, extraCertificates, directTls }), () => {
    raw.destroy();
    return new ConnectionError('timeout', 'tls');
  });
}

async function proveIdentity(
  { stream, secured, features }: SecureStream,
  options: NegotiationOptions,
  inline: readonly Element[],
): Promise<Authenticated> {
  const { account, allowPlain, pinnedMechanism } = options;
  const password = await options.password();
  if (password === undefined) throw new ConnectionError('wrong-password', 'none known');
  return authenticate(stream, secured.socket, features, { account, password, allowPlain, pinnedMechanism, inline });
}

/** XEP-0198 §5; undefined where there is nothing to resume. After a refusal the resource is bound as ever. */
async function resumeSession(stream: XmppStream, features: Element, { resumption }: NegotiationOptions) {
  if (resumption === undefined || child(features, 'sm', NS_SM) === undefined) return undefined;
  const { id, handled } = resumption;
  await stream.send(buildResume(id, handled));
  for (;;) {
    const element = await stream.next();
    if (element.getNS() === NS_SM) return readResumption(element, id);
  }
}

/** RFC 6120 §7; the server's word counts, but only for our own account. */
async function bindResource(stream: XmppStream, features: Element, options: NegotiationOptions): Promise<FullJid> {
  if (child(features, 'bind', NS_BIND) === undefined) throw new ConnectionError('protocol-violation', 'no bind');
  const bind = xml('bind', { xmlns: NS_BIND }, xml('resource', {}, options.resource));
  const result = await negotiationRequest(stream, 'bind', bind);
  const bound = child(result, 'bind', NS_BIND);
  const jid = fullJid(bound === undefined ? undefined : childText(bound, 'jid', NS_BIND));
  // Who is nobody is given a name there.
  const expected = jid === undefined || localOf(options.account) !== '' ? jid && bareJid(jid) : domainOf(jid);
  if (jid === undefined || expected !== options.account) throw new ConnectionError('wrong-address-bound');
  // RFC 3921 §3: servers of that time want it still; those that don't say "optional".
  const session = child(features, 'session', NS_SESSION);
  if (session !== undefined && child(session, 'optional', NS_SESSION) === undefined)
    await negotiationRequest(stream, 'session', xml('session', { xmlns: NS_SESSION }));
  return jid;
}

async function negotiationRequest(stream: XmppStream, id: string, payload: Element): Promise<Element> {
  await stream.send(xml('iq', { type: 'set', id }, payload));
  const others: Element[] = [];
  for (;;) {
    const element = await stream.next();
    const type = element.is('iq', NS_CLIENT) && attr(element, 'id') === id ? attr(element, 'type') : undefined;
    if (type === 'error') throw new ConnectionError('refused-by-server', parseStanzaError(element).condition);
    if (type !== 'result') {
      others.push(element);
      continue;
    }
    stream.putBack(others);
    return element;
  }
}

function limited<T>(stream: XmppStream, clock: Clock, name: string, work: Promise<T>): Promise<T> {
  return within(clock, STEP_LIMIT, work, () => {
    const reason = new ConnectionError('timeout', name);
    stream.abort(reason);
    return reason;
  });
}

function describe(
  { endpoint, secured }: SecureStream,
  certificates: readonly CertificateFacts[],
  sasl: SaslOutcome,
  since: number,
): NegotiatedConnection {
  const { socket } = secured;
  return {
    host: endpoint.host,
    port: endpoint.port,
    foundBy: endpoint.foundBy,
    encryption: endpoint.encryption,
    tlsVersion: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    certificates,
    ...sasl,
    since,
  };
}

export function asConnectionError(error: unknown): ConnectionError {
  return error instanceof ConnectionError ? error : new ConnectionError('unexpected', undefined, { cause: error });
}

function abortReason(signal: AbortSignal): ConnectionError {
  const reason: unknown = signal.reason;
  return reason instanceof ConnectionError ? reason : new ConnectionError('cancelled');
}
