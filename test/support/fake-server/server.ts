/** A small XMPP server on loopback that does what a test tells it, honest by default. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { FakeStream, type ServerTls } from './stream';

export type StreamScript = (stream: FakeStream, nth: number) => Promise<void>;

export interface FakeServerOptions {
  readonly domain: string;
  readonly tls: ServerTls;
  /** TLS from the first byte (XEP-0368). */
  readonly directTls?: boolean;
  /** Preset: any free one. */
  readonly port?: number;
  /** Preset: 127.0.0.1. */
  readonly host?: string;
}

export class FakeServer {
  /** Every connection so far, oldest first. */
  readonly streams: FakeStream[] = [];
  /** What happens on each connection; `nth` counts from 0. A failure of a script ends the connection. */
  script: StreamScript = honest;

  readonly #server: Server;
  readonly #waiting = new Set<() => void>();

  /** Also after `close`. */
  readonly port: number;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(options: FakeServerOptions): Promise<FakeServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
    });
    const fake = new FakeServer(server);
    server.on('connection', (socket) => {
      const stream = new FakeStream(socket, options.domain, options.tls);
      if (options.directTls === true) stream.startTls();
      fake.#accept(stream);
    });
    return fake;
  }

  /** Resolves with the nth connection (from 0) once there is one. */
  async stream(nth: number, limit = 20_000): Promise<FakeStream> {
    const known = this.streams[nth];
    if (known !== undefined) return known;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`connection ${String(nth)} never came`));
      }, limit);
      const look = (): void => {
        if (this.streams[nth] === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
    return this.stream(nth);
  }

  async close(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(stream: FakeStream): void {
    this.streams.push(stream);
    for (const look of [...this.#waiting]) look();
    this.script(stream, this.streams.length - 1).catch(() => stream.destroy());
  }
}

/** Signs in whoever knows the password and answers their questions. */
export const honest: StreamScript = async (stream) => {
  await stream.signIn();
  await stream.serveRequests();
};
