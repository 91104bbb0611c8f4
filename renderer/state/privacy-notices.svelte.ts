/** What the account's own service wrote to the user. */
import type { Failure } from '../../electron/contract/errors';
import type { ServiceNotice } from '../../electron/contract/privacy';
import { type Api, failureOf } from '../bridge';

export class NoticesState {
  readonly #api: Api;
  readonly #account: string;
  /** Undefined: not read yet. */
  #list = $state.raw<readonly ServiceNotice[]>();
  #failure = $state.raw<Failure>();

  constructor(api: Api, account: string) {
    this.#api = api;
    this.#account = account;
  }

  /** Newest first. */
  get list(): readonly ServiceNotice[] | undefined {
    return this.#list;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Reads them, and again when some came or were read; returns how to stop. */
  watch(): () => void {
    void this.#read();
    return this.#api.onEvent((event) => {
      if (event.name === 'serviceNoticesChanged' && event.payload.account === this.#account) void this.#read();
    });
  }

  async markRead(): Promise<void> {
    const upTo = Math.max(0, ...(this.#list ?? []).map(({ key }) => key));
    await this.#attempt(() => this.#api.call('privacy.markNoticesRead', { account: this.#account, upTo }));
    await this.#read();
  }

  async #read(): Promise<void> {
    await this.#attempt(async () => {
      this.#list = await this.#api.call('privacy.notices', { account: this.#account });
    });
  }

  async #attempt(run: () => Promise<unknown>): Promise<void> {
    try {
      this.#failure = undefined;
      await run();
    } catch (error) {
      this.#failure = failureOf(error);
    }
  }
}
