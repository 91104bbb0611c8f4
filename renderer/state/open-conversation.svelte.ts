/** The messages of the conversation in front: loaded in pages, kept in order, changed by events. */
import type { Failure } from '../../electron/contract/errors';
import type { EventMap } from '../../electron/contract/events';
import type { Message, MessagePage } from '../../electron/contract/messages';
import { type Api, failureOf } from '../bridge';

/** When the newest message is in view, what lies further back is dropped from memory again. */
const KEEP = 120;
/** Scrolling holds no more than this: what lies far behind is dropped, so that the last page is as quick as the first. */
const MOST = 240;

export class OpenConversation {
  readonly account: string;
  readonly with: string;
  readonly #api: Api;
  #messages = $state.raw<readonly Message[]>([]);
  #hasOlder = $state(false);
  #olderElsewhere = $state(false);
  #loaded = $state(false);
  #loadingOlder = $state(false);
  #hasNewer = $state(false);
  #loadingNewer = $state(false);
  #target = $state<number>();
  #failure = $state.raw<Failure>();
  #newerFailure = $state.raw<Failure>();
  /** Counts how often messages were dropped from memory: a page asked for before stands beside nothing any more. */
  #drops = 0;
  #marker = $state<number>();

  /** The target is where somebody was reading before, not a message that was looked for. */
  readonly resumed: boolean;

  /**
   * `marker`: key of the last message that was read, if there are unread ones. `target`: key of the message to
   * open at, in place of the newest.
   */
  constructor(api: Api, account: string, jid: string, marker: number | undefined, target?: number, resumed = false) {
    this.#target = target;
    this.resumed = resumed;
    this.#api = api;
    this.account = account;
    this.with = jid;
    this.#marker = marker;
  }

  /** Oldest first. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** What came before is in the server's archive alone, which could not be asked. */
  get olderElsewhere(): boolean {
    return this.#olderElsewhere;
  }

  /** The server's archive can be asked now: what lies further back is found out when somebody scrolls there. */
  archiveReachable(): void {
    if (this.#loaded) this.#hasOlder = true;
  }

  /** The newest messages are there. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get loadingOlder(): boolean {
    return this.#loadingOlder;
  }

  /** The newest messages are not in memory: these are some of the middle. */
  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  /** Key of the message that the conversation was opened at. */
  get target(): number | undefined {
    return this.#target;
  }

  /** Why messages, or older ones, could not be loaded. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Why newer messages could not be loaded. */
  get newerFailure(): Failure | undefined {
    return this.#newerFailure;
  }

  /** The unread marker stands before the first incoming message after this key; undefined: no marker. */
  get marker(): number | undefined {
    return this.#marker;
  }

  get newest(): Message | undefined {
    return this.#messages.at(-1);
  }

  /** The message that `↑` corrects. */
  get lastOwn(): Message | undefined {
    if (this.#hasNewer) return undefined;
    const own = this.#messages.findLast((message) => message.direction === 'out');
    return own === undefined || own.state === 'failed' || own.retracted === true ? undefined : own;
  }

  /** Loads the newest messages, or those around the target. Safe to call again after a failure. */
  async load(): Promise<void> {
    const place = { account: this.account, with: this.with };
    const key = this.#target;
    await this.#take(async () => {
      const page = await (key === undefined
        ? this.#api.call('messages.latest', place)
        : this.#api.call('messages.around', { ...place, key }));
      this.#hasNewer = page.hasNewer === true;
      return page;
    });
    if (this.#failure === undefined) this.#loaded = true;
  }

  /**
   * Loads the page before the oldest message, the last one where there is none; does nothing while one is under way
   * or when nothing lies further back.
   */
  async loadOlder(): Promise<void> {
    if (!this.#loaded || !this.#hasOlder || this.#loadingOlder) return;
    const before = this.#messages[0]?.key ?? Number.MAX_SAFE_INTEGER;
    this.#loadingOlder = true;
    const drops = this.#drops;
    await this.#take(() => this.#api.call('messages.older', { account: this.account, with: this.with, before }));
    if (drops !== this.#drops) return;
    this.#loadingOlder = false;
    if (this.#messages.length <= MOST) return;
    this.#hold(this.#messages.slice(0, MOST));
    this.#hasNewer = true;
  }

  /** Loads the page after the newest message in memory; does nothing while one is under way or when there is none. */
  async loadNewer(): Promise<void> {
    const newest = this.#messages.at(-1);
    if (newest === undefined || !this.#hasNewer || this.#loadingNewer) return;
    this.#loadingNewer = true;
    const drops = this.#drops;
    try {
      const place = { account: this.account, with: this.with };
      const page = await this.#api.call('messages.newer', { ...place, after: newest.key });
      if (drops !== this.#drops) return;
      this.#newerFailure = undefined;
      this.#messages = mergeByKey(this.#messages, page.messages);
      this.#hasNewer = page.hasNewer === true;
    } catch (error) {
      if (drops !== this.#drops) return;
      this.#newerFailure = failureOf(error);
    }
    this.#loadingNewer = false;
    if (this.#messages.length <= MOST) return;
    this.#hold(this.#messages.slice(-MOST));
    this.#hasOlder = true;
  }

  /** Goes back to the newest messages, where others are in memory. */
  async loadNewest(): Promise<void> {
    if (!this.#hasNewer) return;
    try {
      const page = await this.#api.call('messages.latest', { account: this.account, with: this.with });
      this.#failure = undefined;
      this.#newerFailure = undefined;
      this.#target = undefined;
      this.#hold(page.messages);
      this.#hasOlder = page.hasOlder;
      this.#hasNewer = false;
    } catch (error) {
      this.#newerFailure = failureOf(error);
    }
  }

  /** Takes in messages of this conversation that are new or changed. */
  merge(messages: readonly Message[]): void {
    const mine = messages.filter((message) => message.with === this.with);
    if (mine.length === 0) return;
    const oldest = this.#messages[0];
    // A change of a message that is not in memory would tear a hole into the pages.
    const newest = this.#messages.at(-1);
    const wanted = mine.filter(
      ({ key }) =>
        (!this.#hasOlder || oldest === undefined || key >= oldest.key) &&
        (!this.#hasNewer || newest === undefined || key <= newest.key),
    );
    this.#messages = mergeByKey(this.#messages, wanted);
  }

  /** Messages that are not on this computer any more. */
  remove({ with: jid, keys }: EventMap['messagesRemoved']): void {
    if (jid !== this.with) return;
    const gone = new Set(keys);
    this.#messages = this.#messages.filter((message) => !gone.has(message.key));
  }

  /** Moves the unread marker behind this message, or takes it away. */
  mark(key: number | undefined): void {
    this.#marker = key;
  }

  /** Drops old pages; only called while the end of the conversation is in view. */
  trim(): void {
    if (this.#messages.length <= MOST) return;
    this.#hold(this.#messages.slice(-KEEP));
    this.#hasOlder = true;
  }

  /** Holds these messages alone; pages that are on their way count no more. */
  #hold(messages: readonly Message[]): void {
    this.#messages = messages;
    this.#drops += 1;
    this.#loadingOlder = false;
    this.#loadingNewer = false;
  }

  async #take(load: () => Promise<MessagePage>): Promise<void> {
    const drops = this.#drops;
    try {
      const page = await load();
      if (drops !== this.#drops) return;
      this.#failure = undefined;
      this.#messages = mergeByKey(page.messages, this.#messages);
      this.#hasOlder = page.hasOlder;
      this.#olderElsewhere = page.olderElsewhere === true;
    } catch (error) {
      if (drops === this.#drops) this.#failure = failureOf(error);
    }
  }
}

/** Both lists as one in order of key; of two with the same key the one in `over` stays. */
export function mergeByKey(under: readonly Message[], over: readonly Message[]): readonly Message[] {
  const last = under.at(-1);
  const first = over[0];
  if (last !== undefined && first !== undefined && last.key < first.key && isSorted(over)) return [...under, ...over];
  const byKey = new Map<number, Message>();
  for (const message of under) byKey.set(message.key, message);
  for (const message of over) byKey.set(message.key, message);
  return [...byKey.values()].sort((a, b) => a.key - b.key);
}

function isSorted(messages: readonly Message[]): boolean {
  return messages.every((message, at) => at === 0 || (messages[at - 1]?.key ?? 0) < message.key);
}
