/** What an account shows as its tune: at the service what is wanted, no more often than it should be. */
import type { Audience, PersonalProblem, SharedTune } from '../../contract/personal';
import { ConnectionError } from '../../xmpp/errors';
import { atMost } from '../at-most';
import { accessKey, type Access } from '../personal/audience';
import { NotShared, PersonalNode } from '../personal/personal-node';
import type { AccountServices } from '../services';

/** One tune is published in so long at most (milliseconds). */
const PUBLISH_INTERVAL = 15_000;
/** How long the end of a session waits for the tune to be taken away (milliseconds). */
const LEAVE_LIMIT = 1500;

export interface TunePublisherOptions {
  readonly services: AccountServices;
  readonly audience: () => Audience;
  readonly access: () => Access;
  /** Whether the next start would take a tune away; on disk when `set` returns. */
  readonly mayStand: { get(): boolean; set(value: boolean): void };
  readonly changed: () => void;
}

/** What the service has, as far as it is known. */
interface Standing {
  readonly tune?: SharedTune;
  readonly access: string;
  /** There is somebody new who has not heard of it. */
  readonly isMissed?: boolean;
}

export class TunePublisher {
  readonly #options: TunePublisherOptions;
  readonly #node: PersonalNode<SharedTune>;
  #asked: SharedTune | undefined;
  /** Without a tune: whatever an earlier run left. */
  #standing: Standing | undefined;
  /** What the service would not take, and so is not tried again. */
  #refused: string | undefined;
  #problem: PersonalProblem | undefined;
  #offered: boolean | undefined;
  #leaving = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancelRetry: (() => void) | undefined;
  #work: Promise<void> | undefined;
  #again = false;

  constructor(options: TunePublisherOptions) {
    this.#options = options;
    const { services } = options;
    this.#node = new PersonalNode({ services, kind: 'tune', module: services.modules.tune, empty: {} });
    if (options.mayStand.get()) this.#standing = { access: '' };
  }

  /** What others may see now. */
  get shared(): SharedTune | undefined {
    return this.#standing?.tune;
  }

  get problem(): PersonalProblem | undefined {
    return this.#problem;
  }

  /** Undefined: nothing. */
  show(tune: SharedTune | undefined): void {
    this.#asked = tune;
    void this.#sync();
  }

  /** Somebody is to see it, or no longer. */
  audienceChanged(): void {
    this.#refused = undefined;
    void this.#sync();
  }

  /** `offered`: undefined: it is not known so far. */
  sessionBegan(offered: boolean | undefined): void {
    this.#offered = offered;
    this.#leaving = false;
    this.#refused = undefined;
    void this.#sync();
  }

  resumed(): void {
    void this.#sync();
  }

  sessionEnded(): void {
    this.#offered = undefined;
    this.#node.sessionEnded();
  }

  /** Takes the tune away before the session ends, if that does not take long. */
  async leave(): Promise<void> {
    this.#leaving = true;
    await atMost(this.#options.services.clock, LEAVE_LIMIT, this.#sync());
    this.#cancelRetry?.();
  }

  #sync(): Promise<void> {
    this.#again = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
      // It may have been asked for while this came to its end.
      return this.#again ? this.#sync() : undefined;
    });
    return this.#work;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#cancelRetry?.();
      while (this.#isOnline && (await this.#step()));
    }
  }

  get #isOnline(): boolean {
    return this.#options.services.jid() !== undefined;
  }

  /** What is to be seen; undefined: nothing. */
  get #wanted(): SharedTune | undefined {
    if (this.#leaving || this.#asked === undefined || this.#options.audience().kind === 'nobody') return undefined;
    return JSON.stringify(this.#asked) === this.#refused ? undefined : this.#asked;
  }

  /** One step towards what is wanted; false where there is none to make now. */
  async #step(): Promise<boolean> {
    const wanted = this.#wanted;
    if (wanted === undefined) return this.#standing !== undefined && this.#clear();
    const key = accessKey(this.#options.access());
    const isThere = JSON.stringify(this.#standing?.tune) === JSON.stringify(wanted);
    const fits = this.#standing?.access === key;
    if (isThere && fits && this.#standing?.isMissed !== true) return false;
    if (this.#offered !== true) {
      if (this.#offered === false) this.#refuse(wanted, 'not-offered');
      return this.#offered === false;
    }
    return isThere && !fits ? this.#changeAudience(wanted, key) : this.#publish(wanted, key);
  }

  async #clear(): Promise<boolean> {
    try {
      await this.#node.clear(this.#options.audience());
      this.#standing = undefined;
      this.#options.mayStand.set(false);
      this.#options.changed();
      return true;
    } catch {
      // The node has noted why.
      this.#retryAfter(PUBLISH_INTERVAL);
      return false;
    }
  }

  async #publish(tune: SharedTune, access: string): Promise<boolean> {
    const { services, audience, access: how, mayStand } = this.#options;
    const early = this.#lastAt + PUBLISH_INTERVAL - services.clock.now();
    if (early > 0) {
      this.#retryAfter(early);
      return false;
    }
    // Before anything goes out: whatever happens, the next start knows.
    mayStand.set(true);
    const before = this.#standing;
    this.#standing = { access };
    this.#lastAt = services.clock.now();
    try {
      await this.#node.publish(tune, audience(), how());
      this.#standing = { tune, access };
      this.#problem = undefined;
      this.#options.changed();
      return true;
    } catch (error) {
      return this.#failed(tune, error, before);
    }
  }

  /** Only who may see it changes. Where somebody had to be shut out or is new, the tune has to go out again. */
  async #changeAudience(tune: SharedTune, access: string): Promise<boolean> {
    try {
      const content = await this.#node.prepare(this.#options.audience(), this.#options.access());
      const isMissed = content === 'missed' || this.#standing?.isMissed === true;
      this.#standing = content === 'gone' ? { access } : { tune, access, isMissed };
      this.#options.changed();
      return true;
    } catch (error) {
      return this.#failed(tune, error, this.#standing);
    }
  }

  #failed(tune: SharedTune, error: unknown, before: Standing | undefined): boolean {
    const isGone = error instanceof NotShared && error.cause instanceof ConnectionError;
    // Without a connection nobody knows what arrived; the next session takes it up again.
    if (isGone) return false;
    if (before === undefined) this.#options.mayStand.set(false);
    this.#standing = before;
    this.#refuse(tune, error instanceof NotShared ? error.problem : 'failed');
    return true;
  }

  #refuse(tune: SharedTune, problem: PersonalProblem): void {
    this.#refused = JSON.stringify(tune);
    this.#problem = problem;
    this.#options.changed();
  }

  #retryAfter(milliseconds: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.services.clock.after(milliseconds, () => void this.#sync());
  }
}
