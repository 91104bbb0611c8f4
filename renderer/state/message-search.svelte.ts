/** A search in stored messages: what is looked for, and what was found. Each change looks anew; late answers are dropped. */
import type { Failure } from '../../electron/contract/errors';
import type { Message, SearchHit, SearchPage } from '../../electron/contract/messages';
import { type Api, failureOf } from '../bridge';
import { startOfDay } from '../text/time';

/** Longest text that main takes. */
export const LONGEST_SEARCH = 200;

export class MessageSearch {
  readonly account: string;
  readonly #api: Api;
  #text = $state('');
  #with = $state<string>();
  #from = $state('');
  #until = $state('');
  #hits = $state.raw<readonly SearchHit[]>([]);
  #hasMore = $state(false);
  #failure = $state.raw<Failure>();
  #answered = $state(false);
  /** Counts what was asked, so that an answer is known to be the latest. */
  #asked = 0;

  constructor(api: Api, account: string, jid: string | undefined, text: string) {
    this.#api = api;
    this.account = account;
    this.#with = jid;
    this.#text = text;
    void this.#look();
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    void this.#look();
  }

  /** Bare JID of the only conversation to look in; undefined: in all. */
  get with(): string | undefined {
    return this.#with;
  }

  set with(jid: string | undefined) {
    this.#with = jid;
    void this.#look();
  }

  /** First day, as a date box gives it ("2026-01-15"); empty: no limit. */
  get from(): string {
    return this.#from;
  }

  set from(day: string) {
    this.#from = day;
    void this.#look();
  }

  /** Last day, likewise. */
  get until(): string {
    return this.#until;
  }

  set until(day: string) {
    this.#until = day;
    void this.#look();
  }

  /** Newest first. */
  get hits(): readonly SearchHit[] {
    return this.#hits;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Something was looked for, and this is what was found. */
  get answered(): boolean {
    return this.#answered;
  }

  /** These messages are not on this computer any more. */
  remove(keys: readonly number[]): void {
    const gone = new Set(keys);
    this.#hits = this.#hits.filter(({ message }) => !gone.has(message.key));
  }

  /** These messages are different now: what was taken back is gone, what reads otherwise is looked for anew. */
  change(messages: readonly Message[]): void {
    const bodies = new Map(this.#hits.map(({ message }) => [message.key, message.body]));
    const reworded = messages.filter(({ key, body }) => bodies.has(key) && bodies.get(key) !== body);
    this.remove(reworded.map(({ key }) => key));
    if (reworded.some(({ retracted }) => retracted !== true)) void this.#look();
  }

  /** Adds the next page. */
  async more(): Promise<void> {
    const last = this.#hits.at(-1);
    if (last !== undefined && this.#hasMore) await this.#look(last.message.key);
  }

  async #look(before?: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.#text.trim() === '') {
      this.#take({ hits: [], hasMore: false }, false);
      return;
    }
    try {
      const page = await this.#api.call('messages.search', { ...this.#question(), ...(before && { before }) });
      if (asked !== this.#asked) return;
      this.#take(before === undefined ? page : { ...page, hits: [...this.#hits, ...page.hits] }, true);
    } catch (error) {
      if (asked === this.#asked) this.#failure = failureOf(error);
    }
  }

  #question() {
    const from = startOf(this.#from, 0);
    const until = startOf(this.#until, 1);
    return {
      account: this.account,
      text: this.#text.slice(0, LONGEST_SEARCH),
      ...(this.#with !== undefined && { with: this.#with }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    };
  }

  #take(page: SearchPage, answered: boolean): void {
    this.#hits = page.hits;
    this.#hasMore = page.hasMore;
    this.#answered = answered;
    this.#failure = undefined;
  }
}

/** Midnight here that begins a day, or one so many days after it; days with a change of clocks have 23 or 25 hours. */
function startOf(day: string, later: number): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined || Number.isNaN(date)) return undefined;
  return Math.max(0, startOfDay(new Date(year, month - 1, date + later).getTime()));
}
