/** A session without a network that the features can own: it connects, is refused, and drops as the test says. */
import type { Failure } from '../../electron/contract/errors';
import type { ConnectionState, NegotiatedConnection } from '../../electron/contract/connection';
import { ConnectionError } from '../../electron/xmpp/errors';
import type { Disposer } from '../../electron/xmpp/module';
import {
  NS_BLOCKING,
  NS_CARBONS,
  NS_DISCO_INFO,
  NS_ROSTER,
  NS_ROSTER_VERSIONING,
  NS_STANZA_ID,
} from '../../electron/xmpp/ns';
import type { SessionOptions, XmppSession } from '../../electron/xmpp/session-types';
import type { Element } from '../../electron/xmpp/xml';
import { MockSession } from './mock-session';

export const PASSWORD = 'wherefore-art-thou-4711';

type TrafficListener = (direction: 'in' | 'out', element: Element) => void;

export class FeatureSession extends MockSession implements XmppSession {
  readonly options: SessionOptions;
  readonly contactedHosts: string[] = [];
  state: ConnectionState = { state: 'offline', why: 'chosen' };
  negotiated: NegotiatedConnection | undefined;
  mechanism = 'SCRAM-SHA-256';
  /** The only password that is taken. */
  password = PASSWORD;
  /** Set: the next attempts fail with it before any password is asked for. */
  unreachable: Failure | undefined;
  /** The network is gone: attempts come to nothing, and are tried again. */
  away = false;
  /** The server says nothing, not even no. */
  silent = false;
  /** Items of the roster as XML. */
  roster = '';
  attempts = 0;
  /** Whether it was told to. */
  forgotMechanism = false;
  /** How often the server was told what is stored by now, without being asked. */
  handledTold = 0;
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #trafficListeners = new Set<TrafficListener>();

  constructor(options: SessionOptions) {
    super(options.account);
    this.options = options;
    this.jid = undefined;
    this.offerStreamFeature('ver', NS_ROSTER_VERSIONING);
    this.answer('get', 'query', NS_ROSTER, () => `<query xmlns="${NS_ROSTER}" ver="v1">${this.roster}</query>`);
    this.answer('set', 'query', NS_ROSTER, () => undefined);
    this.answer('set', 'enable', NS_CARBONS, () => undefined);
    this.answer('get', 'blocklist', NS_BLOCKING, () => `<blocklist xmlns="${NS_BLOCKING}"/>`);
    this.answer(
      'get',
      'query',
      NS_DISCO_INFO,
      () => `<query xmlns="${NS_DISCO_INFO}"><feature var="${NS_BLOCKING}"/><feature var="${NS_STANZA_ID}"/></query>`,
    );
    for (const module of options.modules) module.attach(this);
  }

  connect(): void {
    if (this.state.state === 'online' || this.state.state === 'connecting') return;
    this.attempts += 1;
    this.#set({ state: 'connecting', attempt: 1 });
    void this.#attempt();
  }

  disconnect(why: 'chosen' | 'signed-out'): Promise<void> {
    this.#drop({ state: 'offline', why });
    return Promise.resolve();
  }

  tellHandled(): void {
    if (this.askAcknowledgement()) this.handledTold += 1;
  }

  forgetMechanism(): void {
    this.forgotMechanism = true;
  }

  retryNow(): void {
    if (this.state.state === 'waiting') this.connect();
  }

  /** The network goes away. */
  lose(): void {
    this.#drop(this.#waiting);
  }

  /** The network goes away until `comeBack`. */
  leave(): void {
    this.away = true;
    this.lose();
  }

  comeBack(): void {
    this.away = false;
    this.retryNow();
  }

  get #waiting(): ConnectionState {
    const why: Failure = { code: 'service-unreachable' };
    return { state: 'waiting', why, nextAttemptAt: this.options.clock.now() + 1000 };
  }

  onState(listener: (state: ConnectionState) => void): Disposer {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onTraffic(listener: TrafficListener): Disposer {
    this.#trafficListeners.add(listener);
    return () => this.#trafficListeners.delete(listener);
  }

  override async send(stanza: Element): Promise<void> {
    await super.send(stanza);
    for (const listener of this.#trafficListeners) listener('out', stanza);
  }

  async #attempt(): Promise<void> {
    this.contactedHosts.push('127.0.0.1:5222');
    if (this.silent) return;
    if (this.away) {
      this.#set(this.#waiting);
      return;
    }
    try {
      if (this.unreachable !== undefined) throw new ConnectionError(this.unreachable.code, this.unreachable.detail);
      if ((await this.options.password()) !== this.password) throw new ConnectionError('wrong-password');
    } catch (error) {
      const why: Failure = error instanceof ConnectionError ? error.failure : { code: 'unexpected' };
      if (this.state.state === 'connecting') this.#set({ state: 'stopped', why });
      return;
    }
    if (this.state.state !== 'connecting') return;
    this.negotiated = {
      host: '127.0.0.1',
      port: 5222,
      foundBy: 'settings',
      encryption: 'starttls',
      tlsVersion: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      certificates: [],
      mechanism: this.mechanism,
      passwordSent: false,
      serverProved: true,
      offeredMechanisms: [this.mechanism],
      since: this.options.clock.now(),
    };
    this.state = { state: 'online' };
    // As the real one: the address is there when the state is told.
    this.jid = `${this.account}/here` as typeof this.jid;
    this.#tellState();
    this.goOnline();
  }

  #drop(state: ConnectionState): void {
    const wasOnline = this.jid !== undefined;
    this.negotiated = undefined;
    this.jid = undefined;
    if (wasOnline) this.goOffline();
    this.#set(state);
  }

  #set(state: ConnectionState): void {
    this.state = state;
    this.#tellState();
  }

  #tellState(): void {
    for (const listener of [...this.#stateListeners]) listener(this.state);
  }
}
