/** What the owner of a session gives and gets; `session.ts` implements it. */
import type { ConnectionSettings, ConnectionState, NegotiatedConnection } from '../contract/connection';
import type { Clock, Log } from '../contract/ports';
import type { BareJid, FullJid } from './jid';
import type { Disposer, SessionContext, XmppModule } from './module';
import type { StreamAhead } from './stream/ahead';
import type { Element } from './xml';

/** What another run of the program needs to go on with a session. */
export interface RememberedSession {
  readonly id: string;
  readonly jid: FullJid;
  /** Stanzas of the server that are stored, modulo 2³². */
  readonly handled: number;
  /** How long the server keeps the session without a connection. */
  readonly holdSeconds: number;
  /** "host:port" where the server wants it resumed. */
  readonly location: string | undefined;
}

/** Keeps one session of an account; how much of it is handled is told by the session's event `acknowledging`. */
export interface SessionMemory {
  read(): RememberedSession | undefined;
  write(session: RememberedSession | undefined): void;
}

export interface SessionOptions {
  readonly account: BareJid;
  /** Resource to ask for; the server may give another. Stable a profile, so that two profiles do not evict each other. */
  readonly resource: string;
  readonly connection: ConnectionSettings;
  /** Asked at each attempt; the text lives only as long as the SASL exchange. Undefined: none known. */
  readonly password: () => Promise<string | undefined>;
  /** The user agreed once that the service sees the password itself. */
  readonly allowPlain: boolean;
  /** A weaker mechanism than this family is refused; asked for at each attempt. Undefined at the first sign-in. */
  readonly pinnedMechanism: string | undefined;
  /**
   * Whether a resource may be bound within the sign-in (XEP-0386), which makes the server drop the messages
   * that it kept while the user was away: only where the archive is there and will be read. Asked at each
   * attempt. Absent: never.
   */
  readonly mayBindInline?: () => boolean;
  /** PEM certificates trusted beside the built-in roots. */
  readonly extraCertificates: readonly string[];
  readonly modules: readonly XmppModule[];
  /** The stream that was opened for the first attempt before there was a session. Asked at each attempt. */
  readonly ahead?: () => StreamAhead | undefined;
  /** Where a session outlives the program (XEP-0198 §5); without it, it ends with it. */
  readonly memory?: SessionMemory;
  readonly clock: Clock;
  readonly log: Log;
}

export interface XmppSession extends SessionContext {
  readonly state: ConnectionState;
  /** Present while online. */
  readonly negotiated: NegotiatedConnection | undefined;
  /** Starts and keeps on: reconnects by itself until `disconnect` or a stopping failure. */
  connect(): void;
  /** Closes the stream properly (unavailable presence is the caller's business) within 2 s; stays offline. */
  disconnect(why: 'chosen' | 'signed-out'): Promise<void>;
  /**
   * Tells the server what is stored by now (XEP-0198 §4), as the event `acknowledging` says: for what could not be
   * stored when the server asked.
   */
  tellHandled(): void;
  /** Tries at once in place of waiting. */
  retryNow(): void;
  /** A mechanism that this session used is no reason any more to refuse a weaker one; `pinnedMechanism` still is. */
  forgetMechanism(): void;
  onState(listener: (state: ConnectionState) => void): Disposer;
  /** Every top-level element both ways, after redaction of SASL payloads; for the XML console. */
  onTraffic(listener: (direction: 'in' | 'out', element: Element) => void): Disposer;
  /** Hosts contacted in this session, for the privacy screens: "host:port". */
  readonly contactedHosts: readonly string[];
}
