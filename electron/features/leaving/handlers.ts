/** The commands about leaving and arriving. What does them is loaded with the first. */
import type { ExportReport, ImportPreview } from '../../contract/leaving';
import type { LiveAccount } from '../accounts/live-account';
import type { Serve } from '../privacy/handlers';
import type { FeatureHandlers } from '../types';
import type { Leaving } from './leaving';

export type LeavingHandlers = Pick<FeatureHandlers, Extract<keyof FeatureHandlers, `leaving.${string}`>>;

export class LeavingDoor {
  readonly #of = new WeakMap<LiveAccount, Promise<Leaving>>();

  handlers(serve: Serve): LeavingHandlers {
    return {
      'leaving.remains': serve(
        async ({ accounts }, { account }) => (await this.#leaving(accounts.get(account))).remains,
      ),
      'leaving.cancel': serve(
        async ({ accounts }, { account }) => ((await this.#leaving(accounts.get(account))).cancel(), null),
      ),
      'leaving.import': serve(async ({ accounts }, { account, id, parts }) =>
        (await this.#leaving(accounts.get(account))).import(id, parts),
      ),
    };
  }

  async exportEverything(live: LiveAccount, folder: string): Promise<ExportReport> {
    return (await this.#leaving(live)).exportInto(folder);
  }

  async openExport(live: LiveAccount, file: string): Promise<ImportPreview> {
    return (await this.#leaving(live)).open(file);
  }

  #leaving(live: LiveAccount): Promise<Leaving> {
    const known = this.#of.get(live);
    if (known !== undefined) return known;
    const made = import('./leaving').then(({ Leaving: Room }) => new Room(live));
    this.#of.set(live, made);
    return made;
  }
}
