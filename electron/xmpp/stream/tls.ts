/**
 * TLS for both ways in (RFC 7590, XEP-0368): at least 1.2, the certificate is for the JID's domain
 * and nothing else, and when it is not, the user learns what it is. The socket is only handed out
 * authenticated; until then nothing of ours has been written to it.
 */
import { isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import type { CertificateFacts } from '../../contract/connection';
import { ConnectionError } from '../errors';
import { asciiHost } from './resolve';

export interface TlsOptions {
  /** Domain of the JID: goes into SNI and is what the certificate must name. */
  readonly domain: string;
  /** PEM, trusted beside the built-in roots. */
  readonly extraCertificates: readonly string[];
  readonly directTls: boolean;
}

export interface SecuredSocket {
  readonly socket: tls.TLSSocket;
  /** Leaf first. */
  readonly certificates: readonly CertificateFacts[];
}

/** XEP-0368 §4 */
const ALPN_CLIENT = 'xmpp-client';
const MAX_CHAIN = 10;
const contexts = new Map<string, tls.SecureContext>();

/** Does what takes long about TLS ahead, while the server is awaited: no sooner, for the window comes first at the start. */
export function prepareTls(extraCertificates: readonly string[]): void {
  try {
    contextFor(extraCertificates);
  } catch {
    // A certificate that can't be read: `secure` meets it again and reports it.
  }
}

/**
 * Calls `send` with each of the server's session tickets (RFC 8446 §4.6.1). A server that leaves Nagle's algorithm
 * on keeps back what it says next until the last one is acknowledged, and the system takes up to 40 ms for that
 * unless something is sent. Returns how to let it be.
 */
export function onSessionTickets(socket: tls.TLSSocket, send: () => void): () => void {
  let wanted = true;
  // What is written within the event itself stays behind until there is something else to write.
  socket.on('session', () => setImmediate(() => wanted && send()));
  return () => {
    wanted = false;
  };
}

/** Loading a hundred roots takes 20 ms, so a context lives on for the same set of certificates. */
function contextFor(extraCertificates: readonly string[]): tls.SecureContext {
  const key = extraCertificates.join('\n');
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const context = tls.createSecureContext({
    minVersion: 'TLSv1.2',
    ...(extraCertificates.length === 0 ? {} : { ca: [...tls.rootCertificates, ...extraCertificates] }),
  });
  contexts.set(key, context);
  return context;
}

/**
 * Takes the handshake on a connected socket. Rejects with a `ConnectionError` that names the fault
 * of the certificate; the socket is destroyed then.
 */
export function secure(raw: Socket, options: TlsOptions): Promise<SecuredSocket> {
  const domain = asciiHost(options.domain);
  let seen: tls.DetailedPeerCertificate | undefined;
  return new Promise((resolve, reject) => {
    let socket: tls.TLSSocket;
    try {
      socket = tls.connect({
        socket: raw,
        secureContext: contextFor(options.extraCertificates),
        minVersion: 'TLSv1.2',
        // SNI carries names only (RFC 6066 §3).
        ...(isIP(domain) === 0 ? { servername: domain } : {}),
        ...(options.directTls ? { ALPNProtocols: [ALPN_CLIENT] } : {}),
        checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(domain, certificate),
      });
    } catch (error) {
      raw.destroy();
      reject(new ConnectionError('tls-failed', errorCode(error), { cause: error }));
      return;
    }
    // Node destroys a socket with a bad certificate at once; this listener stands before its own.
    socket.prependOnceListener('secure', () => {
      seen = socket.getPeerCertificate(true);
    });
    const failed = (error: Error): void => {
      socket.destroy();
      reject(explainFailure(error, seen, domain));
    };
    const closed = (): void => failed(new Error('closed during the handshake'));
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once('secureConnect', () => {
      socket.off('error', failed);
      socket.off('close', closed);
      if (!socket.authorized) {
        failed(new Error('not authorized'));
        return;
      }
      resolve({ socket, certificates: chainFacts(socket.getPeerCertificate(true)) });
    });
  });
}

/** Facts of each certificate from the leaf up; a root that issued itself ends the chain. */
export function chainFacts(leaf: tls.DetailedPeerCertificate): CertificateFacts[] {
  const facts: CertificateFacts[] = [];
  let current: MaybeCertificate | undefined = leaf;
  while (isPresent(current) && facts.length < MAX_CHAIN) {
    facts.push(certificateFacts(current));
    const issuer: MaybeCertificate | undefined = current.issuerCertificate;
    current = isPresent(issuer) && issuer.fingerprint256 !== current.fingerprint256 ? issuer : undefined;
  }
  return facts;
}

/** Without a certificate Node gives an empty object; at the end of a chain, nothing. */
type MaybeCertificate = Partial<tls.DetailedPeerCertificate>;

function isPresent(certificate: MaybeCertificate | undefined): certificate is tls.DetailedPeerCertificate {
  return certificate?.raw !== undefined;
}

function certificateFacts(certificate: tls.PeerCertificate): CertificateFacts {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    names: certificateNames(certificate),
    validFrom: Date.parse(certificate.valid_from),
    validTo: Date.parse(certificate.valid_to),
    fingerprint: certificate.fingerprint256,
  };
}

/** "CN=example.org, O=Example"; empty where the certificate gives nothing. */
function nameText(name: tls.Certificate): string {
  return Object.entries(name)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}

/** Subject alternative names; the common name only where there are none (RFC 6125 §6.4.4). */
function certificateNames(certificate: tls.PeerCertificate): string[] {
  const alternatives = certificate.subjectaltname ?? '';
  // Node writes `DNS:a, IP Address:b, othername:"…"`; quotes protect commas inside a value.
  const entries = alternatives.match(/[A-Za-z ]+:(?:"(?:[^"\\]|\\.)*"|[^,])*/gu) ?? [];
  const names = entries.map((entry) => entry.trim().replace(/^[A-Za-z ]+:/u, ''));
  if (names.length > 0) return names;
  const common: unknown = certificate.subject.CN;
  return typeof common === 'string' ? [common] : [];
}

const UNTRUSTED_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

function explainFailure(error: Error, seen: tls.DetailedPeerCertificate | undefined, domain: string): ConnectionError {
  const code = errorCode(error);
  const facts = isPresent(seen) ? certificateFacts(seen) : undefined;
  if (facts !== undefined && UNTRUSTED_CODES.has(code))
    return new ConnectionError('certificate-untrusted', facts.fingerprint, { cause: error });
  if (facts !== undefined && code === 'CERT_HAS_EXPIRED')
    return new ConnectionError('certificate-expired', isoDate(firstOutside(seen, 'expired')), { cause: error });
  if (facts !== undefined && code === 'CERT_NOT_YET_VALID')
    return new ConnectionError('certificate-not-yet-valid', isoDate(firstOutside(seen, 'early')), { cause: error });
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = facts?.names.join(', ') ?? '';
    return new ConnectionError('certificate-wrong-host', names === '' ? domain : names, { cause: error });
  }
  return new ConnectionError('tls-failed', code, { cause: error });
}

/** The date that is to blame: any certificate of the chain can be the one out of its time. */
function firstOutside(leaf: tls.DetailedPeerCertificate | undefined, why: 'expired' | 'early'): number {
  const facts = leaf === undefined ? [] : chainFacts(leaf);
  const now = Date.now();
  const guilty = facts.find((fact) => (why === 'expired' ? fact.validTo < now : fact.validFrom > now)) ?? facts[0];
  if (guilty === undefined) return 0;
  return why === 'expired' ? guilty.validTo : guilty.validFrom;
}

function isoDate(time: number): string {
  return new Date(time).toISOString();
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : 'unknown';
}
