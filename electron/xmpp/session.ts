/**
 * One account's connection to its service for as long as the user wants it: connects, keeps the
 * stream, hands stanzas to the rooms in order, and comes back by itself. Sockets and negotiation
 * are in `stream/`; this file is the life of a session from outside.
 */
import type { ConnectionState, NegotiatedConnection } from '../contract/connection';
import { ConnectionError } from './errors';
import { carbonStage, Inbox, type InboundStanza } from './inbox';
import { IqHandlers, IqRequests } from './iq';
import type { BareJid, FullJid } from './jid';
import type { Disposer, IqHandler, RequestOptions, SessionEvents } from './module';
import { NS_CLIENT, NS_PING, NS_SM } from './ns';
import { SessionListeners, type TrafficListener } from './session-listeners';
import type { SessionOptions, XmppSession } from './session-types';
import type { XmppStream } from './stream/connection';
import { ATTEMPT_LIMIT, ConnectionLoop } from './stream/connection-loop';
import type { BoundStream } from './stream/negotiate';
import { replyLimits, stanzaLimits } from './stream/parser';
import { type SrvResolver, systemResolver } from './stream/resolve';
import { Watchdog } from './stream/watchdog';
import { attr, child, type Element, xml } from './xml';
import { StreamManager, type Suspended } from './xep-0198-sm/stream-manager';
import { carriesArchiveResult } from './xep-0313-mam/stanza';
import { PingAcknowledgements } from './xep-0199-ping/ping-acknowledgements';

/** What a test replaces; everything has a real default. */
export interface SessionParts {
  readonly resolver?: () => SrvResolver;
  /** 0 ≤ x < 1; used for waiting times and the order of equal SRV records. */
  readonly random?: () => number;
}

const DISCONNECT_LIMIT = 2_000;
/** Milliseconds for the server to acknowledge what was sent, before the stream is closed. */
const FAREWELL_LIMIT = 1_000;
/** Milliseconds for the server to answer the first question on a session that goes on. */
const RESUMED_LIMIT = 20_000;

interface Live {
  readonly stream: XmppStream;
  readonly jid: FullJid;
  readonly negotiated: NegotiatedConnection;
  readonly watchdog: Watchdog;
}

export class Session implements XmppSession {
  readonly account: BareJid;
  readonly #options: SessionOptions;
  readonly #loop: ConnectionLoop;
  readonly #requests: IqRequests;
  readonly #handlers: IqHandlers;
  readonly #inbox: Inbox;
  readonly #management: StreamManager;
  #pings: PingAcknowledgements;
  readonly #moduleDisposers: readonly Disposer[];
  readonly #listeners: SessionListeners;

  #state: ConnectionState = { state: 'offline', why: 'chosen' };
  /** A session without a connection, as long as the server can be expected to keep it. */
  #suspended: Suspended | undefined;
  #cancelExpiry: () => void = () => undefined;
  #live: Live | undefined;
  /** What the server last offered after authentication. */
  #features = xml('features', {});

  constructor(options: SessionOptions, parts: SessionParts = {}) {
    this.#options = options;
    this.account = options.account;
    this.#listeners = new SessionListeners(options.log);
    this.#loop = new ConnectionLoop({
      session: options,
      resolver: parts.resolver ?? systemResolver,
      random: parts.random ?? Math.random,
      interrupted: () => this.#suspended && { resumption: this.#suspended, location: this.#management.location },
      onStream: (stream) => this.#listeners.watch(stream),
      changed: (state) => this.#setState(state),
      stopped: (failure) => this.#stop(failure),
      stayOnline: (bound) => this.#stayOnline(bound),
    });
    this.#requests = new IqRequests(options.account, options.clock);
    this.#handlers = new IqHandlers((reply) => this.send(reply), options.log);
    this.#inbox = new Inbox({
      account: options.account,
      ownJid: () => this.jid,
      stages: [
        carbonStage(options.account, options.log),
        { name: 'deliver', run: (item) => (this.#deliver(item), undefined) },
      ],
      log: options.log,
      onPressure: (high) => this.#setReading(!high),
    });
    this.#management = new StreamManager({
      log: options.log,
      inbox: this.#inbox,
      store: (handled) => this.#listeners.ask('acknowledging', (listener) => listener(handled)),
      sending: (stanza, count) => this.#noteSending(stanza, count),
      acknowledged: (stanza) => this.#listeners.emit('acknowledged', (listener) => listener(stanza)),
      recovered: (handled) => this.#listeners.emit('recovered', (listener) => listener(handled)),
      remember: (session) => this.#listeners.guard(() => options.memory?.write(session)),
      nonsense: (detail, explanation) => this.#endForCount(detail, explanation),
    });
    this.#pings = this.#makePings();
    this.#moduleDisposers = options.modules.map((module) => module.attach(this));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get jid(): FullJid | undefined {
    return this.#live?.jid;
  }

  get negotiated(): NegotiatedConnection | undefined {
    return this.#live?.negotiated;
  }

  get contactedHosts(): readonly string[] {
    return this.#loop.contacted;
  }

  hasStreamFeature(name: string, ns: string): boolean {
    return this.#live !== undefined && child(this.#features, name, ns) !== undefined;
  }

  connect(): void {
    if (this.#loop.isWanted) return;
    if (this.#suspended === undefined) this.#suspended = this.#management.restore(this.#options.memory?.read());
    this.#loop.start();
  }

  async disconnect(why: 'chosen' | 'signed-out'): Promise<void> {
    const stream = this.#live?.stream;
    this.#loop.end();
    // What is on its way arrives; told apart from what has to be sent again by the server's last word.
    await this.#atMost(FAREWELL_LIMIT, this.#management.settled());
    await this.#management.takeLeave().catch(() => undefined);
    const ended = Promise.all([stream?.disconnect(), this.#loop.ended]);
    await this.#atMost(DISCONNECT_LIMIT, ended);
    // Somebody asked to connect while this was under way.
    if (this.#loop.isWanted) return;
    this.#endSession();
    if (why === 'signed-out') for (const dispose of this.#moduleDisposers) dispose();
    this.#setState({ state: 'offline', why });
  }

  tellHandled(): void {
    this.#management.tellHandled();
  }

  retryNow(): void {
    this.#loop.retryNow();
    this.#live?.watchdog.askNow();
  }

  forgetMechanism(): void {
    this.#loop.forgetMechanism();
  }

  async send(stanza: Element): Promise<void> {
    if (this.#live === undefined) throw new ConnectionError('offline');
    const kept = this.#management.sending(stanza);
    if (!kept && stanza.is('message')) this.#noteUnmanaged(stanza);
    await this.#write(this.#live, stanza, kept);
  }

  /** `kept`: it is sent again, or handed back, where this comes to nothing. */
  async #write({ stream }: Live, stanza: Element, kept: boolean): Promise<void> {
    try {
      await stream.send(stanza);
    } catch (error) {
      if (!kept) throw new ConnectionError('offline', undefined, { cause: error });
    }
  }

  /** The server agreed to no stream management. */
  #noteUnmanaged(stanza: Element): void {
    this.#noteSending(stanza, this.#pings.next);
    this.#pings.sending(stanza);
  }

  /** Who can't note it keeps it from going out. */
  #noteSending(stanza: Element, count: number): void {
    this.#listeners.ask('sending', (listener) => listener(stanza, count));
  }

  request(iq: Element, options?: RequestOptions): Promise<Element> {
    const live = this.#live;
    if (live === undefined || options?.beforeManagement !== true || !this.#management.isStillToBegin)
      return this.#requests.request(iq, (stanza) => this.send(stanza), { ...options, beforeManagement: false });
    return this.#requests.request(iq, (stanza) => this.#write(live, stanza, false), options);
  }

  handleIq(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): Disposer {
    return this.#handlers.add(type, name, ns, handler);
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): Disposer {
    return this.#listeners.on(event, listener);
  }

  onState(listener: (state: ConnectionState) => void): Disposer {
    return this.#listeners.onState(listener);
  }

  onTraffic(listener: TrafficListener): Disposer {
    return this.#listeners.onTraffic(listener);
  }

  /** From bound to gone; resolves with the reason. */
  async #stayOnline(bound: BoundStream): Promise<ConnectionError> {
    const { stream, jid, negotiated, resumption } = bound;
    const { clock, log } = this.#options;
    const watchdog = new Watchdog({
      clock,
      lastReceivedAt: () => stream.lastReceivedAt,
      ping: () => void this.request(buildPing(), { timeoutMs: ATTEMPT_LIMIT }).catch(() => undefined),
      lost: () => stream.abort(new ConnectionError('timeout', 'no sign of life')),
    });
    this.#features = bound.features ?? this.#features;
    this.#live = { stream, jid, negotiated, watchdog };
    log.info('session', `online by ${negotiated.encryption}, ${negotiated.tlsVersion}, ${negotiated.mechanism}`);
    let endDoubt: Disposer = () => undefined;
    if (resumption?.resumed === true) {
      this.#resume(stream, resumption.handled);
      endDoubt = clock.after(RESUMED_LIMIT, () => this.#endUnanswered(stream));
    } else this.#begin(bound);
    stream.goLive(
      (element) => this.#receive(element),
      (opening) => (this.#requests.isAnswer(opening) ? replyLimits : stanzaLimits),
    );
    const reason = await stream.ended;
    endDoubt();
    watchdog.stop();
    this.#live = undefined;
    // The server may only have closed its half.
    void stream.disconnect();
    await this.#suspend(jid);
    return reason;
  }

  #begin({ stream, jid, resumption, management }: BoundStream): void {
    // What the former session left open comes back before anything new goes out.
    this.#management.refused(resumption?.handled);
    this.#endSession();
    this.#pings = this.#makePings();
    if (management !== undefined || this.hasStreamFeature('sm', NS_SM)) this.#management.begin(stream, jid, management);
    this.#setState({ state: 'online' });
    this.#listeners.emit('online', (listener) => listener(jid));
  }

  /**
   * Some servers read a resumed session on from the half of a stanza with which its last connection broke off
   * (Prosody 0.12.3 does): all that is sent to them becomes part of that one, however often it is resumed.
   */
  #endUnanswered(stream: XmppStream): void {
    if (this.#management.isAnswered) return;
    this.#management.end();
    stream.abort(new ConnectionError('timeout', 'resumed, but nothing is acknowledged'));
  }

  #makePings(): PingAcknowledgements {
    return new PingAcknowledgements({
      // An error is an answer as well.
      ping: () => this.request(buildPing(), { timeoutMs: ATTEMPT_LIMIT }).catch(rethrowConnectionError),
      acknowledged: (stanza) => this.#listeners.emit('acknowledged', (listener) => listener(stanza)),
    });
  }

  #resume(stream: XmppStream, handled: number | undefined): void {
    this.#cancelExpiry();
    this.#suspended = undefined;
    if (!this.#management.resume(stream, handled)) return;
    this.#requests.askAgain((iq) => this.send(iq));
    this.#setState({ state: 'online' });
    this.#listeners.emit('resumed', (listener) => listener());
  }

  /** The connection is gone; the session stays as long as it can be resumed. */
  async #suspend(jid: FullJid): Promise<void> {
    const suspension = this.#loop.isWanted ? await this.#management.suspend(jid) : undefined;
    if (suspension === undefined || !this.#loop.isWanted) {
      this.#endSession(true);
      return;
    }
    this.#suspended = suspension.suspended;
    this.#cancelExpiry = this.#options.clock.after(suspension.holdMs, () => {
      if (this.#suspended === suspension.suspended) this.#endSession();
    });
    this.#listeners.emit('interrupted', (listener) => listener());
  }

  /** Nothing of the session can be saved any more. `wasLive`: it had a connection until now. */
  #endSession(wasLive = false): void {
    const had = wasLive || this.#suspended !== undefined;
    this.#cancelExpiry();
    this.#suspended = undefined;
    this.#management.end();
    if (!had) return;
    this.#requests.rejectAll(new ConnectionError('offline'));
    this.#listeners.emit('offline', (listener) => listener());
  }

  #stop({ failure }: ConnectionError): void {
    this.#endSession();
    this.#setState({ state: 'stopped', why: failure });
  }

  /** XEP-0198 §6 */
  #endForCount(detail: string, explanation?: Element): void {
    const reason = new ConnectionError('protocol-violation', `stream management: ${detail}`);
    this.#management.end();
    void this.#live?.stream.closeWith('undefined-condition', reason, explanation);
  }

  /** Every element of the live stream. Replies don't wait behind a stanza that is still being worked on, unless they are to. */
  #receive(element: Element): void {
    if (this.#management.receive(element) || element.getNS() !== NS_CLIENT) return;
    const isReply = element.is('iq') && ['result', 'error'].includes(attr(element, 'type') ?? '');
    if (!isReply) {
      this.#inbox.push(element);
      return;
    }
    if (!this.#requests.isInOrder(element)) this.#settle(element, this.#inbox.idle);
    else this.#inbox.after(() => this.#settle(element, true));
  }

  #settle(reply: Element, mayHold: boolean): void {
    if (this.#requests.settle(reply) && mayHold) this.#inbox.hold(nextTurn());
  }

  #deliver(item: InboundStanza): void {
    const { stanza, from } = item;
    if (stanza.is('message'))
      this.#listeners.emit(carriesArchiveResult(stanza) ? 'archived' : 'message', (listener) => listener(item));
    else if (stanza.is('presence')) this.#listeners.emit('presence', (listener) => listener(stanza, from));
    else if (stanza.is('iq')) void this.#handlers.handle(stanza, attr(stanza, 'from') === undefined ? undefined : from);
  }

  #setReading(on: boolean): void {
    const socket = this.#live?.stream.socket;
    if (on) socket?.resume();
    else socket?.pause();
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#listeners.tellState(state);
  }

  async #atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(milliseconds, resolve);
      const done = (): void => {
        cancel();
        resolve();
      };
      work.then(done, done);
    });
  }
}

function rethrowConnectionError(error: unknown): void {
  if (error instanceof ConnectionError) throw error;
}

function buildPing(): Element {
  return xml('iq', { type: 'get' }, xml('ping', { xmlns: NS_PING }));
}

/** All that was waiting for a promise has run by then. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
