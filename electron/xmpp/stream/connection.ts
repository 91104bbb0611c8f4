/**
 * One XMPP stream: the library's TCP connection with our parser, our sockets and our errors. It
 * lives for one attempt and is thrown away with it. During negotiation elements wait in a mailbox
 * for `next()`; afterwards each goes to the consumer given to `goLive`.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import LibraryConnection from '@xmpp/tcp/lib/Connection.js';
import { ConnectionError } from '../errors';
import { domainOf, type BareJid } from '../jid';
import { NS_BIND, NS_BIND2, NS_CLIENT, NS_SASL2, NS_SM, NS_STREAM, NS_STREAM_ERRORS, NS_TLS } from '../ns';
import { attr, child, type Element, xml } from '../xml';
import { type ElementLimits, StreamParser } from './parser';
import { streamErrorFrom } from './stream-errors';
import { WholeRecords } from './whole-records';
import { XmlError } from './xml-error';

/** A negotiation needs a handful; more is an attempt to fill the memory. */
const MAX_WAITING_ELEMENTS = 32;
/** Each half of closing properly: the stream, then the socket. */
const CLOSE_LIMIT_MS = 900;
// eslint-disable-next-line no-control-regex -- characters XML can't carry (XML 1.0 §2.2)
const UNSENDABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

interface Waiter {
  readonly resolve: (element: Element) => void;
  readonly reject: (error: ConnectionError) => void;
}

export class XmppStream extends LibraryConnection<StreamParser> {
  /** Resolves once, with the reason, when the stream is over. */
  readonly ended: Promise<ConnectionError>;
  /** Milliseconds since the epoch of the last bytes that came in. */
  lastReceivedAt: number;

  readonly #account: BareJid;
  readonly #now: () => number;
  readonly #waiting: Element[] = [];
  #waiter: Waiter | undefined;
  /** There is a session: stanzas count already, and each is owed to the user. */
  #inSession = false;
  #consume: ((element: Element) => void) | undefined;
  #limitsFor: ((opening: Element) => ElementLimits) | undefined;
  #reason: ConnectionError | undefined;
  #resolveEnded: (reason: ConnectionError) => void = () => undefined;
  #closed: Promise<Element | undefined> | undefined;
  readonly #records = new WholeRecords((text) => this.#writeNow(text));

  constructor(account: BareJid, now: () => number) {
    super({ domain: domainOf(account), timeout: CLOSE_LIMIT_MS });
    this.#account = account;
    this.#now = now;
    this.lastReceivedAt = now();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.on('error', (error) => this.#failed(error));
    this.on('close', () => this.#end(new ConnectionError('service-unreachable', 'closed by the server')));
    this.on('disconnect', () => this.#end(new ConnectionError('service-unreachable', 'connection lost')));
  }

  /** Nothing comes or goes any more. */
  get isOver(): boolean {
    return this.#reason !== undefined;
  }

  /** True once the TLS handshake has authenticated the server. */
  override isSecure(): boolean {
    return this.socket instanceof TLSSocket && this.socket.authorized;
  }

  /** Uses a connected socket for what follows; a former one is let go of without being closed. */
  useSocket(socket: Socket): void {
    const former = this.socket;
    this._detachSocket();
    // Under TLS the former socket is only a carrier; an error there also reaches the TLS socket.
    former?.on('error', () => undefined);
    this._attachSocket(socket);
    this._status('connect');
  }

  /** Opens (or restarts) the stream and resolves with the server's features. */
  async openForFeatures(): Promise<Element> {
    this._detachParser();
    this._status('opening');
    const header = this.headerElement();
    header.attrs['to'] = this.options.domain;
    // RFC 6120 §4.7.1: who we are is told once nobody else can read it.
    if (this.isSecure()) header.attrs['from'] = this.#account;
    header.attrs['xml:lang'] = 'en';
    this.root = header;
    this._attachParser(new StreamParser());
    await this.write(this.header(header));
    return this.nextFeatures();
  }

  /** The server's features, which it sends after its stream header, and after success in XEP-0388. */
  async nextFeatures(): Promise<Element> {
    const features = await this.next();
    if (!features.is('features', NS_STREAM)) throw new ConnectionError('protocol-violation', 'no stream features');
    return features;
  }

  /** The next element of the negotiation; rejects with the reason when the stream is over. */
  next(): Promise<Element> {
    const element = this.#waiting.shift();
    if (element !== undefined) return Promise.resolve(element);
    if (this.#reason !== undefined) return Promise.reject(this.#reason);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** What came between two steps of the negotiation and belongs to the session; next in line again. */
  putBack(elements: readonly Element[]): void {
    if (this.#inSession) this.#waiting.unshift(...elements);
  }

  /** Negotiation is done: every element goes to `consume`, within the limits `limitsFor` gives it. */
  goLive(consume: (element: Element) => void, limitsFor: (opening: Element) => ElementLimits): void {
    this.#consume = consume;
    this.#limitsFor = limitsFor;
    if (this.parser !== null) this.parser.limitsFor = limitsFor;
    for (const element of this.#waiting.splice(0)) consume(element);
    this.socket?.resume();
  }

  /** Ends the stream at once for a reason of our own. */
  abort(reason: ConnectionError): void {
    this.#end(reason);
    this.parser?.stop();
    this.socket?.destroy();
  }

  /**
   * Tells the server the stream error, closes, and ends within two seconds whatever the server does. `explanation`:
   * the application's own condition beside that of the RFC (RFC 6120 §4.9.4).
   */
  async closeWith(condition: string, reason: ConnectionError, explanation?: Element): Promise<void> {
    this.#end(reason);
    await this._streamError(condition, explanation);
  }

  /** Says good-bye properly, and once; at most two seconds. */
  override disconnect(): Promise<Element | undefined> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<Element | undefined> {
    const { socket } = this;
    try {
      return await super.disconnect();
    } finally {
      socket?.destroy();
      this.#end(new ConnectionError('offline'));
    }
  }

  override async send(element: Element): Promise<void> {
    element.parent = this.root;
    // One control character pasted into a text would cost the whole stream, again and again.
    const text = element.toString().replace(UNSENDABLE, '');
    this.emit('send', element);
    await this.write(text);
  }

  override write(text: string): Promise<void> {
    return this.#records.write(text);
  }

  async #writeNow(text: string): Promise<void> {
    if (this.socket === null) throw new ConnectionError('offline');
    await super.write(text);
  }

  override _attachParser(parser: StreamParser): void {
    if (this.#limitsFor !== undefined) parser.limitsFor = this.#limitsFor;
    super._attachParser(parser);
    parser.once('start', (root: Element) => this.#checkRoot(root));
  }

  /** Bytes, not text: the library decodes each chunk by itself and breaks characters in two (L6). */
  override _onData(data: Buffer): void {
    this.lastReceivedAt = this.#now();
    try {
      this.parser?.write(data);
    } catch (error) {
      this.abort(new ConnectionError('unexpected', 'consumer failed', { cause: error }));
    }
  }

  override _onElement(element: Element): void {
    if (element.is('error', NS_STREAM)) {
      this.#end(streamErrorFrom(element, this.isSecure()));
      this.emit('element', element);
      void this.disconnect();
      return;
    }
    // RFC 6120 §5.4.3.3: what follows <proceed/> in clear text was not said by the server we talk to.
    if (element.is('proceed', NS_TLS)) this.parser?.stop();
    this.emit('element', element);
    if (this.#consume !== undefined) this.#consume(element);
    else this.#deliverToNegotiation(element);
  }

  /** The library always says bad-format; the parser knows better (RFC 6120 §4.9.3). */
  override async _streamError(condition: string, explanation?: Element): Promise<Element | undefined> {
    const told = xml(this.parser?.failure?.condition ?? condition, { xmlns: NS_STREAM_ERRORS });
    const error = xml('stream:error', {}, told, ...(explanation === undefined ? [] : [explanation]));
    await this.send(error).catch(() => undefined);
    return this.disconnect();
  }

  #deliverToNegotiation(element: Element): void {
    if (beginsSession(element)) this.#inSession = true;
    // Nothing but negotiation counts before the stream is ours; iq carries resource binding.
    else if (!this.#inSession && (element.is('message') || element.is('presence'))) return;
    if (this.#waiter !== undefined) {
      const { resolve } = this.#waiter;
      this.#waiter = undefined;
      resolve(element);
      return;
    }
    this.#waiting.push(element);
    if (this.#waiting.length <= MAX_WAITING_ELEMENTS) return;
    // What was missed comes at once, before anyone can take it; the rest waits in the socket.
    if (this.#inSession) this.socket?.pause();
    else void this.closeWith('policy-violation', new ConnectionError('protocol-violation', 'policy-violation'));
  }

  #checkRoot(root: Element): void {
    const version = attr(root, 'version');
    const isStream = root.is('stream', NS_STREAM) && attr(root, 'xmlns') === NS_CLIENT;
    if (!isStream) this.#refuse('invalid-namespace');
    else if (version === undefined || !/^[1-9]\d*\.\d+$/u.test(version)) this.#refuse('unsupported-version');
  }

  #refuse(condition: string): void {
    this.parser?.stop();
    void this.closeWith(condition, new ConnectionError('protocol-violation', condition));
  }

  #failed(error: unknown): void {
    if (error instanceof XmlError) this.#end(new ConnectionError('protocol-violation', error.condition));
    else if (error instanceof ConnectionError) this.#end(error);
    else this.#end(new ConnectionError('service-unreachable', 'connection lost', { cause: error }));
  }

  /** The first reason is the one that counts; what follows are consequences. */
  #end(reason: ConnectionError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#waiter?.reject(reason);
    this.#waiter = undefined;
    this.#resolveEnded(reason);
  }
}

/**
 * From here on stanzas count: a resource was bound (RFC 6120 §7), whose full JID others may know from before, or
 * a session was resumed, or either of it within the sign-in (XEP-0198 §5, §9; XEP-0386).
 */
function beginsSession(element: Element): boolean {
  if (element.is('resumed', NS_SM)) return true;
  if (element.is('iq')) return attr(element, 'type') === 'result' && child(element, 'bind', NS_BIND) !== undefined;
  if (!element.is('success', NS_SASL2)) return false;
  return child(element, 'resumed', NS_SM) !== undefined || child(element, 'bound', NS_BIND2) !== undefined;
}
