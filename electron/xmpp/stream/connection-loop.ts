/** Attempt, stay, wait, and again, as long as a connection is wanted and no failure needs the user. */
import type { Failure } from '../../contract/errors';
import type { ConnectionState, NegotiatedConnection } from '../../contract/connection';
import { blockingCodes, ConnectionError, stoppingCodes } from '../errors';
import type { SessionOptions } from '../session-types';
import type { Resumption } from './inline';
import { connectOnce, MAX_REDIRECTIONS, redirected } from './connect';
import type { XmppStream } from './connection';
import { asConnectionError, type BoundStream } from './negotiate';
import { Backoff } from './reconnect';
import { type Endpoint, parseHostAndPort, type SrvResolver } from './resolve';
import { meetsPin } from './sasl';
import { RedirectError } from './stream-errors';

/** Milliseconds for everything from look-up to bound stream. */
export const ATTEMPT_LIMIT = 45_000;

/** A session to go on with, and "host:port" where the server wants that (XEP-0198 §5). */
export interface Interrupted {
  readonly resumption: Resumption;
  readonly location: string | undefined;
}

export interface ConnectionLoopOptions {
  /** Asked for at each attempt, since they may have changed since the last one. */
  readonly session: SessionOptions;
  readonly resolver: () => SrvResolver;
  /** 0 ≤ x < 1; for waiting times and the order of equal SRV records. */
  readonly random: () => number;
  readonly interrupted: () => Interrupted | undefined;
  readonly onStream: (stream: XmppStream) => void;
  readonly changed: (state: ConnectionState & { readonly state: 'connecting' | 'waiting' | 'blocked' }) => void;
  /** A failure needs the user; nothing is wanted any more. */
  readonly stopped: (failure: ConnectionError) => void;
  /** From bound to gone; resolves with the reason. */
  readonly stayOnline: (bound: BoundStream) => Promise<ConnectionError>;
}

/** What the next attempt begins with. */
interface Next {
  /** The first place to try, once. */
  readonly endpoint?: Endpoint | undefined;
  /** How many times in a row the service sent us elsewhere. */
  readonly redirections: number;
  /** That is where it goes, at once. */
  readonly follows?: true;
}

export class ConnectionLoop {
  readonly #options: ConnectionLoopOptions;
  readonly #backoff: Backoff;
  readonly #contacted = new Set<string>();
  /** A server that breaks over what is asked for within the sign-in must not lock the user out. */
  #withoutInline = false;
  /** Strongest mechanism that was used in this session. */
  #usedMechanism: string | undefined;
  /** Ends the attempt or the waiting of the present run; undefined while nothing is wanted. */
  #run: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();
  #endWaiting: () => void = () => undefined;

  constructor(options: ConnectionLoopOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  get isWanted(): boolean {
    return this.#run !== undefined;
  }

  /** "host:port" */
  get contacted(): readonly string[] {
    return [...this.#contacted];
  }

  /** Resolves when nothing of it is under way any more. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  start(): void {
    if (this.#run !== undefined) return;
    const run = new AbortController();
    this.#run = run;
    this.#ended = this.#ended
      .then(() => this.#keepConnected(run))
      .catch((error: unknown) => {
        this.#options.session.log.error('session', 'connection loop failed', error);
      });
  }

  /** Nothing is wanted any more; a stream that is there is left to its owner. */
  end(): void {
    this.#run?.abort(new ConnectionError('cancelled'));
    this.#run = undefined;
    this.#endWaiting();
  }

  retryNow(): void {
    this.#endWaiting();
  }

  forgetMechanism(): void {
    this.#usedMechanism = undefined;
  }

  /** The stronger one of what the owner wants and what was used. */
  get #pinnedMechanism(): string | undefined {
    const { pinnedMechanism } = this.#options.session;
    const used = this.#usedMechanism;
    return used !== undefined && meetsPin(used, pinnedMechanism) ? used : pinnedMechanism;
  }

  async #keepConnected(run: AbortController): Promise<void> {
    let next: Next = { endpoint: this.#whereToResume(this.#expectedConnection), redirections: 0 };
    let blockedBy: Failure | undefined;
    for (let attempt = 1; !isOver(run); attempt += 1) {
      // What is in the way is told until the attempt has shown that it is gone.
      this.#options.changed(
        blockedBy === undefined ? { state: 'connecting', attempt } : { state: 'blocked', why: blockedBy },
      );
      let failure: ConnectionError;
      try {
        const bound = await this.#attempt(run.signal, next);
        if (isOver(run)) {
          void bound.stream.disconnect();
          return;
        }
        attempt = 0;
        blockedBy = undefined;
        if (bound.resumption?.resumed === true && this.#options.interrupted() === undefined) {
          // The session was given up for lost while the server still gave it back: begin anew.
          void bound.stream.disconnect();
          next = { redirections: 0 };
          continue;
        }
        failure = await this.#stayOnline(bound);
        next = this.#after(bound, failure, next);
      } catch (error) {
        failure = asConnectionError(error);
        next = { redirections: 0 };
      }
      if (isOver(run)) return;
      if (next.follows === true) continue;
      this.#options.session.log.warn('session', `no connection: ${failure.message.slice(0, 200)}`);
      if (stoppingCodes.has(failure.code)) {
        this.#run = undefined;
        this.#options.stopped(failure);
        return;
      }
      blockedBy = blockingCodes.has(failure.code) ? failure.failure : undefined;
      await this.#waitForNextAttempt(failure, run.signal);
    }
  }

  async #attempt(signal: AbortSignal, { endpoint, redirections }: Next): Promise<BoundStream> {
    const { session, resolver, random, interrupted, onStream } = this.#options;
    const limit = new AbortController();
    const pass = (): void => limit.abort(signal.reason);
    signal.addEventListener('abort', pass, { once: true });
    const cancelTimer = session.clock.after(ATTEMPT_LIMIT, () =>
      limit.abort(new ConnectionError('timeout', 'sign-in')),
    );
    try {
      return await connectOnce({
        ...session,
        settings: session.connection,
        pinnedMechanism: this.#pinnedMechanism,
        resolver: resolver(),
        random,
        signal: limit.signal,
        redirectedTo: endpoint,
        redirections,
        resumption: interrupted()?.resumption,
        withoutInline: this.#withoutInline,
        inlineFailed: () => {
          this.#withoutInline = true;
        },
        contacting: ({ host, port }) => this.#contacted.add(`${host}:${String(port)}`),
        onStream,
      });
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', pass);
    }
  }

  #stayOnline(bound: BoundStream): Promise<ConnectionError> {
    const { mechanism } = bound.negotiated;
    this.#backoff.reset();
    if (meetsPin(mechanism, this.#usedMechanism)) this.#usedMechanism = mechanism;
    return this.#options.stayOnline(bound);
  }

  /** Where the service sent us, as often as that is followed; else where it wants the session resumed. */
  #after({ negotiated }: BoundStream, failure: ConnectionError, before: Next): Next {
    const redirections = failure instanceof RedirectError ? before.redirections + 1 : 0;
    return failure instanceof RedirectError && redirections <= MAX_REDIRECTIONS
      ? { endpoint: redirected(negotiated, failure), redirections, follows: true }
      : { endpoint: this.#whereToResume(negotiated), redirections };
  }

  #whereToResume(connection: Pick<NegotiatedConnection, 'encryption' | 'foundBy'>): Endpoint | undefined {
    const target = parseHostAndPort(this.#options.interrupted()?.location ?? '');
    return target === undefined ? undefined : redirected(connection, target);
  }

  /** As far as it can be told before there is one. */
  get #expectedConnection(): Pick<Endpoint, 'encryption' | 'foundBy'> {
    const { encryption, host } = this.#options.session.connection;
    return {
      encryption: encryption === 'direct-tls' ? 'direct-tls' : 'starttls',
      foundBy: host === '' ? 'srv' : 'settings',
    };
  }

  async #waitForNextAttempt(failure: ConnectionError, signal: AbortSignal): Promise<void> {
    const milliseconds = this.#backoff.next();
    const { clock } = this.#options.session;
    const state = blockingCodes.has(failure.code) ? 'blocked' : 'waiting';
    await new Promise<void>((resolve) => {
      const cancel = clock.after(milliseconds, resolve);
      this.#endWaiting = () => {
        cancel();
        resolve();
      };
      if (signal.aborted) this.#endWaiting();
      else this.#options.changed({ state, why: failure.failure, nextAttemptAt: clock.now() + milliseconds });
    });
    this.#endWaiting = () => undefined;
  }
}

function isOver(run: AbortController): boolean {
  return run.signal.aborted;
}
