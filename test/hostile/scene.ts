/** Where a hostile case plays: certificates, servers that close by themselves, and the client. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificates, type CertificateFolder, type CertificateKind } from '../../build/demo/certificates';
import { FakeServer, honest } from '../support/fake-server/server';
import type { FakeStream, ServerTls } from '../support/fake-server/stream';
import { type ClientUnderTest, eventually, type SignInAttempt, type SignInOutcome } from './client-under-test';

/** Domain of the account; no name server knows it, the client is told where to connect. */
export const DOMAIN = 'capulet.example';
export const ACCOUNT = `juliet@${DOMAIN}`;
export const FRIEND = 'romeo@montague.example';
/** Name under which the servers can be reached, and which is not the account's domain. */
const CONNECT_HOST = 'localhost';

export interface Certificates {
  /** Both private authorities; the client is started with them. */
  readonly caFile: string;
  /** Certificate for the account's domain, or one that is wrong in the given way. */
  of(kind: CertificateKind): Promise<ServerTls>;
  /** Good, but for the host that is connected to. */
  ofConnectHost(): Promise<ServerTls>;
  remove(): Promise<void>;
}

export async function prepareCertificates(): Promise<Certificates> {
  const dir = await mkdtemp(path.join(tmpdir(), 'candor-hostile-'));
  const [domain, host] = await Promise.all([
    makeCertificates(path.join(dir, 'domain'), DOMAIN),
    makeCertificates(path.join(dir, 'host'), CONNECT_HOST),
  ]);
  const caFile = path.join(dir, 'authorities.pem');
  await writeFile(caFile, (await readFile(domain.caFile, 'utf8')) + (await readFile(host.caFile, 'utf8')));
  return {
    caFile,
    of: (kind) => readTls(domain, kind),
    ofConnectHost: () => readTls(host, 'good'),
    remove: () => rm(dir, { recursive: true }),
  };
}

async function readTls(folder: CertificateFolder, kind: CertificateKind): Promise<ServerTls> {
  const [cert, key] = await Promise.all([
    readFile(folder.certificateFile(kind), 'utf8'),
    readFile(folder.keyFile(kind), 'utf8'),
  ]);
  return { cert, key };
}

export interface SceneServerOptions {
  readonly tls?: ServerTls;
  readonly directTls?: boolean;
}

/** The case could not even begin. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError';
}

export class Scene {
  readonly client: ClientUnderTest;
  readonly certificates: Certificates;
  /** Milliseconds to wait for what the client must do; one of which failure is expected gets less. */
  readonly patience: number;
  readonly #servers: FakeServer[] = [];

  constructor(client: ClientUnderTest, certificates: Certificates) {
    this.client = client;
    this.certificates = certificates;
    this.patience = client.explains ? 15_000 : 4_000;
  }

  /** An honest server until its script says otherwise. */
  async server(options: SceneServerOptions = {}): Promise<FakeServer> {
    const tls = options.tls ?? (await this.certificates.of('good'));
    const server = await FakeServer.start({ domain: DOMAIN, tls, directTls: options.directTls ?? false });
    this.#servers.push(server);
    return server;
  }

  signIn(server: FakeServer, changes: Partial<SignInAttempt> = {}): Promise<SignInOutcome> {
    return this.client.signIn({
      jid: ACCOUNT,
      password: 'secret',
      host: CONNECT_HOST,
      port: server.port,
      encryption: 'starttls',
      allowPlain: false,
      ...changes,
    });
  }

  /** Signs in to an honest server and fails if that fails. */
  async online(server: FakeServer): Promise<FakeStream> {
    const outcome = await this.signIn(server);
    if (!outcome.ok) throw new SetUpError(`could not sign in: ${outcome.code} ${outcome.detail}`);
    return server.stream(server.streams.length - 1);
  }

  /** Waits until a message with this text is shown. */
  async expectShown(body: string): Promise<void> {
    await eventually(
      `message "${body}" shown`,
      () => this.client.messages(),
      (messages) => messages.some((message) => message.body === body),
      this.patience,
    );
  }

  /** Contact list once the server's answer has been taken in: a message after that answer may be shown before it. */
  async filledContacts(): Promise<readonly string[]> {
    return eventually(
      'contacts',
      () => this.client.contacts(),
      (contacts) => contacts.length > 0,
      this.patience,
    );
  }

  /** A valid message on this very stream still arrives: the client kept it and hears. */
  async expectHears(stream: FakeStream): Promise<void> {
    const body = `still there ${String(Math.random())}`;
    stream.message(`${FRIEND}/orchard`, body);
    await this.expectShown(body);
  }

  /** The stream on which the hostile thing was said is closed, the client comes back, and hears again. */
  async expectReturns(server: FakeServer, hostile: FakeStream): Promise<void> {
    const nth = server.streams.indexOf(hostile) + 1;
    await Promise.race([hostile.ended, rejectAfter(this.patience, 'the client kept the stream')]);
    await this.expectOnlineAgain(await server.stream(nth, this.patience));
  }

  /** The client comes online on this stream, and hears. */
  async expectOnlineAgain(next: FakeStream): Promise<void> {
    await eventually(
      'online again',
      () => this.client.state(),
      (state) => state === 'online',
      this.patience,
    );
    await this.expectHears(next);
  }

  /** After a refused sign-in: the same client signs in to an honest server and hears. */
  async expectUnharmed(): Promise<void> {
    await this.client.signOut();
    const server = await this.server();
    server.script = honest;
    await this.expectHears(await this.online(server));
  }

  async end(): Promise<void> {
    await this.client.signOut().catch(() => undefined);
    for (const server of this.#servers) await server.close();
  }
}

export function rejectAfter(milliseconds: number, reason: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(reason)), milliseconds).unref();
  });
}
