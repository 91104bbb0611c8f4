/**
 * A session without a network, for conversation tests of protocol rooms and of what stands on
 * them. The test plays the server: `answer` says how requests are answered, `receive` lets a
 * stanza come in, `sent` holds what went out.
 */
import { ConnectionError, StanzaError } from '../../electron/xmpp/errors';
import { anyJid, bareJid, fullJid, type BareJid, type FullJid } from '../../electron/xmpp/jid';
import type {
  Disposer,
  InboundMessage,
  IncomingIq,
  IqHandler,
  RequestOptions,
  SessionContext,
  SessionEvents,
} from '../../electron/xmpp/module';
import { attr, xml, type Element } from '../../electron/xmpp/xml';
import { carriesArchiveResult } from '../../electron/xmpp/xep-0313-mam/stanza';
import { unwrapCarbon } from '../../electron/xmpp/xep-0280-carbons/stanza';
import { parseXml } from './parse-xml';

/** Returns the payload of the result or nothing for an empty one; a `StanzaError` or `ConnectionError` it throws rejects the request. */
export type Answer = (payload: Element, iq: Element) => AnswerPayload | Promise<AnswerPayload>;
type AnswerPayload = Element | string | undefined;

export class MockSession implements SessionContext {
  readonly account: BareJid;
  /** Every stanza that went out, requests included, oldest first. */
  readonly sent: Element[] = [];
  /** Those of them that may go out before stream management is asked for. */
  readonly early = new Set<Element>();
  jid: FullJid | undefined;

  /** Stanzas both ways, in this session. */
  #count = 0;
  #received = 0;
  readonly #features = new Set<string>();
  readonly #answers = new Map<string, Answer>();
  readonly #iqHandlers = new Map<string, IqHandler>();
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

  /** Online from the start, with the resource "here". */
  constructor(account = 'juliet@capulet.lit') {
    this.account = required(bareJid(account));
    this.jid = required(fullJid(`${account}/here`));
  }

  // The test's side

  offerStreamFeature(name: string, ns: string): void {
    this.#features.add(`${name} ${ns}`);
  }

  /** How requests with this payload are answered from now on. Others get "service-unavailable". */
  answer(type: 'get' | 'set', name: string, ns: string, answer: Answer): void {
    this.#answers.set(key(type, name, ns), answer);
  }

  goOnline(): void {
    this.#count = 0;
    const jid = required(fullJid(`${this.account}/here`));
    this.jid = jid;
    for (const listener of this.#listeners.online) listener(jid);
  }

  goOffline(): void {
    this.jid = undefined;
    for (const listener of this.#listeners.offline) listener();
  }

  /** The connection is gone; the server keeps the session (XEP-0198). */
  interrupt(): void {
    this.jid = undefined;
    for (const listener of this.#listeners.interrupted) listener();
  }

  resume(): void {
    this.jid = required(fullJid(`${this.account}/here`));
    for (const listener of this.#listeners.resumed) listener();
  }

  /** The session of an earlier run goes on, of which the server has so many stanzas. */
  recover(handled: number): void {
    for (const listener of this.#listeners.recovered) listener(handled);
    this.resume();
  }

  /** The server has a stanza that went out. */
  acknowledge(stanza: Element): void {
    for (const listener of this.#listeners.acknowledged) listener(stanza);
  }

  /** The server asks what is stored; false where the answer is withheld. */
  askAcknowledgement(): boolean {
    try {
      for (const listener of this.#listeners.acknowledging) listener(this.#received);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * A stanza comes in, as XML or ready. Resolves with the reply to an iq, undefined where there is
   * none; other stanzas have been heard by everyone when it resolves.
   */
  async receive(stanza: string | Element): Promise<Element | undefined> {
    const element = typeof stanza === 'string' ? parseXml(stanza) : stanza;
    this.#received += 1;
    const name = element.getName();
    // As the session does: a sender that is no address is nobody, not the own server.
    if (attr(element, 'from') !== undefined && anyJid(attr(element, 'from')) === undefined) return undefined;
    if (name === 'iq') return this.#receiveIq(element);
    const from = anyJid(attr(element, 'from')) ?? this.account;
    if (name === 'presence') for (const listener of this.#listeners.presence) listener(element, from);
    if (name === 'message') this.#receiveMessage(element, from);
    return undefined;
  }

  /** What went out since the last call. */
  takeSent(): Element[] {
    return this.sent.splice(0);
  }

  // The room's side

  hasStreamFeature(name: string, ns: string): boolean {
    return this.#features.has(`${name} ${ns}`);
  }

  send(stanza: Element): Promise<void> {
    if (this.jid === undefined) return Promise.reject(new ConnectionError('offline'));
    this.#count += 1;
    for (const listener of this.#listeners.sending) listener(stanza, this.#count);
    this.sent.push(stanza);
    return Promise.resolve();
  }

  async request(iq: Element, { signal, beforeManagement }: RequestOptions = {}): Promise<Element> {
    if (beforeManagement === true) this.early.add(iq);
    const cancelled = new ConnectionError('cancelled');
    if (signal?.aborted === true) throw cancelled;
    await this.send(iq);
    const payload = required(iq.getChildElements()[0]);
    const answer = this.#answers.get(key(attr(iq, 'type') ?? '', payload.getName(), payload.getNS() ?? ''));
    if (answer === undefined) throw new StanzaError('service-unavailable', 'cancel', '');
    const given = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(cancelled), { once: true });
    });
    // Nobody waits for it where the answer is thrown.
    given.catch(() => undefined);
    const result = await Promise.race([answer(payload, iq), given]);
    const element = typeof result === 'string' ? parseXml(result) : result;
    return xml('iq', { type: 'result' }, ...(element === undefined ? [] : [element]));
  }

  handleIq(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): Disposer {
    const entry = key(type, name, ns);
    if (this.#iqHandlers.has(entry)) throw new Error(`two handlers for ${entry}`);
    this.#iqHandlers.set(entry, handler);
    return () => {
      this.#iqHandlers.delete(entry);
    };
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): Disposer {
    const listeners: Set<SessionEvents[E]> = this.#listeners[event];
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  async #receiveIq(stanza: Element): Promise<Element | undefined> {
    const type = attr(stanza, 'type') === 'set' ? 'set' : 'get';
    const payload = required(stanza.getChildElements()[0]);
    const handler = this.#iqHandlers.get(key(type, payload.getName(), payload.getNS() ?? ''));
    const iq: IncomingIq = { type, from: anyJid(attr(stanza, 'from')), payload, stanza };
    try {
      if (handler === undefined) throw new StanzaError('service-unavailable', 'cancel', '');
      const result = await handler(iq);
      return result === 'ignore' ? undefined : xml('iq', { type: 'result' }, ...(result === undefined ? [] : [result]));
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      const condition = xml(error.condition, { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' });
      return xml('iq', { type: 'error' }, xml('error', { type: error.type }, condition));
    }
  }

  #receiveMessage(outer: Element, from: BareJid | FullJid): void {
    const carbon = unwrapCarbon(outer, this.account);
    if (carbon === 'forged') return;
    const stanza = carbon?.stanza ?? outer;
    const message: InboundMessage = {
      outer,
      stanza,
      from: carbon === undefined ? from : required(anyJid(attr(stanza, 'from'))),
      to: anyJid(attr(stanza, 'to')) ?? this.account,
      direction: carbon?.direction ?? 'in',
      carbon: carbon !== undefined,
    };
    const event = carriesArchiveResult(stanza) ? 'archived' : 'message';
    for (const listener of this.#listeners[event]) listener(message);
  }
}

function key(type: string, name: string, ns: string): string {
  return `${type} {${ns}}${name}`;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test gave a stanza or an address that cannot be');
  return value;
}
