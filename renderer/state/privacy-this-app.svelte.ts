/** What this app keeps and sends by itself, as main last told it. */
import type { Failure } from '../../electron/contract/errors';
import type { SentEntry, SentKind, ThisApp } from '../../electron/contract/privacy';
import { type Api, failureOf } from '../bridge';

export interface ShownEntries {
  readonly entries: readonly SentEntry[];
  readonly hasMore: boolean;
}

export class ThisAppState {
  readonly #api: Api;
  readonly #account: string;
  #seen = $state.raw<ThisApp>();
  #failure = $state.raw<Failure>();
  /** Of the kinds that the user looks at. */
  #shown = $state.raw<ReadonlyMap<SentKind, ShownEntries>>(new Map());

  constructor(api: Api, account: string) {
    this.#api = api;
    this.#account = account;
  }

  get seen(): ThisApp | undefined {
    return this.#seen;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  entries(kind: SentKind): ShownEntries | undefined {
    return this.#shown.get(kind);
  }

  async read(): Promise<void> {
    await this.attempt(async () => {
      this.#seen = await this.#api.call('privacy.thisApp', { account: this.#account });
    });
  }

  hide(kind: SentKind): void {
    this.#shown = new Map([...this.#shown].filter(([other]) => other !== kind));
  }

  /** The newest entries of a kind, or those before the ones that are shown. */
  async show(kind: SentKind): Promise<void> {
    await this.attempt(async () => {
      const known = this.#shown.get(kind)?.entries ?? [];
      const last = known.at(-1);
      const args = { account: this.#account, kinds: [kind], ...(last === undefined ? {} : { before: last.key }) };
      const { entries, hasMore } = await this.#api.call('privacy.ledger', args);
      // They may have been hidden meanwhile.
      if (last !== undefined && !this.#shown.has(kind)) return;
      this.#shown = new Map([...this.#shown, [kind, { entries: [...known, ...entries], hasMore }]]);
    });
  }

  async sendNothing(on: boolean): Promise<void> {
    await this.attempt(() => this.#api.call('privacy.sendNothing', { on }));
    await this.read();
  }

  async attempt(run: () => Promise<unknown>): Promise<void> {
    try {
      this.#failure = undefined;
      await run();
    } catch (error) {
      this.#failure = failureOf(error);
    }
  }
}
