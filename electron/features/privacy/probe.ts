/**
 * What a probe is: one question about the live service or this app, answered by facts or by why there is
 * none. A probe never fails as a whole and never falls back to a preset: what was not seen is unknown.
 */
import type { Fact, FactData, FactKey, Mark } from '../../contract/facts';
import type { Asked, ProbeName, UnknownFact, UnknownWhy, WindowRequests } from '../../contract/privacy';
import type { StrangerView } from '../../contract/profile';
import type { Log } from '../../contract/ports';
import { ConnectionError, StanzaError } from '../../xmpp/errors';
import { attr, type Element } from '../../xmpp/xml';
import type { LiveAccount } from '../accounts/live-account';
import { reasonOf } from '../errors';
import { makeReader, type Reader } from '../inventory/reader';
import { NotOffered, NotUnderstood } from '../inventory/answers';
import { ANSWER_LIMIT, politeRunnerOf } from './polite-runner';

/** What the probes may know beside the account they look at. */
export interface Surroundings {
  readonly accounts: () => readonly LiveAccount[];
  readonly windowRequests: () => Promise<WindowRequests>;
  /** The account's profile as somebody without an account gets it, in a session of its own. */
  readonly seenByNobody: (account: LiveAccount) => Promise<StrangerView>;
}

export type Learned = Fact | UnknownFact;

export interface Probe {
  readonly name: ProbeName;
  look(context: ProbeContext): Promise<readonly Learned[]>;
}

/** A question that cannot be answered: the service does not offer it, or what it said makes no sense. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly why: Extract<UnknownWhy, 'not-offered' | 'nonsense' | 'too-large' | 'offline' | 'elsewhere'>,
    readonly detail?: string,
  ) {
    super(why);
  }
}

export function isFact(learned: Learned): learned is Fact {
  return 'mark' in learned;
}

/** One run of one probe. */
export class ProbeContext {
  readonly account: LiveAccount;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly #asked: Asked[] = [];

  constructor(account: LiveAccount, surroundings: Surroundings, signal: AbortSignal) {
    this.account = account;
    this.surroundings = surroundings;
    this.signal = signal;
  }

  /** What was asked so far, each once. */
  get asked(): readonly Asked[] {
    const seen = new Set<string>();
    return this.#asked.filter(({ of, what }) => {
      const entry = `${of}\n${what}`;
      return !seen.has(entry) && seen.add(entry);
    });
  }

  /** A question that goes out by way of `reader`; `what` is its namespace. */
  noteAsked(of: string, what: string): void {
    this.#asked.push({ of, what });
  }

  /** By what rows of the inventory are read; as polite, and given up at the same time. */
  reader(): Reader {
    return makeReader({ live: this.account, signal: this.signal });
  }

  /** Something of this computer is looked at. */
  lookedAt(what: string): void {
    this.#asked.push({ of: '', what });
  }

  /**
   * Asks by way of the polite runner, from the account or from another one of the user's. `what`: the
   * payload's namespace. Rejects with `StanzaError` or `ConnectionError`.
   */
  async request(iq: Element, what: string, asker = this.account): Promise<Element> {
    const of = attr(iq, 'to') ?? asker.jid;
    if (!asker.isOnline) throw new NoAnswer('offline');
    this.#asked.push({ of, what });
    return politeRunnerOf(asker.services).run(
      (signal) => asker.session.request(iq, { signal, timeoutMs: ANSWER_LIMIT }),
      this.signal,
    );
  }

  /** The answer to one question as a fact; whatever goes wrong becomes its reason. */
  async learn<K extends FactKey>(
    key: K,
    mark: Mark,
    question: () => Promise<FactData[K]> | FactData[K],
  ): Promise<Learned> {
    try {
      return this.fact(key, mark, await question());
    } catch (error) {
      return unknownOf(key, error, this.account.services.log);
    }
  }

  fact<K extends FactKey>(key: K, mark: Mark, data: FactData[K]): Fact {
    return { key, data, mark, seenAt: this.account.services.clock.now() } as Fact;
  }
}

/** Why a question has no answer. */
export function unknownOf(what: FactKey, error: unknown, log: Log): UnknownFact {
  if (error instanceof NoAnswer)
    return { what, why: error.why, ...(error.detail === undefined ? {} : { detail: error.detail }) };
  if (error instanceof NotOffered) return { what, why: 'not-offered' };
  if (error instanceof NotUnderstood) return { what, why: 'nonsense' };
  if (error instanceof StanzaError) return { what, why: whyOf(error.condition), detail: error.condition };
  if (error instanceof ConnectionError && (error.code === 'timeout' || error.code === 'cancelled'))
    return { what, why: error.code };
  if (error instanceof ConnectionError && error.code === 'offline') return { what, why: 'offline' };
  log.warn('privacy', `${what}: ${reasonOf(error)}`);
  return { what, why: 'failed' };
}

/** RFC 6120 §8.4: what nobody handles is answered with one of the two. */
function whyOf(condition: string): UnknownWhy {
  return condition === 'service-unavailable' || condition === 'feature-not-implemented' ? 'not-offered' : 'refused';
}
