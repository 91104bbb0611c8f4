/**
 * Stream management of one account (XEP-0198): agrees on it with the server, keeps what the server has
 * not acknowledged, acknowledges what is stored, and carries the session over to the next connection.
 */
import type { Log } from '../../contract/ports';
import type { Inbox } from '../inbox';
import type { FullJid } from '../jid';
import { NS_SM } from '../ns';
import type { RememberedSession } from '../session-types';
import type { Element } from '../xml';
import { ImpossibleCount, isStanza, ManagedSession } from './managed-session';
import {
  buildAnswer,
  buildEnable,
  buildHandledCountTooHigh,
  buildRequest,
  COUNT_LIMIT,
  type Enabled,
  parseEnabled,
  parseHandled,
} from './stanza';

/** What is used of the stream. */
export interface ManagedStream {
  send(element: Element): Promise<void>;
}

export interface StreamManagerOptions {
  readonly log: Log;
  readonly inbox: Inbox;
  /** Stores everything that came, and with it that so many stanzas (modulo 2³²) are safe; throws where it can't. */
  readonly store: (handled: number) => void;
  /** Called before a stanza is written for the first time; `count` is its number in the session. */
  readonly sending: (stanza: Element, count: number) => void;
  readonly acknowledged: (stanza: Element) => void;
  /** A session of an earlier run goes on; the server has so many of its stanzas. */
  readonly recovered: (handled: number) => void;
  /** What another run of the program needs to resume the session; undefined where that makes no sense any more. */
  readonly remember: (session: RememberedSession | undefined) => void;
  /** The server's counts make no sense (§6); `explanation` is for it to read, where there is one. */
  readonly nonsense: (detail: string, explanation?: Element) => void;
}

/** A session that waits for a new connection. */
export interface Suspended {
  readonly id: string;
  readonly handled: number;
  readonly jid: FullJid;
}

/** A server that acknowledges nothing for so many stanzas does not do what it agreed to. */
const MAX_UNACKNOWLEDGED = 20_000;
/** How long a server is expected to keep a session where it does not say, in seconds. */
const USUAL_HOLD = 300;

export class StreamManager {
  readonly #options: StreamManagerOptions;
  #session: ManagedSession | undefined;
  #stream: ManagedStream | undefined;
  #jid: FullJid | undefined;
  /** A question is on its way; its answer covers all that was sent before it. */
  #asked = false;
  #settled: (() => void)[] = [];
  /** The session was begun by an earlier run of the program. */
  #restored = false;
  #answered = false;
  /** The server is yet to be asked for it, in this turn. */
  #toBegin = false;

  constructor(options: StreamManagerOptions) {
    this.#options = options;
  }

  /**
   * A new session on a new stream. Our stanzas count from the question on, those of the server from its consent,
   * which it gave already where there is `enabled` (§9.1). The question goes out before the first stanza, but after
   * what is written past us in this turn.
   */
  begin(stream: ManagedStream, jid: FullJid, enabled?: Enabled): void {
    this.#session = new ManagedSession();
    this.#jid = jid;
    this.#restored = false;
    this.#stream = stream;
    this.#asked = false;
    this.#toBegin = enabled === undefined;
    if (enabled === undefined) queueMicrotask(() => this.#askToBegin());
    else this.#agree(enabled);
  }

  /** The server was not asked yet: what is written past us now does not count. */
  get isStillToBegin(): boolean {
    return this.#toBegin;
  }

  /** Takes up the session of an earlier run of the program, if there is one; the server knows whether it still keeps it. */
  restore(remembered: RememberedSession | undefined): Suspended | undefined {
    if (remembered === undefined) return undefined;
    const { id, jid, handled, holdSeconds, location } = remembered;
    this.#session = new ManagedSession();
    this.#session.restore({ id, maxSeconds: holdSeconds, location }, handled);
    this.#jid = jid;
    this.#restored = true;
    return { id, handled, jid };
  }

  /**
   * The session goes on here: what the server has not handled goes out again, in order, before anything
   * else. False where the server's count makes no sense, and the stream ends for it.
   */
  resume(stream: ManagedStream, handled: number | undefined): boolean {
    this.#stream = stream;
    this.#asked = false;
    this.#session?.resumed();
    if (this.#restored) {
      if (handled === undefined) {
        this.#options.nonsense('no count');
        return false;
      }
      this.#restored = false;
      this.#session?.continueFrom(handled);
      this.#options.recovered(handled);
    } else if (!this.#acknowledge(handled)) return false;
    for (const stanza of this.#session?.unacknowledged ?? []) void stream.send(stanza).catch(() => undefined);
    this.#answered = false;
    this.#ask();
    return true;
  }

  /** The server acknowledged something, or had nothing to, since the session was resumed. */
  get isAnswered(): boolean {
    return this.#answered;
  }

  /** The server knows the session no more; `handled` is how far it got, where it remembers that (§5). */
  refused(handled: number | undefined): void {
    try {
      if (handled !== undefined && this.#restored) this.#options.recovered(handled);
      else if (handled !== undefined) this.#settle(this.#session?.acknowledge(handled) ?? []);
    } catch (error) {
      this.#options.log.warn('session', `stream management: ${String(error)}`);
    }
    this.end();
  }

  /** To be called before a stanza is written for the first time. True where it is kept until it is acknowledged. */
  sending(stanza: Element): boolean {
    if (this.#session === undefined || !isStanza(stanza)) return false;
    this.#askToBegin();
    this.#options.sending(stanza, (this.#session.sent + 1) % COUNT_LIMIT);
    this.#session.sending(stanza);
    if (this.#session.unacknowledged.length > MAX_UNACKNOWLEDGED) this.#options.nonsense('never acknowledged');
    else this.#ask();
    return true;
  }

  /** Every element of the live stream; true where it is none of the others' business. */
  receive(element: Element): boolean {
    if (element.getNS() !== NS_SM) {
      if (isStanza(element)) this.#session?.receiving();
      return false;
    }
    if (element.is('enabled')) this.#agree(parseEnabled(element));
    else if (element.is('failed')) this.end();
    else if (element.is('r')) this.#answer('asked');
    else if (element.is('a')) {
      this.#asked = false;
      this.#answered = true;
      if (this.#acknowledge(parseHandled(element)) && this.#hasOpen) this.#ask();
    }
    return true;
  }

  /**
   * The connection is gone. Resolves with what is needed to go on, and for how long it makes sense
   * (milliseconds); undefined where the session can't be resumed.
   */
  async suspend(jid: FullJid): Promise<{ readonly suspended: Suspended; readonly holdMs: number } | undefined> {
    this.#stream = undefined;
    const session = this.#session;
    const id = session?.id;
    if (session === undefined || id === undefined) return undefined;
    await new Promise<void>((resolve) => {
      this.#options.inbox.after(resolve);
    });
    if (this.#stored(session.received)) session.handledUpTo(session.received);
    return {
      suspended: { id, handled: session.handled, jid },
      holdMs: 1000 * (session.enabled?.maxSeconds ?? USUAL_HOLD),
    };
  }

  /** Where the server wants the next connection of this session: "host:port". */
  get location(): string | undefined {
    return this.#session?.enabled?.location;
  }

  /** The session is over. */
  end(): void {
    if (this.#session?.id !== undefined) this.#options.remember(undefined);
    this.#session = undefined;
    this.#restored = false;
    this.#toBegin = false;
    this.#wakeSettled();
  }

  /** Resolves when the server has acknowledged everything sent so far, or nothing more can come. */
  settled(): Promise<void> {
    if (!this.#hasOpen || this.#stream === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** What could not be stored when the server asked may be stored now: the server is told, unasked (§4). */
  tellHandled(): void {
    this.#answer('stored');
  }

  /** Tells the server what is stored, so that it does not send it again; for the end of a session (§4). */
  async takeLeave(): Promise<void> {
    const stream = this.#stream;
    const session = this.#session;
    if (stream === undefined || session?.enabled === undefined || !this.#stored(session.received)) return;
    session.handledUpTo(session.received);
    await stream.send(buildAnswer(session.handled));
  }

  #askToBegin(): void {
    if (!this.#toBegin) return;
    this.#toBegin = false;
    void this.#stream?.send(buildEnable()).catch(() => undefined);
  }

  get #hasOpen(): boolean {
    return (this.#session?.unacknowledged.length ?? 0) > 0;
  }

  #agree(enabled: Enabled): void {
    this.#session?.enable(enabled);
    this.#remember();
  }

  #remember(): void {
    const { id, handled, enabled } = this.#session ?? {};
    const jid = this.#jid;
    if (id === undefined || handled === undefined || jid === undefined) return;
    const holdSeconds = enabled?.maxSeconds ?? USUAL_HOLD;
    this.#options.remember({ id, jid, handled, holdSeconds, location: enabled?.location });
  }

  #wakeSettled(): void {
    for (const wake of this.#settled.splice(0)) wake();
  }

  /** One question for all that is sent in one go. */
  #ask(): void {
    const stream = this.#stream;
    if (this.#asked || stream === undefined || this.#session === undefined) return;
    this.#asked = true;
    queueMicrotask(() => {
      if (this.#stream === stream) void stream.send(buildRequest()).catch(() => undefined);
    });
  }

  /**
   * §4: what came until now is acknowledged once it is stored. A question is answered also where that can't be, with
   * what the server knows already: it may end a stream whose other side does not answer, or never ask again.
   */
  #answer(why: 'asked' | 'stored'): void {
    const session = this.#session;
    const stream = this.#stream;
    if (session?.enabled === undefined || stream === undefined) return;
    const { received } = session;
    this.#options.inbox.after(() => {
      if (this.#session !== session) return;
      if (this.#stored(received)) session.handledUpTo(received);
      else if (why === 'stored') return;
      void stream.send(buildAnswer(session.handled)).catch(() => undefined);
    });
  }

  #stored(handled: number): boolean {
    try {
      this.#options.store(handled);
      return true;
    } catch (error) {
      this.#options.log.error('session', 'not acknowledged, since it could not be stored', error);
      return false;
    }
  }

  /** False where the stream has to end for it. */
  #acknowledge(handled: number | undefined): boolean {
    if (this.#session === undefined) return true;
    if (handled === undefined) {
      this.#options.nonsense('no count');
      return false;
    }
    try {
      this.#settle(this.#session.acknowledge(handled));
      return true;
    } catch (error) {
      if (!(error instanceof ImpossibleCount)) throw error;
      const { h, sendCount } = error;
      this.#options.nonsense(
        `handled count ${error.message}`,
        h > sendCount ? buildHandledCountTooHigh(h, sendCount) : undefined,
      );
      return false;
    }
  }

  #settle(stanzas: readonly Element[]): void {
    for (const stanza of stanzas) this.#options.acknowledged(stanza);
    if (!this.#hasOpen) this.#wakeSettled();
  }
}
