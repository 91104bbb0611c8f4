/** What ties a SASL exchange to this TLS connection (RFC 5929, RFC 9266), where the runtime's TLS library gives it. */
import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { child, children, attr, type Element } from '../xml';
import { NS_SASL_CB } from '../ns';
import type { ChannelBinding, ChannelBindingType } from './scram';

/** Types the server lists in its features (XEP-0440); undefined if it lists none. */
export function offeredBindings(features: Element): ReadonlySet<string> | undefined {
  const list = child(features, 'sasl-channel-binding', NS_SASL_CB);
  if (list === undefined) return undefined;
  return new Set(children(list, 'channel-binding', NS_SASL_CB).map((entry) => attr(entry, 'type') ?? ''));
}

/**
 * The strongest binding both sides have. Without a list only tls-unique on TLS 1.2 is safe to
 * assume: servers exist that offer -PLUS on TLS 1.3 and then compute something else.
 */
export function chooseBinding(socket: TLSSocket, offered: ReadonlySet<string> | undefined): ChannelBinding | undefined {
  const readers: readonly [ChannelBindingType, () => Buffer | undefined][] = [
    ['tls-exporter', () => exporter(socket)],
    ['tls-unique', () => unique(socket)],
    ['tls-server-end-point', () => endPoint(socket)],
  ];
  const allowed = offered ?? new Set(['tls-unique']);
  for (const [type, read] of readers) {
    const data = allowed.has(type) ? attempt(read) : undefined;
    if (data !== undefined && data.length > 0) return { type, data };
  }
  return undefined;
}

/** Whether this connection could give any binding; decides between the flags "y" and "n". */
export function canBind(socket: TLSSocket): boolean {
  return [exporter, unique, endPoint].some((read) => attempt(() => read(socket)) !== undefined);
}

/** BoringSSL builds lack some of these functions, or have ones that throw. */
function attempt(read: () => Buffer | undefined): Buffer | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What not every TLS library behind `node:tls` has. */
type Lacking = Partial<Pick<TLSSocket, 'exportKeyingMaterial' | 'getFinished'>>;

/** RFC 9266; for TLS 1.2 it needs the extended master secret, which Node does not reveal. */
function exporter(socket: TLSSocket): Buffer | undefined {
  if (socket.getProtocol() !== 'TLSv1.3') return undefined;
  const lacking: Lacking = socket;
  return lacking.exportKeyingMaterial?.(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
}

/** RFC 5929 §3: the first Finished message, which is the client's; not defined for TLS 1.3. */
function unique(socket: TLSSocket): Buffer | undefined {
  if (socket.getProtocol() !== 'TLSv1.2') return undefined;
  const lacking: Lacking = socket;
  return lacking.getFinished?.();
}

/** RFC 5929 §4: hash of the certificate, with its own signature's hash, MD5 and SHA-1 raised to SHA-256. */
function endPoint(socket: TLSSocket): Buffer | undefined {
  const raw = derOf(socket.getPeerCertificate(false));
  const digest = raw === undefined ? undefined : signatureHash(raw);
  return raw === undefined || digest === undefined ? undefined : createHash(digest).update(raw).digest();
}

/** Without a certificate Node gives an empty object. */
function derOf(certificate: { readonly raw?: Buffer }): Buffer | undefined {
  return certificate.raw;
}

// DER of the object identifiers that name the hash of a signature.
const SIGNATURE_HASHES: readonly [der: string, digest: string][] = [
  ['06092a864886f70d010104', 'sha256'], // md5WithRSAEncryption
  ['06092a864886f70d010105', 'sha256'], // sha1WithRSAEncryption
  ['06092a864886f70d01010b', 'sha256'],
  ['06092a864886f70d01010c', 'sha384'],
  ['06092a864886f70d01010d', 'sha512'],
  ['06072a8648ce3d0401', 'sha256'], // ecdsa-with-SHA1
  ['06082a8648ce3d040302', 'sha256'],
  ['06082a8648ce3d040303', 'sha384'],
  ['06082a8648ce3d040304', 'sha512'],
];

/**
 * Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER … }, … }:
 * steps over the first and reads the second. Undefined for algorithms without one hash (EdDSA, PSS).
 */
function signatureHash(der: Buffer): string | undefined {
  const outer = derContent(der, 0);
  const body = outer === undefined ? undefined : derContent(der, outer.start);
  const algorithm = body === undefined ? undefined : derContent(der, body.end);
  if (algorithm === undefined) return undefined;
  const oid = der.subarray(algorithm.start, algorithm.end).toString('hex');
  return SIGNATURE_HASHES.find(([prefix]) => oid.startsWith(prefix))?.[1];
}

function derContent(der: Buffer, at: number): { start: number; end: number } | undefined {
  const first = der[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4 || at + 2 + lengthBytes > der.length) return undefined;
  const start = at + 2 + lengthBytes;
  return { start, end: start + der.readUIntBE(at + 2, lengthBytes) };
}
