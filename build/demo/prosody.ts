/**
 * A private Prosody on loopback with its own certificate authority, for the demo and for tests.
 * It is real: accounts sign in with SCRAM over STARTTLS or direct TLS.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../shared/free-ports';
import { capture, lastLines } from '../shared/run';
import { makeCertificates, type CertificateFolder, type CertificateKind } from './certificates';
import { dataDirectory, logFile, writeProsodyConfig, type ProsodyComponent } from './prosody-config';
import { seedAccounts, type ScramHash, type SeedAccount } from './prosody-data';

export { manyContacts, type SeedAccount, type SeedMessage, type SeedRosterItem } from './prosody-data';
export type { ProsodyComponent } from './prosody-config';
export { WRONG_HOST, type CertificateFolder, type CertificateKind } from './certificates';

const START_LIMIT = 20_000;
const STOP_LIMIT = 5_000;

export interface ProsodyOptions {
  /** Folder for data, certificates and log; made if missing, never removed here. Use one a server. */
  readonly dir: string;
  readonly accounts: readonly SeedAccount[];
  /** Served domain. Preset: localhost. */
  readonly domain?: string;
  /** Modules beyond the standard ones, by their Prosody names. */
  readonly modules?: readonly string[];
  /** Standard modules that the server is without. */
  readonly without?: readonly string[];
  /** STARTTLS port. Preset: a free one. */
  readonly port?: number;
  readonly directTlsPort?: number;
  /** Preset: good. */
  readonly certificate?: CertificateKind;
  /** How many days the good certificate is valid. Preset: 90. */
  readonly certificateDays?: number;
  /** False: the server offers no STARTTLS at all. Preset: true. */
  readonly tls?: boolean;
  /** SCRAM variant offered. Preset: SHA-256. */
  readonly hash?: ScramHash;
  /** Preset: 10,000. */
  readonly iterations?: number;
  readonly component?: ProsodyComponent;
  /** Further lines of Lua for the global section of the configuration. */
  readonly extraConfig?: string;
  /** Preset: info. "debug" also logs stanzas. */
  readonly logLevel?: 'debug' | 'info';
}

/** What a restart may change. */
export type ProsodyChanges = Pick<ProsodyOptions, 'certificate' | 'modules' | 'tls' | 'extraConfig'>;

export interface Prosody {
  readonly domain: string;
  readonly port: number;
  readonly directTlsPort: number;
  /** PEM of the private authority: start a client with `NODE_EXTRA_CA_CERTS` set to it. */
  readonly caFile: string;
  readonly certificates: CertificateFolder;
  readonly dir: string;
  /** Everything the server logged so far. */
  log(): Promise<string>;
  /** Ends the server; accounts and rosters stay in `dir`. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same ports with the same data; stops first where it runs. */
  restart(changes?: ProsodyChanges): Promise<void>;
  /** Adds accounts, or replaces them, while the server runs; not for accounts already signed in. */
  seed(accounts: readonly SeedAccount[]): Promise<void>;
  /** A command for Prosody's administration shell, e.g. `c2s:close("a@localhost")`; resolves to what it prints. */
  shell(command: string): Promise<string>;
}

/** Prosody is missing or did not start; the message says what to do. */
export class ProsodyUnavailable extends Error {
  override readonly name = 'ProsodyUnavailable';
}

/**
 * Starts a server and resolves once it accepts connections.
 * @throws ProsodyUnavailable
 */
export async function startProsody(options: ProsodyOptions): Promise<Prosody> {
  const dir = path.resolve(options.dir);
  const domain = options.domain ?? 'localhost';
  const hash = options.hash ?? 'SHA-256';
  const iterations = options.iterations ?? 10_000;
  const [freePort = 0, freeDirectTlsPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const directTlsPort = options.directTlsPort ?? freeDirectTlsPort;

  await mkdir(dataDirectory(dir), { recursive: true });
  const certificates = await makeCertificates(path.join(dir, 'certificates'), domain, options.certificateDays);
  const seed = (accounts: readonly SeedAccount[]): Promise<void> =>
    seedAccounts(accounts, { dataDir: dataDirectory(dir), domain, hash, iterations });
  await seed(options.accounts);

  const configFile = path.join(dir, 'prosody.cfg.lua');
  let variable: ProsodyChanges = options;
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    const config = writeProsodyConfig({
      ...{ dir, domain, port, directTlsPort, certificates, hash, iterations },
      certificate: variable.certificate ?? 'good',
      modules: variable.modules ?? [],
      without: options.without ?? [],
      tls: variable.tls ?? true,
      component: options.component,
      extra: variable.extraConfig ?? '',
      logLevel: options.logLevel ?? 'info',
      asRoot: process.getuid?.() === 0,
    });
    await writeFile(configFile, config);
    const ports = [port, directTlsPort, ...(options.component === undefined ? [] : [options.component.port])];
    server = await ServerProcess.start(configFile, dir, ports);
  }

  await start();
  return {
    ...{ domain, port, directTlsPort, certificates, dir, seed },
    caFile: certificates.caFile,
    log: async () => (existsSync(logFile(dir)) ? readFile(logFile(dir), 'utf8') : ''),
    stop: async () => {
      await server?.end('SIGTERM');
    },
    kill: async () => {
      await server?.end('SIGKILL');
    },
    restart: async (changes = {}) => {
      await server?.end('SIGTERM');
      variable = { ...variable, ...changes };
      await start();
    },
    shell: async (command) => withoutBanner(await capture('prosodyctl', ['--config', configFile, 'shell', command])),
  };
}

class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  /** A parent that dies without calling `end` must not leave a server behind. */
  readonly #killAtExit = (): void => {
    this.#child.kill('SIGKILL');
  };

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => {
        process.off('exit', this.#killAtExit);
        resolve();
      });
    });
    process.once('exit', this.#killAtExit);
  }

  static async start(configFile: string, dir: string, ports: readonly number[]): Promise<ServerProcess> {
    const child = spawn('prosody', ['-F', '--config', configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output = (output + chunk).slice(-10_000);
      });
    }
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        reject(new ProsodyUnavailable(error.code === 'ENOENT' ? missingServer() : error.message));
      });
      child.once('exit', (code) => {
        reject(new ProsodyUnavailable(`Prosody ended with code ${String(code)} while starting:\n${output}`));
      });
    });
    failed.catch(() => undefined);
    const server = new ServerProcess(child);
    const limit = AbortSignal.timeout(START_LIMIT);
    try {
      for (const port of ports) await Promise.race([failed, listening(port, limit)]);
    } catch (error) {
      await server.end('SIGKILL');
      if (error instanceof ProsodyUnavailable) throw error;
      await appendFile(path.join(dir, 'output.log'), output);
      throw new ProsodyUnavailable(
        `Prosody did not accept connections within ${String(START_LIMIT / 1000)} s. It printed:\n${lastLines(output, 10)}\nIts log: ${logFile(dir)}`,
      );
    }
    return server;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#child.pid === undefined) return;
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT);
    await this.#exited;
    clearTimeout(timer);
  }
}

/** prosodyctl prints what it misses between two lines of asterisks before every answer. */
function withoutBanner(output: string): string {
  return (output.split(/^\*{10,}$/m).at(-1) ?? '').trim();
}

function missingServer(): string {
  return process.platform === 'linux'
    ? 'Prosody is not installed. On Debian or Ubuntu: apt-get install prosody prosody-modules'
    : 'Prosody runs on Linux only. Sign in to an account of your own with "npm start" in its place.';
}

/** Resolves once a TCP connection to the port is accepted; rejects when `limit` fires. */
async function listening(port: number, limit: AbortSignal): Promise<void> {
  while (!(await accepts(port))) await delay(25, undefined, { signal: limit });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
