/** The policy of the account's service, and how what was seen compares with it. */
import type { Failure } from '../../electron/contract/errors';
import type { Finding, PolicyPage, ProbeName } from '../../electron/contract/privacy';
import { type Api, failureOf } from '../bridge';
import type { FactsState } from './privacy-facts.svelte';

export class PolicyState {
  readonly #api: Api;
  readonly #facts: FactsState;
  #page = $state.raw<PolicyPage>();
  #findings = $state.raw<readonly Finding[]>();
  #failure = $state.raw<Failure>();
  #pack: string | undefined;

  constructor(api: Api, facts: FactsState) {
    this.#api = api;
    this.#facts = facts;
  }

  get page(): PolicyPage | undefined {
    return this.#page;
  }

  /** Undefined: not compared yet. */
  get findings(): readonly Finding[] | undefined {
    return this.#findings;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** All that the policy's clauses are compared with. */
  get probes(): readonly ProbeName[] {
    const clauses = (this.#page?.pack.sections ?? []).flatMap((section) => section.clauses);
    return [...new Set(clauses.flatMap(({ probes }) => probes))];
  }

  /** Listens for packs that come and go; returns how to stop. */
  watch(): () => void {
    return this.#api.onEvent((event) => {
      if (event.name === 'packsChanged') void this.open(false);
    });
  }

  /** Reads the policy alone. */
  async read(): Promise<void> {
    await this.#attempt(() => this.#read());
  }

  /** Reads the policy and compares. */
  async open(refresh: boolean): Promise<void> {
    await this.read();
    await this.#compare(refresh);
  }

  async choose(pack: string): Promise<void> {
    this.#pack = pack;
    this.#findings = undefined;
    await this.open(false);
  }

  async markRead(): Promise<void> {
    await this.#attempt(async () => {
      await this.#api.call('privacy.markPolicyRead', this.#args());
      await this.#read();
    });
  }

  /** Asks for a file; resolves whether a pack was added. */
  async add(): Promise<boolean> {
    try {
      this.#failure = undefined;
      const added = await this.#api.call('desktop.addPolicyPack');
      if (added === null) return false;
      await this.choose(added.id);
      return true;
    } catch (error) {
      this.#failure = failureOf(error);
      return false;
    }
  }

  async remove(pack: string): Promise<void> {
    const before = this.#pack;
    // Main tells that it is gone before it answers.
    this.#pack = undefined;
    await this.#attempt(async () => {
      try {
        await this.#api.call('privacy.removePack', { pack });
      } catch (error) {
        this.#pack = before;
        throw error;
      }
      this.#findings = undefined;
      await this.#read();
    });
    if (this.#failure === undefined) await this.#compare(false);
  }

  async #read(): Promise<void> {
    const asked = this.#pack;
    const page = await this.#api.call('privacy.policy', this.#args());
    if (asked === this.#pack) this.#page = page;
  }

  async #compare(refresh: boolean): Promise<void> {
    const { probes } = this;
    const asked = this.#pack;
    await this.#facts.during(probes, async () => {
      const findings = await this.#api.call('privacy.findings', { ...this.#args(), refresh });
      // Another one may have been chosen while probes looked.
      if (asked === this.#pack) this.#findings = findings;
      if (probes.length > 0) await this.#facts.fetch(probes, false);
    });
  }

  #args(): { account: string; pack?: string } {
    return { account: this.#facts.account, ...(this.#pack === undefined ? {} : { pack: this.#pack }) };
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      this.#failure = undefined;
      await run();
    } catch (error) {
      this.#failure = failureOf(error);
    }
  }
}
