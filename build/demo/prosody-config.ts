import path from 'node:path';
import type { CertificateFolder, CertificateKind } from './certificates';
import { luaString, type ScramHash } from './prosody-data';

/** A domain behind the server that another program answers for (XEP-0114). */
export interface ProsodyComponent {
  readonly domain: string;
  /** Where the server waits for that program. */
  readonly port: number;
  readonly secret: string;
}

export interface ProsodyConfig {
  /** Folder of this server: data, log and certificates are below it. */
  readonly dir: string;
  readonly domain: string;
  readonly port: number;
  readonly directTlsPort: number;
  readonly certificates: CertificateFolder;
  readonly certificate: CertificateKind;
  readonly modules: readonly string[];
  /** Standard modules that this server is without. */
  readonly without: readonly string[];
  /** Whether STARTTLS is offered and required. Without it the server is one that Candor must refuse. */
  readonly tls: boolean;
  readonly hash: ScramHash;
  readonly iterations: number;
  readonly component?: ProsodyComponent | undefined;
  /** Further lines of Lua for the global section. */
  readonly extra: string;
  readonly asRoot: boolean;
  readonly logLevel: 'debug' | 'info';
}

/** What the demo and the tests expect of a server today; rooms, uploads and the archive are not among it. */
export const standardModules: readonly string[] = [
  ...['roster', 'saslauth', 'tls', 'disco', 'presence', 'message', 'iq', 'offline', 'admin_shell'],
  ...['carbons', 'pep', 'private', 'blocklist', 'vcard4', 'vcard_legacy', 'csi_simple', 'smacks'],
  ...['version', 'uptime', 'time', 'ping', 'lastactivity', 'server_contact_info'],
];

export function dataDirectory(dir: string): string {
  return path.join(dir, 'data');
}

export function logFile(dir: string): string {
  return path.join(dir, 'prosody.log');
}

/** Prosody's configuration, on loopback alone and without a way to other servers. */
export function writeProsodyConfig(config: ProsodyConfig): string {
  const certificate = luaString(config.certificates.certificateFile(config.certificate));
  const key = luaString(config.certificates.keyFile(config.certificate));
  const modules = [...new Set([...standardModules, ...config.modules])].filter((name) => config.tls || name !== 'tls');
  return `run_as_root = ${String(config.asRoot)}
daemonize = false
pidfile = ${luaString(path.join(config.dir, 'prosody.pid'))}
data_path = ${luaString(dataDirectory(config.dir))}
log = { { levels = { min = "${config.logLevel}" }, to = "file", filename = ${luaString(logFile(config.dir))} } }
interfaces = { "127.0.0.1" }
c2s_ports = { ${String(config.port)} }
c2s_direct_tls_ports = { ${String(config.directTlsPort)} }
s2s_ports = {}
s2s_direct_tls_ports = {}
http_ports = {}
https_ports = {}
component_ports = { ${config.component === undefined ? '' : String(config.component.port)} }
admin_socket = ${luaString(path.join(config.dir, 'prosody.sock'))}
network_backend = "epoll"
storage = "internal"
authentication = "internal_hashed"
password_hash = ${luaString(config.hash)}
default_iteration_count = ${String(config.iterations)}
c2s_require_encryption = ${String(config.tls)}
allow_unencrypted_plain_auth = false
tls_profile = "intermediate"
certificates = ${luaString(path.dirname(config.certificates.caFile))}
ssl = { certificate = ${certificate}, key = ${key} }
c2s_direct_tls_ssl = { certificate = ${certificate}, key = ${key} }
c2s_stanza_size_limit = 10 * 1024 * 1024
limits = {}
smacks_hibernation_time = 300
smacks_max_queue_size = 20000
admins = { ${luaString(`admin@${config.domain}`)} }
contact_info = { admin = { ${luaString(`xmpp:admin@${config.domain}`)} } }
modules_disabled = { ${['s2s', ...config.without].map(luaString).join(', ')} }
modules_enabled = { ${modules.map(luaString).join(', ')} }
${config.extra}

VirtualHost ${luaString(config.domain)}
ssl = { certificate = ${certificate}, key = ${key} }
${config.component === undefined ? '' : componentSection(config.component)}`;
}

function componentSection({ domain, secret }: ProsodyComponent): string {
  return `
Component ${luaString(domain)}
component_secret = ${luaString(secret)}
`;
}
