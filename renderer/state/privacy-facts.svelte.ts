/** What probes saw, kept while the window is open. Nothing is looked at before a page asks. */
import type { Failure } from '../../electron/contract/errors';
import type { ProbeName, ProbeReport } from '../../electron/contract/privacy';
import { type Api, failureOf } from '../bridge';

type ReportName = ProbeReport['probe'];

export interface Progress {
  readonly done: number;
  readonly of: number;
}

export class FactsState {
  readonly #api: Api;
  readonly account: string;
  #reports = $state.raw<ReadonlyMap<ReportName, ProbeReport>>(new Map());
  /** What is being looked at, and what of it has been told. */
  #wanted = $state.raw<ReadonlySet<ReportName>>(new Set());
  #told = $state.raw<ReadonlySet<ReportName>>(new Set());
  #failure = $state.raw<Failure>();
  #looks = 0;

  constructor(api: Api, account: string) {
    this.#api = api;
    this.account = account;
  }

  get reports(): ReadonlyMap<ReportName, ProbeReport> {
    return this.#reports;
  }

  get progress(): Progress | undefined {
    return this.#wanted.size === 0 ? undefined : { done: this.#told.size, of: this.#wanted.size };
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Reports of these probes that are there, in their order. */
  of(probes: readonly ReportName[]): readonly ProbeReport[] {
    return probes.flatMap((probe) => this.#reports.get(probe) ?? []);
  }

  /** When the oldest of these was seen. */
  seenSince(probes: readonly ReportName[]): number | undefined {
    const times = this.of(probes).map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Listens; returns how to stop. */
  watch(): () => void {
    return this.#api.onEvent((event) => {
      if (event.name !== 'probeReported' || event.payload.account !== this.account) return;
      this.#take([event.payload.report]);
    });
  }

  /** Runs `work`, which makes these probes look; how far they are is told meanwhile. */
  async during(probes: readonly ReportName[], work: () => Promise<void>): Promise<void> {
    this.#looks += 1;
    const look = this.#looks;
    this.#wanted = new Set(probes);
    this.#told = new Set();
    try {
      this.#failure = undefined;
      await work();
    } catch (error) {
      this.#failure = failureOf(error);
    } finally {
      // A later look has its own progress.
      if (look === this.#looks) this.#wanted = new Set();
    }
  }

  async look(probes: readonly ProbeName[], refresh: boolean): Promise<void> {
    if (probes.length > 0) await this.during(probes, () => this.fetch(probes, refresh));
  }

  /** Takes in what these probes see; throws where the command fails. */
  async fetch(probes: readonly ProbeName[], refresh: boolean): Promise<void> {
    this.#take(await this.#api.call('privacy.look', { account: this.account, probes: [...probes], refresh }));
  }

  async askProviderFile(): Promise<void> {
    await this.during(['provider-file'], async () =>
      this.#take([await this.#api.call('privacy.providerFile', { account: this.account })]),
    );
  }

  async stop(): Promise<void> {
    await this.#api.call('privacy.stopLooking', { account: this.account }).catch(() => undefined);
  }

  #take(reports: readonly ProbeReport[]): void {
    this.#reports = new Map([...this.#reports, ...reports.map((report) => [report.probe, report] as const)]);
    this.#told = new Set([...this.#told, ...reports.map(({ probe }) => probe).filter((one) => this.#wanted.has(one))]);
  }
}
