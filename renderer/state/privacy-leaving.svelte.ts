/** Taking everything along, and arriving with it somewhere else. */
import type { Failure } from '../../electron/contract/errors';
import type {
  ExportReport,
  ImportedPart,
  ImportPreview,
  ImportReport,
  LeavingProgress,
  Remains,
} from '../../electron/contract/leaving';
import { type Api, failureOf } from '../bridge';

export class LeavingState {
  readonly #api: Api;
  readonly #account: string;
  readonly #changed: () => void;
  /** What is under way. */
  #work = $state<LeavingProgress['work']>();
  #progress = $state.raw<LeavingProgress>();
  #exported = $state.raw<ExportReport>();
  #preview = $state.raw<ImportPreview>();
  #imported = $state.raw<ImportReport>();
  #remains = $state.raw<readonly Remains[]>([]);
  #failure = $state.raw<Failure>();

  /** `changed`: an import has changed what the service keeps, also where it was stopped or failed. */
  constructor(api: Api, account: string, changed: () => void) {
    this.#api = api;
    this.#account = account;
    this.#changed = changed;
    api.onEvent((event) => {
      if (event.name === 'leavingProgressed' && event.payload.account === account)
        this.#progress = event.payload.progress;
    });
  }

  get work(): LeavingProgress['work'] | undefined {
    return this.#work;
  }

  get progress(): LeavingProgress | undefined {
    return this.#progress;
  }

  /** What the last export wrote. */
  get exported(): ExportReport | undefined {
    return this.#exported;
  }

  /** What an import would do, while it waits for the user's word. */
  get preview(): ImportPreview | undefined {
    return this.#preview;
  }

  get imported(): ImportReport | undefined {
    return this.#imported;
  }

  get remains(): readonly Remains[] {
    return this.#remains;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  async readRemains(): Promise<void> {
    await this.#attempt(async () => {
      this.#remains = await this.#api.call('leaving.remains', { account: this.#account });
    });
  }

  async exportEverything(): Promise<void> {
    if (this.#work !== undefined) return;
    await this.#during('export', async () => {
      this.#exported = undefined;
      this.#exported = (await this.#api.call('desktop.exportEverything', { account: this.#account })) ?? undefined;
    });
  }

  /** Asks for the file of an export. */
  async openExport(): Promise<void> {
    await this.#attempt(async () => {
      this.#imported = undefined;
      this.#preview = (await this.#api.call('desktop.openExport', { account: this.#account })) ?? undefined;
    });
  }

  closePreview(): void {
    this.#preview = undefined;
  }

  async import(parts: readonly ImportedPart[]): Promise<void> {
    const preview = this.#preview;
    if (preview === undefined || this.#work !== undefined) return;
    await this.#during('import', async () => {
      const args = { account: this.#account, id: preview.id, parts: [...parts] };
      this.#imported = await this.#api.call('leaving.import', args);
      this.#preview = undefined;
    });
    this.#changed();
  }

  async cancel(): Promise<void> {
    await this.#attempt(() => this.#api.call('leaving.cancel', { account: this.#account }));
  }

  async #during(work: LeavingProgress['work'], run: () => Promise<void>): Promise<void> {
    this.#work = work;
    await this.#attempt(run);
    this.#work = undefined;
    this.#progress = undefined;
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
