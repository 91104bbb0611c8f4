/** Both directions of iq (RFC 6120 §8.2.3): what we asked and wait for, and what others ask of us. */
import { randomUUID } from 'node:crypto';
import type { Clock, Log } from '../contract/ports';
import { ConnectionError, StanzaError } from './errors';
import { anyJid, type BareJid, type FullJid } from './jid';
import type { Disposer, IqHandler, RequestOptions } from './module';
import { NS_CLIENT, NS_STANZA_ERRORS } from './ns';
import { parseStanzaError } from './stanza-error';
import { isFromOwnSide } from './trust';
import { attr, type Element, xml } from './xml';

type Jid = BareJid | FullJid;

const DEFAULT_TIMEOUT_MS = 30_000;

interface OpenRequest {
  readonly to: Jid | undefined;
  readonly inOrder: boolean;
  /** Set: no stream management cares for it. */
  readonly unmanaged: Element | undefined;
  readonly resolve: (reply: Element) => void;
  readonly reject: (error: Error) => void;
}

/** Requests of ours. A reply counts only if id and sender both fit: an id alone can be guessed (L5). */
export class IqRequests {
  readonly #open = new Map<string, OpenRequest>();
  readonly #account: BareJid;
  readonly #clock: Clock;

  constructor(account: BareJid, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  /**
   * Sends `iq` with a fresh id and waits for its reply. Rejects with `StanzaError`, or with
   * `ConnectionError` 'timeout', 'offline' or 'cancelled'.
   */
  request(iq: Element, send: (iq: Element) => Promise<void>, options: RequestOptions = {}): Promise<Element> {
    const { signal } = options;
    const address = attr(iq, 'to');
    const to = anyJid(address);
    if (address !== undefined && to === undefined)
      return Promise.reject(new StanzaError('jid-malformed', 'modify', ''));
    if (signal?.aborted === true) return Promise.reject(new ConnectionError('cancelled'));
    const id = randomUUID();
    iq.attrs['id'] = id;
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        this.#open.delete(id);
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: Error): void => {
        finish();
        reject(error);
      };
      const onAbort = (): void => fail(new ConnectionError('cancelled'));
      const cancelTimer = this.#clock.after(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () =>
        fail(new ConnectionError('timeout')),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#open.set(id, {
        to,
        inOrder: options.inOrder === true,
        unmanaged: options.beforeManagement === true ? iq : undefined,
        resolve: (reply) => {
          finish();
          resolve(reply);
        },
        reject: fail,
      });
      send(iq).catch((error: unknown) => fail(asError(error)));
    });
  }

  /** Whether this stanza (perhaps only its start tag yet) answers an open request. */
  isAnswer(stanza: Element): boolean {
    return this.#find(stanza) !== undefined;
  }

  /** Whether this reply has to wait for what came before it. */
  isInOrder(reply: Element): boolean {
    return this.#find(reply)?.inOrder === true;
  }

  /** Settles the request that the stanza answers; false if there is none. */
  settle(stanza: Element): boolean {
    const request = this.#find(stanza);
    if (request === undefined) return false;
    if (attr(stanza, 'type') === 'error') request.reject(parseStanzaError(stanza));
    else request.resolve(stanza);
    return true;
  }

  /** The session goes on on another connection: what nobody cared for in between is asked again, once (XEP-0198 §5). */
  askAgain(send: (iq: Element) => Promise<void>): void {
    for (const [id, request] of this.#open) {
      if (request.unmanaged === undefined) continue;
      this.#open.set(id, { ...request, unmanaged: undefined });
      send(request.unmanaged).catch((error: unknown) => request.reject(asError(error)));
    }
  }

  /** The stream is gone: nothing will be answered any more. */
  rejectAll(error: ConnectionError): void {
    for (const request of [...this.#open.values()]) request.reject(error);
  }

  #find(stanza: Element): OpenRequest | undefined {
    const type = attr(stanza, 'type');
    if (!stanza.is('iq', NS_CLIENT) || (type !== 'result' && type !== 'error')) return undefined;
    const request = this.#open.get(attr(stanza, 'id') ?? '');
    if (request === undefined) return undefined;
    const address = attr(stanza, 'from');
    const from = anyJid(address);
    if (address !== undefined && from === undefined) return undefined;
    // Server, bare account and no `from` stand for one another: servers differ in what they stamp.
    const askedOwnSide = isFromOwnSide(request.to, this.#account);
    const fits = askedOwnSide ? isFromOwnSide(from, this.#account) : from === request.to;
    return fits ? request : undefined;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new ConnectionError('offline');
}

/** Handlers for requests of others, and the replies they get. */
export class IqHandlers {
  readonly #handlers = new Map<string, IqHandler>();
  readonly #send: (reply: Element) => Promise<void>;
  readonly #log: Log;

  constructor(send: (reply: Element) => Promise<void>, log: Log) {
    this.#send = send;
    this.#log = log;
  }

  /** Throws if there is a handler for this payload already: two rooms that answer one question are a mistake. */
  add(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): Disposer {
    const key = handlerKey(type, name, ns);
    if (this.#handlers.has(key)) throw new Error(`second iq handler for ${key}`);
    this.#handlers.set(key, handler);
    return () => {
      if (this.#handlers.get(key) === handler) this.#handlers.delete(key);
    };
  }

  /** Answers a get or set; `from` is undefined where the stanza had none. Never throws. */
  async handle(stanza: Element, from: Jid | undefined): Promise<void> {
    // RFC 6120 §8.1.3: without an id there is nothing to refer a reply to.
    if (attr(stanza, 'id') === undefined) return;
    try {
      const answer = await this.#ask(stanza, from);
      if (answer !== 'ignore') await this.#send(reply(stanza, 'result', answer));
    } catch (error) {
      if (error instanceof ConnectionError) return;
      if (!(error instanceof StanzaError)) this.#log.error('iq', 'handler failed', error);
      const known = error instanceof StanzaError ? error : new StanzaError('internal-server-error', 'cancel', '');
      await this.#send(reply(stanza, 'error', errorElement(known))).catch(() => undefined);
    }
  }

  async #ask(stanza: Element, from: Jid | undefined): Promise<Element | undefined | 'ignore'> {
    const type = attr(stanza, 'type');
    const [payload, ...others] = stanza.getChildElements();
    if ((type !== 'get' && type !== 'set') || payload === undefined || others.length > 0)
      throw new StanzaError('bad-request', 'modify', '');
    const handler = this.#handlers.get(handlerKey(type, payload.getName(), payload.getNS() ?? ''));
    if (handler === undefined) throw new StanzaError('service-unavailable', 'cancel', '');
    return handler({ type, from, payload, stanza });
  }
}

function handlerKey(type: string, name: string, ns: string): string {
  return `${type} ${name} ${ns}`;
}

function reply(stanza: Element, type: 'result' | 'error', payload: Element | undefined): Element {
  const to = attr(stanza, 'from');
  const attributes = { type, id: attr(stanza, 'id'), ...(to === undefined ? {} : { to }) };
  return payload === undefined ? xml('iq', attributes) : xml('iq', attributes, payload);
}

function errorElement({ type, condition, text }: StanzaError): Element {
  const error = xml('error', { type }, xml(condition, { xmlns: NS_STANZA_ERRORS }));
  if (text !== '') error.append(xml('text', { xmlns: NS_STANZA_ERRORS }, text));
  return error;
}
