/**
 * The server's side of one connection, for a test to script: what the client sends can be waited
 * for, and anything at all can be sent.
 */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { createSecureContext, TLSSocket, type SecureVersion } from 'node:tls';
import { ScramServer, type ScramBehaviour } from './scram-server';

export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
}

export interface SignInBehaviour extends ScramBehaviour {
  /** What the features list. Preset: SCRAM with each of its hashes. */
  readonly mechanisms?: readonly string[];
  /** Address in the answer to resource binding; "ACCOUNT/RESOURCE" if left out. */
  readonly bindAs?: string;
  /** More stream features, as XML, after authentication. */
  readonly features?: string;
  /** Offers the profile of XEP-0388 as well. */
  readonly sasl2?: Sasl2Behaviour;
}

export interface Sasl2Behaviour {
  readonly mechanisms: readonly string[];
  /** Whom the success is for; the account if left out. */
  readonly identity?: string;
  /** What is wanted beyond the password. */
  readonly tasks?: readonly string[];
  /** What can be had within the sign-in, as XML. */
  readonly inline?: string;
  /** What the success says of that, as XML, to the client's `<authenticate/>`. */
  readonly answer?: (authenticate: string) => string;
}

const NS_TLS = 'urn:ietf:params:xml:ns:xmpp-tls';
const NS_SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const NS_SASL2 = 'urn:xmpp:sasl:2';
const NS_BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
export const STARTTLS_FEATURE = `<starttls xmlns='${NS_TLS}'><required/></starttls>`;

const IQ = /<iq\b[^>]*?(?:\/>|>[\s\S]*?<\/iq>)/u;

/** Milliseconds until a test that waits for the client is told that nothing came. */
const WAIT_LIMIT = 15_000;

export class FakeStream {
  /** Everything the client sent outside TLS. */
  clearText = '';
  /** Everything the client sent. */
  received = '';
  /** Name the client asked for in the handshake (SNI). */
  serverName: string | undefined;
  /** Local part of the account that signs in, where SCRAM tells it. */
  user = 'juliet';
  /** Settles when the connection is over, however that happened. */
  readonly ended: Promise<void>;

  readonly #domain: string;
  readonly #tls: ServerTls;
  #socket: Socket;
  #decoder = new StringDecoder('utf8');
  #unread = '';
  /** Waits until a stanza that is written in parts is whole. */
  #held: (string | Buffer)[] | undefined;
  #closed = false;
  /** Whether the client chose XEP-0388, and so does not open the stream anew. */
  #extensible = false;
  #resolveEnded: () => void = () => undefined;
  readonly #watchers = new Set<() => void>();

  constructor(socket: Socket, domain: string, tls: ServerTls) {
    this.#socket = socket;
    this.#domain = domain;
    this.#tls = tls;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#listen(socket);
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get tlsSocket(): TLSSocket {
    if (!(this.#socket instanceof TLSSocket)) throw new Error('no TLS yet');
    return this.#socket;
  }

  send(data: string | Buffer): void {
    if (this.#held !== undefined) this.#held.push(data);
    else if (!this.#closed && this.#socket.writable) this.#socket.write(data);
  }

  /** Each byte by itself; what else is to be sent meanwhile, such as an answer, comes after the last one. */
  async sendByteByByte(data: string): Promise<void> {
    this.#held = [];
    for (const byte of Buffer.from(data)) await this.sendSlowly(Buffer.from([byte]));
    const held = this.#held;
    this.#held = undefined;
    for (const other of held) this.send(other);
  }

  /** Resolves when the kernel took it, so that a flood doesn't pile up here. */
  sendSlowly(data: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed || !this.#socket.writable) resolve();
      else this.#socket.write(data, () => setImmediate(resolve));
    });
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Waits until the client sent something that matches, and consumes up to its end. */
  waitFor(pattern: RegExp, limit = WAIT_LIMIT): Promise<RegExpExecArray> {
    return this.#found(pattern, limit, () => '');
  }

  /** Like `waitFor`, but what the client sent before it is left to whoever else waits, as `serveRequests` does. */
  waitAmongOthers(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#found(pattern, WAIT_LIMIT, (before) => before);
  }

  /** `kept`: what stays unread of what the client sent before it. */
  #found(pattern: RegExp, limit: number, kept: (before: string) => string): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        const match = pattern.exec(this.#unread);
        if (match !== null) {
          stop();
          const before = this.#unread.slice(0, match.index);
          this.#unread = kept(before) + this.#unread.slice(match.index + match[0].length);
          resolve(match);
        } else if (this.#closed) {
          stop();
          reject(new Error(`the client closed before it sent ${String(pattern)}; last: ${this.#unread.slice(-200)}`));
        }
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`the client never sent ${String(pattern)}; last: ${this.#unread.slice(-200)}`));
      }, limit);
      this.#watchers.add(look);
      look();
    });
  }

  header(): string {
    return (
      `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' ` +
      `id='s1' from='${this.#domain}' version='1.0' xml:lang='en'>`
    );
  }

  /** Answers the client's stream header with ours and these features. */
  async openStream(features: string): Promise<void> {
    await this.waitFor(/<stream:stream[^>]*>/u);
    this.send(`${this.header()}<stream:features>${features}</stream:features>`);
  }

  async acceptStartTls(): Promise<void> {
    await this.waitFor(/<starttls[^>]*\/>/u);
    this.send(`<proceed xmlns='${NS_TLS}'/>`);
    this.startTls();
  }

  startTls(): void {
    this.#socket.removeAllListeners('data');
    const socket = new TLSSocket(this.#socket, {
      isServer: true,
      secureContext: createSecureContext(this.#tls),
      ALPNProtocols: ['xmpp-client'],
      SNICallback: (name, done) => {
        this.serverName = name;
        done(null, undefined);
      },
    });
    this.#socket = socket;
    this.#decoder = new StringDecoder('utf8');
    this.#unread = '';
    this.#listen(socket);
  }

  /** From nothing to a bound stream, with whatever is not honest in `behaviour`. */
  async signIn(behaviour: SignInBehaviour = {}): Promise<void> {
    await this.secureStream();
    await this.authenticate(behaviour);
    await this.bind(behaviour);
  }

  /** STARTTLS, unless the connection began with TLS. */
  async secureStream(): Promise<void> {
    if (this.secure) return;
    await this.openStream(STARTTLS_FEATURE);
    await this.acceptStartTls();
  }

  async authenticate(behaviour: SignInBehaviour = {}): Promise<void> {
    const mechanisms = behaviour.mechanisms ?? ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1'];
    const { sasl2 } = behaviour;
    const lists = mechanismList(mechanisms) + (sasl2 === undefined ? '' : extensibleList(sasl2));
    await this.openStream(lists + (behaviour.channelBindings ?? ''));
    const [request, element = '', mechanism = '', first = ''] = await this.waitFor(
      /<(auth|authenticate)\b[^>]*mechanism=["']([^"']+)["'][^>]*>(?:<initial-response>)?([^<]*)<\/[\s\S]*?\1>/u,
    );
    this.#extensible = element === 'authenticate';
    const ns = this.#extensible ? NS_SASL2 : NS_SASL;
    let final: string | undefined;
    if (mechanism !== 'PLAIN') {
      this.user = /(?:^|,)n=([^,]+)/u.exec(decode(first))?.[1] ?? this.user;
      const scram = new ScramServer(mechanism, behaviour, this.tlsSocket);
      this.send(`<challenge xmlns='${ns}'>${encode(scram.challenge(decode(first)))}</challenge>`);
      const [, last = ''] = await this.waitFor(/<response[^>]*>([^<]*)<\/response>/u);
      final = scram.finish(decode(last));
      if (final === 'refused') {
        this.send(`<failure xmlns='${ns}'><not-authorized xmlns='${NS_SASL}'/></failure>`);
        throw new Error('the client did not prove that it knows the password');
      }
    }
    if (this.#extensible) this.send(this.#extensibleEnd(final, sasl2, request));
    else if (final === undefined) this.send(`<success xmlns='${NS_SASL}'/>`);
    else this.send(`<success xmlns='${NS_SASL}'>${encode(final)}</success>`);
  }

  async bind(behaviour: SignInBehaviour = {}): Promise<void> {
    const features = `<bind xmlns='${NS_BIND}'/>${behaviour.features ?? ''}`;
    if (this.#extensible) this.send(`<stream:features>${features}</stream:features>`);
    else await this.openStream(features);
    await this.answerBind(behaviour.bindAs);
  }

  /** Gives the client the resource that it asks for, or another address; `more` follows in the same write. */
  async answerBind(bindAs?: string, more = ''): Promise<void> {
    const [iq] = await this.waitFor(/<iq[^>]*>\s*<bind[\s\S]*?<\/iq>/u);
    const id = /id=["']([^"']+)["']/u.exec(iq)?.[1] ?? '';
    const resource = /<resource>([^<]*)<\/resource>/u.exec(iq)?.[1] ?? 'r';
    const jid = bindAs ?? `${this.user}@${this.#domain}/${resource}`;
    this.send(`<iq type='result' id='${id}'><bind xmlns='${NS_BIND}'><jid>${jid}</jid></bind></iq>${more}`);
  }

  /**
   * Answers the requests of a client that went online, as a plain server does, until the end:
   * an empty roster, empty results for sets, "service-unavailable" for other questions. `answer`
   * comes first and returns what to send in place, or undefined to leave it to this.
   */
  async serveRequests(answer: (iq: ClientIq) => string | undefined = () => undefined): Promise<void> {
    while (!this.#closed) {
      // What else came before it is for whoever waits for that.
      const found = await this.#found(IQ, 120_000, (before) => before).catch(() => undefined);
      if (found === undefined) return;
      const iq = readIq(found[0]);
      if (iq.type === 'get' || iq.type === 'set') this.send(answer(iq) ?? usualAnswer(iq));
    }
  }

  message(from: string, body: string): void {
    this.send(`<message from='${from}' type='chat' id='m-${body.length.toString()}'><body>${body}</body></message>`);
  }

  #extensibleEnd(final: string | undefined, sasl2: Sasl2Behaviour | undefined, request: string): string {
    const data = final === undefined ? '' : `<additional-data>${encode(final)}</additional-data>`;
    if (sasl2?.tasks !== undefined) {
      const tasks = sasl2.tasks.map((task) => `<task>${task}</task>`).join('');
      return `<continue xmlns='${NS_SASL2}'>${data}<tasks>${tasks}</tasks></continue>`;
    }
    const identity = sasl2?.identity ?? `juliet@${this.#domain}`;
    const address = `<authorization-identifier>${identity}</authorization-identifier>`;
    return `<success xmlns='${NS_SASL2}'>${data}${address}${sasl2?.answer?.(request) ?? ''}</success>`;
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      const text = this.#decoder.write(data);
      if (!this.secure) this.clearText += text;
      this.received += text;
      this.#unread += text;
      this.#wake();
      // RFC 6120 §4.4: who is told good-bye says good-bye.
      if (this.#unread.includes('</stream:stream>')) this.#socket.end('</stream:stream>');
    });
    socket.on('close', () => {
      if (socket !== this.#socket) return;
      this.#closed = true;
      this.#resolveEnded();
      this.#wake();
    });
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}

export interface ClientIq {
  readonly type: string;
  readonly id: string;
  readonly to: string;
  /** Name and namespace of the payload, e.g. "query jabber:iq:roster". */
  readonly payload: string;
  readonly xml: string;
}

function readIq(text: string): ClientIq {
  const attribute = (tag: string, name: string): string =>
    new RegExp(`\\s${name}=["']([^"']*)["']`, 'u').exec(tag)?.[1] ?? '';
  const [opening = ''] = /^<iq[^>]*>/u.exec(text) ?? [];
  const [payloadTag = '', name = ''] = /<([\w:-]+)[^>]*>/u.exec(text.slice(opening.length)) ?? [];
  return {
    type: attribute(opening, 'type'),
    id: attribute(opening, 'id'),
    to: attribute(opening, 'to'),
    payload: `${name} ${attribute(payloadTag, 'xmlns')}`,
    xml: text,
  };
}

function usualAnswer({ type, id, to, payload }: ClientIq): string {
  const from = to === '' ? '' : ` from='${to}'`;
  if (payload === 'query jabber:iq:roster' && type === 'get')
    return `<iq type='result' id='${id}'${from}><query xmlns='jabber:iq:roster'/></iq>`;
  if (type === 'set' || payload === 'ping urn:xmpp:ping') return `<iq type='result' id='${id}'${from}/>`;
  return (
    `<iq type='error' id='${id}'${from}><error type='cancel'>` +
    `<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`
  );
}

export function mechanismList(mechanisms: readonly string[]): string {
  const list = mechanisms.map((name) => `<mechanism>${name}</mechanism>`).join('');
  return `<mechanisms xmlns='${NS_SASL}'>${list}</mechanisms>`;
}

function extensibleList({ mechanisms, inline = '' }: Sasl2Behaviour): string {
  const list = mechanisms.map((name) => `<mechanism>${name}</mechanism>`).join('');
  return `<authentication xmlns='${NS_SASL2}'>${list}<inline>${inline}</inline></authentication>`;
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
