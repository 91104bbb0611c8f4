/**
 * What a protocol room (one XEP or one part of RFC 6121) may use, and what it offers. The session
 * implements `SessionContext`; a module never sees sockets, Electron or the store.
 */
import type { BareJid, FullJid } from './jid';
import type { Element } from './xml';

export type Disposer = () => void;

export interface RequestOptions {
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The reply counts after everything that came before it was heard. Others overtake what still waits in the inbox. */
  readonly inOrder?: boolean;
  /**
   * It goes out before stream management is asked for, where it is the first in a new session: the server need not
   * keep a copy of its answer until that is acknowledged (XEP-0198 §4). For questions that may be asked twice.
   */
  readonly beforeManagement?: boolean;
}

/** An iq of type get or set that came in; the session replies with what the handler returns. */
export interface IncomingIq {
  readonly type: 'get' | 'set';
  /** As stamped by the server; undefined means the own account's server (RFC 6120 §8.1.2.1). */
  readonly from: BareJid | FullJid | undefined;
  /** The one payload element. */
  readonly payload: Element;
  readonly stanza: Element;
}

/** Returns the payload of the result (undefined: empty result); throw `StanzaError` for an error reply, or return 'ignore' for none at all. */
export type IqHandler = (iq: IncomingIq) => Element | undefined | 'ignore' | Promise<Element | undefined | 'ignore'>;

/**
 * A message on its way through the inbox. Stages read and add; the stanza itself is not changed.
 * `stanza` is the real one inside a carbon, `outer` what the socket gave.
 */
export interface InboundMessage {
  readonly outer: Element;
  readonly stanza: Element;
  /** Normalized sender; the own account where the stanza had no `from`. */
  readonly from: BareJid | FullJid;
  readonly to: BareJid | FullJid;
  /** 'out' for a carbon of what another session of ours sent. */
  readonly direction: 'in' | 'out';
  /** Came wrapped in a carbon that was trusted (XEP-0280 §11). */
  readonly carbon: boolean;
}

export interface SessionEvents {
  /** Bound and usable, a new stream (not a resumption). */
  online: (jid: FullJid) => void;
  /** The stream is gone for good; requests under way were rejected. */
  offline: () => void;
  /** The connection is gone; the server keeps the session for a while, and requests under way may yet be answered. */
  interrupted: () => void;
  /** On a new connection the session goes on as if nothing had been (XEP-0198 §5). */
  resumed: () => void;
  /**
   * Before `resumed`, where an earlier run of the program began the session: the server has handled so many
   * of its stanzas (modulo 2³²).
   */
  recovered: (handled: number) => void;
  /**
   * Everything that came, so many stanzas in this session (modulo 2³²), is about to be acknowledged to the
   * server: it must be stored when this returns; throws where it is not.
   */
  acknowledging: (handled: number) => void;
  /**
   * A stanza that will be acknowledged is about to be written; `count` is its number in the session (modulo 2³²).
   * What it throws keeps the stanza from being written, and is what `send` rejects with.
   */
  sending: (stanza: Element, count: number) => void;
  /** The server has taken responsibility for a stanza of ours (XEP-0198 §4). */
  acknowledged: (stanza: Element) => void;
  presence: (stanza: Element, from: BareJid | FullJid) => void;
  message: (message: InboundMessage) => void;
  /** What claims to be a result of a query (XEP-0313), genuine or not; it is never a `message`. */
  archived: (result: InboundMessage) => void;
}

export interface SessionContext {
  readonly account: BareJid;
  /** Undefined while not bound. */
  readonly jid: FullJid | undefined;
  /** Stream features of the authenticated stream: `hasStreamFeature('ver', NS_ROSTER_VERSIONING)`. */
  hasStreamFeature(name: string, ns: string): boolean;
  /** Writes a stanza, or another element that a room stands for; rejects with `ConnectionError('offline')` where there is no stream. Resolves when the socket took it. */
  send(stanza: Element): Promise<void>;
  /** Sends an iq (an id is set) and resolves with the result; rejects with `StanzaError`, or `ConnectionError` 'timeout' or 'offline'. Matches id and from (RFC 6120 §8.2.3). */
  request(iq: Element, options?: RequestOptions): Promise<Element>;
  /** One handler a payload name and namespace. */
  handleIq(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): Disposer;
  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): Disposer;
}

/** One room: constructed once an account, attached once a session object. */
export interface XmppModule {
  /** For logs and disco, e.g. "XEP-0184". */
  readonly name: string;
  /** Disco features it stands for (XEP-0030); may change with the user's switches. */
  features(): readonly string[];
  attach(session: SessionContext): Disposer;
}
