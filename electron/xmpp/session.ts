/**
 * One account's connection to its service for as long as the user wants it: connects, keeps the
 * stream, hands stanzas to the rooms in order, and comes back by itself. Sockets and negotiation
 * are in `stream/`; this file is the life of a session from outside.
 */
import type { ConnectionState, NegotiatedConnection } from '../contract/models';
import { ConnectionError, stoppingCodes } from './errors';
import { carbonStage, Inbox, type InboundStanza } from './inbox';
import { IqHandlers, IqRequests } from './iq';
import type { BareJid, FullJid } from './jid';
import type { Disposer, IqHandler, RequestOptions, SessionEvents } from './module';
import { NS_CLIENT, NS_PING, NS_SM } from './ns';
import type { SessionOptions, XmppSession } from './session-types';
import { connectOnce, MAX_REDIRECTIONS, redirected } from './stream/connect';
import type { XmppStream } from './stream/connection';
import { asConnectionError, type BoundStream } from './stream/negotiate';
import { replyLimits, stanzaLimits } from './stream/parser';
import { Backoff } from './stream/reconnect';
import { redact } from './stream/redact';
import { type Endpoint, parseHostAndPort, type SrvResolver, systemResolver } from './stream/resolve';
import { meetsPin } from './stream/sasl';
import { RedirectError } from './stream/stream-errors';
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

/** Milliseconds for everything from look-up to bound stream. */
const ATTEMPT_LIMIT = 45_000;
const DISCONNECT_LIMIT = 2_000;
/** Milliseconds for the server to acknowledge what was sent, before the stream is closed. */
const FAREWELL_LIMIT = 1_000;

type TrafficListener = (direction: 'in' | 'out', element: Element) => void;

interface Live {
  readonly stream: XmppStream;
  readonly jid: FullJid;
  readonly negotiated: NegotiatedConnection;
  readonly watchdog: Watchdog;
}

export class Session implements XmppSession {
  readonly account: BareJid;
  readonly #options: SessionOptions;
  readonly #resolver: () => SrvResolver;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #requests: IqRequests;
  readonly #handlers: IqHandlers;
  readonly #inbox: Inbox;
  readonly #management: StreamManager;
  #pings: PingAcknowledgements;
  readonly #moduleDisposers: readonly Disposer[];
  readonly #contacted = new Set<string>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #trafficListeners = new Set<TrafficListener>();
  readonly #listeners: { readonly [E in keyof SessionEvents]: Set<SessionEvents[E]> } = {
    online: new Set(),
    offline: new Set(),
    interrupted: new Set(),
    resumed: new Set(),
    recovered: new Set(),
    acknowledging: new Set(),
    sending: new Set(),
    acknowledged: new Set(),
    presence: new Set(),
    message: new Set(),
    archived: new Set(),
  };

  #state: ConnectionState = { state: 'offline', why: 'chosen' };
  /** A session without a connection, as long as the server can be expected to keep it. */
  #suspended: Suspended | undefined;
  #cancelExpiry: () => void = () => undefined;
  #live: Live | undefined;
  /** A server that breaks over what is asked for within the sign-in must not lock the user out. */
  #withoutInline = false;
  /** What the server last offered after authentication. */
  #features = xml('features', {});
  /** Ends the attempt or the waiting of the present run; undefined while nothing is wanted. */
  #run: AbortController | undefined;
  #runEnded: Promise<void> = Promise.resolve();
  #endWaiting: () => void = () => undefined;
  /** Strongest mechanism seen so far, of the past and of this session. */
  #pinnedMechanism: string | undefined;

  constructor(options: SessionOptions, parts: SessionParts = {}) {
    this.#options = options;
    this.account = options.account;
    this.#pinnedMechanism = options.pinnedMechanism;
    this.#resolver = parts.resolver ?? systemResolver;
    this.#random = parts.random ?? Math.random;
    this.#backoff = new Backoff(this.#random);
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
      store: (handled) => {
        for (const listener of this.#listeners.acknowledging) listener(handled);
      },
      sending: (stanza, count) => this.#noteSending(stanza, count),
      acknowledged: (stanza) => this.#emit('acknowledged', (listener) => listener(stanza)),
      recovered: (handled) => this.#emit('recovered', (listener) => listener(handled)),
      remember: (session) => this.#guard(() => options.memory?.write(session)),
      nonsense: (detail) => this.#endForCount(detail),
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
    return [...this.#contacted];
  }

  hasStreamFeature(name: string, ns: string): boolean {
    return this.#live !== undefined && child(this.#features, name, ns) !== undefined;
  }

  connect(): void {
    if (this.#run !== undefined) return;
    if (this.#suspended === undefined) this.#suspended = this.#management.restore(this.#options.memory?.read());
    const run = new AbortController();
    this.#run = run;
    this.#runEnded = this.#runEnded
      .then(() => this.#keepConnected(run))
      .catch((error: unknown) => {
        this.#options.log.error('session', 'connection loop failed', error);
      });
  }

  async disconnect(why: 'chosen' | 'signed-out'): Promise<void> {
    const stream = this.#live?.stream;
    this.#run?.abort(new ConnectionError('cancelled'));
    this.#run = undefined;
    this.#endWaiting();
    // What is on its way arrives; told apart from what has to be sent again by the server's last word.
    await this.#atMost(FAREWELL_LIMIT, this.#management.settled());
    await this.#management.takeLeave().catch(() => undefined);
    const ended = Promise.all([stream?.disconnect(), this.#runEnded]);
    await this.#atMost(DISCONNECT_LIMIT, ended);
    if (this.#isWanted()) return;
    this.#endSession();
    if (why === 'signed-out') for (const dispose of this.#moduleDisposers) dispose();
    this.#setState({ state: 'offline', why });
  }

  retryNow(): void {
    this.#endWaiting();
    this.#live?.watchdog.askNow();
  }

  async send(stanza: Element): Promise<void> {
    if (this.#live === undefined) throw new ConnectionError('offline');
    const kept = this.#management.sending(stanza);
    if (!kept && stanza.is('message')) this.#noteUnmanaged(stanza);
    try {
      await this.#live.stream.send(stanza);
    } catch (error) {
      // It goes out on the next connection, or is handed back as not acknowledged.
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
    for (const listener of this.#listeners.sending) listener(stanza, count);
  }

  request(iq: Element, options?: RequestOptions): Promise<Element> {
    return this.#requests.request(iq, (stanza) => this.send(stanza), options);
  }

  handleIq(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): Disposer {
    return this.#handlers.add(type, name, ns, handler);
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): Disposer {
    const listeners: Set<SessionEvents[E]> = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onState(listener: (state: ConnectionState) => void): Disposer {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onTraffic(listener: TrafficListener): Disposer {
    this.#trafficListeners.add(listener);
    return () => this.#trafficListeners.delete(listener);
  }

  /** Whether somebody asked to connect, perhaps while a disconnection was under way. */
  #isWanted(): boolean {
    return this.#run !== undefined;
  }

  /** Attempt, live, wait, and again, until `run` is aborted or a failure needs the user. */
  async #keepConnected(run: AbortController): Promise<void> {
    let redirectedTo: Endpoint | undefined;
    let redirections = 0;
    /** Where the server wants a lost session resumed; tried once. */
    let resumeAt = this.#resumeTarget(this.#expectedConnection);
    for (let attempt = 1; !isOver(run); attempt += 1) {
      this.#setState({ state: 'connecting', attempt });
      let failure: ConnectionError;
      try {
        const bound = await this.#attempt(run.signal, redirectedTo ?? resumeAt, redirections);
        if (isOver(run)) {
          void bound.stream.disconnect();
          return;
        }
        attempt = 0;
        if (bound.resumption?.resumed === true && this.#suspended === undefined) {
          // The session was given up for lost while the server still gave it back: begin anew.
          void bound.stream.disconnect();
          continue;
        }
        failure = await this.#stayOnline(bound);
        redirectedTo = redirectedTarget(bound, failure);
        resumeAt = this.#resumeTarget(bound.negotiated);
      } catch (error) {
        failure = asConnectionError(error);
        redirectedTo = undefined;
        resumeAt = undefined;
      }
      if (isOver(run)) return;
      redirections = redirectedTo === undefined ? 0 : redirections + 1;
      if (redirectedTo !== undefined && redirections <= MAX_REDIRECTIONS) continue;
      redirectedTo = undefined;
      this.#logFailure(failure);
      if (stoppingCodes.has(failure.code)) {
        this.#run = undefined;
        this.#endSession();
        this.#setState({ state: 'stopped', why: failureOf(failure) });
        return;
      }
      await this.#waitForNextAttempt(failure, run.signal);
    }
  }

  async #attempt(signal: AbortSignal, redirectedTo: Endpoint | undefined, redirections: number): Promise<BoundStream> {
    const limit = new AbortController();
    const pass = (): void => limit.abort(signal.reason);
    signal.addEventListener('abort', pass, { once: true });
    const cancelTimer = this.#options.clock.after(ATTEMPT_LIMIT, () =>
      limit.abort(new ConnectionError('timeout', 'sign-in')),
    );
    try {
      return await connectOnce({
        ...this.#options,
        settings: this.#options.connection,
        pinnedMechanism: this.#pinnedMechanism,
        resolver: this.#resolver(),
        random: this.#random,
        signal: limit.signal,
        redirectedTo,
        redirections,
        resumption: this.#suspended,
        withoutInline: this.#withoutInline,
        inlineFailed: () => {
          this.#withoutInline = true;
        },
        contacting: ({ host, port }) => this.#contacted.add(`${host}:${String(port)}`),
        onStream: (stream) => this.#watchTraffic(stream),
      });
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', pass);
    }
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
    this.#backoff.reset();
    if (meetsPin(negotiated.mechanism, this.#pinnedMechanism)) this.#pinnedMechanism = negotiated.mechanism;
    log.info('session', `online by ${negotiated.encryption}, ${negotiated.tlsVersion}, ${negotiated.mechanism}`);
    if (resumption?.resumed === true) this.#resume(stream, resumption.handled);
    else this.#begin(bound);
    stream.goLive(
      (element) => this.#receive(element),
      (opening) => (this.#requests.isAnswer(opening) ? replyLimits : stanzaLimits),
    );
    const reason = await stream.ended;
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
    this.#emit('online', (listener) => listener(jid));
  }

  #makePings(): PingAcknowledgements {
    return new PingAcknowledgements({
      // An error is an answer as well.
      ping: () => this.request(buildPing(), { timeoutMs: ATTEMPT_LIMIT }).catch(rethrowConnectionError),
      acknowledged: (stanza) => this.#emit('acknowledged', (listener) => listener(stanza)),
    });
  }

  #resume(stream: XmppStream, handled: number | undefined): void {
    this.#cancelExpiry();
    this.#suspended = undefined;
    if (!this.#management.resume(stream, handled)) return;
    this.#setState({ state: 'online' });
    this.#emit('resumed', (listener) => listener());
  }

  /** The connection is gone; the session stays as long as it can be resumed. */
  async #suspend(jid: FullJid): Promise<void> {
    const suspension = this.#isWanted() ? await this.#management.suspend(jid) : undefined;
    if (suspension === undefined || !this.#isWanted()) {
      this.#endSession(true);
      return;
    }
    this.#suspended = suspension.suspended;
    this.#cancelExpiry = this.#options.clock.after(suspension.holdMs, () => {
      if (this.#suspended === suspension.suspended) this.#endSession();
    });
    this.#emit('interrupted', (listener) => listener());
  }

  /** Nothing of the session can be saved any more. `wasLive`: it had a connection until now. */
  #endSession(wasLive = false): void {
    const had = wasLive || this.#suspended !== undefined;
    this.#cancelExpiry();
    this.#suspended = undefined;
    this.#management.end();
    if (!had) return;
    this.#requests.rejectAll(new ConnectionError('offline'));
    this.#emit('offline', (listener) => listener());
  }

  /** XEP-0198 §6 */
  #endForCount(detail: string): void {
    const reason = new ConnectionError('protocol-violation', `handled-count-too-high: ${detail}`);
    this.#management.end();
    void this.#live?.stream.closeWith('undefined-condition', reason);
  }

  /** As far as it can be told before there is one. */
  get #expectedConnection(): Pick<Endpoint, 'encryption' | 'foundBy'> {
    const { encryption, host } = this.#options.connection;
    return {
      encryption: encryption === 'direct-tls' ? 'direct-tls' : 'starttls',
      foundBy: host === '' ? 'srv' : 'settings',
    };
  }

  #resumeTarget(negotiated: Pick<Endpoint, 'encryption' | 'foundBy'>): Endpoint | undefined {
    const target = this.#suspended === undefined ? undefined : parseHostAndPort(this.#management.location ?? '');
    return target === undefined ? undefined : redirected(negotiated, target);
  }

  async #waitForNextAttempt(failure: ConnectionError, signal: AbortSignal): Promise<void> {
    const milliseconds = this.#backoff.next();
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(milliseconds, resolve);
      this.#endWaiting = () => {
        cancel();
        resolve();
      };
      if (signal.aborted) this.#endWaiting();
      else this.#setState({ state: 'waiting', why: failureOf(failure), nextAttemptAt: clock.now() + milliseconds });
    });
    this.#endWaiting = () => undefined;
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
      this.#emit(carriesArchiveResult(stanza) ? 'archived' : 'message', (listener) => listener(item));
    else if (stanza.is('presence')) this.#emit('presence', (listener) => listener(stanza, from));
    else if (stanza.is('iq')) void this.#handlers.handle(stanza, attr(stanza, 'from') === undefined ? undefined : from);
  }

  #watchTraffic(stream: XmppStream): void {
    const announce = (direction: 'in' | 'out', element: Element): void => {
      if (this.#trafficListeners.size === 0) return;
      const shown = redact(element);
      for (const listener of this.#trafficListeners) this.#guard(() => listener(direction, shown));
    };
    stream.on('element', (element: Element) => announce('in', element));
    stream.on('send', (element: Element) => announce('out', element));
  }

  #setReading(on: boolean): void {
    const socket = this.#live?.stream.socket;
    if (on) socket?.resume();
    else socket?.pause();
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) this.#guard(() => listener(state));
  }

  #emit<E extends keyof SessionEvents>(event: E, call: (listener: SessionEvents[E]) => void): void {
    const listeners: ReadonlySet<SessionEvents[E]> = this.#listeners[event];
    for (const listener of [...listeners]) this.#guard(() => call(listener));
  }

  /** A room that fails must not take the stream or the other rooms with it. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error('session', 'listener failed', error);
    }
  }

  #logFailure(failure: ConnectionError): void {
    this.#options.log.warn('session', `no connection: ${failure.message.slice(0, 200)}`);
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

function isOver(run: AbortController): boolean {
  return run.signal.aborted;
}

function redirectedTarget({ negotiated }: BoundStream, failure: ConnectionError): Endpoint | undefined {
  return failure instanceof RedirectError ? redirected(negotiated, failure) : undefined;
}

function failureOf({ code, detail }: ConnectionError): { code: ConnectionError['code']; detail?: string } {
  return detail === undefined ? { code } : { code, detail };
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
