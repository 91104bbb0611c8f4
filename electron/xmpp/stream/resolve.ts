/**
 * Where a domain's XMPP service listens: SRV records (RFC 6120 §3.2, XEP-0368 for direct TLS),
 * mixed by priority and weight (RFC 2782), and behind them the classic ports on the domain itself.
 * No other discovery: XEP-0156 host-meta could lead to an unencrypted WebSocket, so it isn't asked.
 */
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { ConnectionSettings } from '../../contract/connection';
import type { Clock } from '../../contract/ports';

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** The part of `dns.promises.Resolver` that is used; a test points one at its own name server. */
export interface SrvResolver {
  resolveSrv(hostname: string): Promise<SrvRecord[]>;
  cancel(): void;
}

/** One place to try. */
export interface Endpoint {
  /** ASCII name or IP address to connect to. Never the name the certificate is checked against. */
  readonly host: string;
  readonly port: number;
  readonly encryption: 'starttls' | 'direct-tls';
  readonly foundBy: 'srv' | 'fallback' | 'settings';
}

export const STARTTLS_PORT = 5222;
export const DIRECT_TLS_PORT = 5223;
/** Milliseconds for both SRV look-ups together, which run side by side. */
const LOOKUP_LIMIT = 5_000;
/** A zone can list as many targets as it likes; nobody waits for more. */
const MAX_TARGETS = 8;

export interface ResolveOptions {
  readonly domain: string;
  readonly settings: ConnectionSettings;
  readonly resolver: SrvResolver;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the weighted choice. */
  readonly random: () => number;
}

export function systemResolver(): SrvResolver {
  return new dns.Resolver({ timeout: 2_000, tries: 2 });
}

/** Endpoints in the order to try; empty when the domain says that it offers no such service. Never rejects. */
export async function resolveEndpoints(options: ResolveOptions): Promise<readonly Endpoint[]> {
  const { settings } = options;
  const domain = asciiHost(options.domain);
  if (settings.host !== '' || settings.port !== 0) return fromSettings(domain, settings);
  const wantsDirect = settings.encryption !== 'starttls';
  const wantsStartTls = settings.encryption !== 'direct-tls';
  const [direct, startTls] = await bounded(options, [
    wantsDirect ? lookUp(options.resolver, '_xmpps-client', domain) : notAsked,
    wantsStartTls ? lookUp(options.resolver, '_xmpp-client', domain) : notAsked,
  ]);
  const targets = [
    ...direct.records.map((record) => ({ record, encryption: 'direct-tls' as const })),
    ...startTls.records.map((record) => ({ record, encryption: 'starttls' as const })),
  ];
  const found = orderByPriority(targets, options.random)
    .slice(0, MAX_TARGETS)
    .map(({ record, encryption }): Endpoint => ({ host: record.name, port: record.port, encryption, foundBy: 'srv' }));
  const classic: Endpoint[] = [];
  if (wantsDirect && !direct.refused)
    classic.push({ host: domain, port: DIRECT_TLS_PORT, encryption: 'direct-tls', foundBy: 'fallback' });
  if (wantsStartTls && !startTls.refused)
    classic.push({ host: domain, port: STARTTLS_PORT, encryption: 'starttls', foundBy: 'fallback' });
  return withoutRepetition([...found, ...classic]);
}

/** What the user typed replaces the look-up; what was left open is filled in. */
function fromSettings(domain: string, settings: ConnectionSettings): Endpoint[] {
  const host = settings.host === '' ? domain : asciiHost(settings.host);
  const endpoint = (encryption: Endpoint['encryption'], port: number): Endpoint => ({
    host,
    port: settings.port === 0 ? port : settings.port,
    encryption,
    foundBy: 'settings',
  });
  const direct = endpoint('direct-tls', DIRECT_TLS_PORT);
  const startTls = endpoint('starttls', STARTTLS_PORT);
  if (settings.encryption === 'direct-tls') return [direct];
  if (settings.encryption === 'starttls') return [startTls];
  // With a port of unknown kind, STARTTLS first: there the server speaks early when it is the wrong one.
  return settings.port === 0 || settings.port === DIRECT_TLS_PORT ? [direct, startTls] : [startTls, direct];
}

interface Answer {
  readonly records: readonly SrvRecord[];
  /** The only target is ".": decidedly not offered (RFC 2782). */
  readonly refused: boolean;
}
const nothing: Answer = { records: [], refused: false };
const notAsked = Promise.resolve(nothing);

/** A name that isn't there and a name server that fails look the same: the classic ports are next. */
async function lookUp(resolver: SrvResolver, service: string, domain: string): Promise<Answer> {
  // There is nothing below an address that a name server could tell.
  if (isIP(domain) !== 0) return nothing;
  try {
    const records = await resolver.resolveSrv(`${service}._tcp.${domain}`);
    const usable = records.filter((record) => record.name !== '' && record.name !== '.' && record.port > 0);
    return { records: usable, refused: records.length > 0 && usable.length === 0 };
  } catch {
    return nothing;
  }
}

async function bounded(
  { clock, resolver }: ResolveOptions,
  lookUps: readonly [Promise<Answer>, Promise<Answer>],
): Promise<readonly [Answer, Answer]> {
  let cancelTimer = (): void => undefined;
  const tooLate = new Promise<readonly [Answer, Answer]>((resolve) => {
    cancelTimer = clock.after(LOOKUP_LIMIT, () => {
      resolver.cancel();
      resolve([nothing, nothing]);
    });
  });
  try {
    return await Promise.race([Promise.all(lookUps), tooLate]);
  } finally {
    cancelTimer();
  }
}

/** RFC 2782: lowest priority first; among equals drawn by weight without putting back. */
export function orderByPriority<T extends { readonly record: SrvRecord }>(
  targets: readonly T[],
  random: () => number,
): T[] {
  const priorities = [...new Set(targets.map((target) => target.record.priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    drawByWeight(
      targets.filter((target) => target.record.priority === priority),
      random,
    ),
  );
}

function drawByWeight<T extends { readonly record: SrvRecord }>(equals: readonly T[], random: () => number): T[] {
  const left = [...equals].sort((a, b) => a.record.weight - b.record.weight);
  const drawn: T[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, target) => sum + target.record.weight, 0);
    // Weight 0 stands first and wins only when 0 is drawn: "a very small chance".
    const pick = Math.floor(random() * (total + 1));
    let running = 0;
    const index = left.findIndex((target) => (running += target.record.weight) >= pick);
    drawn.push(...left.splice(Math.max(0, index), 1));
  }
  return drawn;
}

function withoutRepetition(endpoints: readonly Endpoint[]): Endpoint[] {
  const seen = new Set<string>();
  return endpoints.filter((endpoint) => {
    const key = `${endpoint.encryption} ${endpoint.host} ${String(endpoint.port)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** DNS and TLS speak ASCII; an IPv6 literal loses the brackets it has in a JID. */
export function asciiHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  return bare.includes(':') ? bare : domainToASCII(bare) || bare;
}

/** "host", "host:port", "[v6]" or "[v6]:port", as see-other-host gives it (RFC 6120 §4.9.3.19). */
export function parseHostAndPort(text: string): { host: string; port: number | undefined } | undefined {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^\s:/@[\]]+))(?::(?<port>\d{1,5}))?$/u.exec(text.trim());
  const host = match?.groups?.['v6'] ?? match?.groups?.['name'];
  if (host === undefined) return undefined;
  const port = match?.groups?.['port'];
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number === 0 || number > 65_535)) return undefined;
  return { host: asciiHost(host), port: number };
}
