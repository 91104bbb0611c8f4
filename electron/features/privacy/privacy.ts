/** The privacy screens' room; loaded when one of them is first opened. */
import type { Settings } from '../../contract/models';
import type { CommandArgs } from '../../contract/commands';
import type { PackSummary, ProbeReport, SentPage, ThisApp } from '../../contract/privacy';
import type { LiveAccount } from '../accounts/live-account';
import { FeatureError } from '../errors';
import type { Rooms } from '../rooms';
import type { FeatureDependencies } from '../types';
import { Looking } from './looking';
import { sentPage } from './sent';
import { sendNothing, thisApp } from './this-app';

export class Privacy {
  readonly #rooms: Rooms;
  readonly #dependencies: FeatureDependencies;
  readonly #looking = new WeakMap<LiveAccount, Looking>();

  constructor(rooms: Rooms, dependencies: FeatureDependencies) {
    this.#rooms = rooms;
    this.#dependencies = dependencies;
  }

  look({ account, probes, refresh }: CommandArgs<'privacy.look'>): Promise<readonly ProbeReport[]> {
    return this.#lookingOf(account).look(probes, refresh);
  }

  stopLooking(account: string): void {
    this.#lookingOf(account).stop();
  }

  async thisApp(account: string): Promise<ThisApp> {
    const { profile, settings, accounts } = this.#rooms;
    const { secrets, windowRequests } = this.#dependencies;
    const requests = await windowRequests.count();
    return thisApp(accounts.get(account), { profile, settings, secretStorage: secrets.storage, requests });
  }

  ledger({ account, kinds, before }: CommandArgs<'privacy.ledger'>): SentPage {
    const live = this.#rooms.accounts.get(account);
    live.flush();
    const { store, clock } = live.services;
    return sentPage(store.history(live.jid).ledger, live.jid, { kinds, before, now: clock.now() });
  }

  sendNothing(on: boolean): Settings {
    return sendNothing(on, this.#rooms.profile, this.#rooms.settings);
  }

  addPack(file: string): Promise<PackSummary> {
    return Promise.reject(new FeatureError('pack-invalid', file.slice(0, 0)));
  }

  #lookingOf(account: string): Looking {
    const live = this.#rooms.accounts.get(account);
    const known = this.#looking.get(live);
    if (known !== undefined) return known;
    const looking = new Looking(live, {
      accounts: () => this.#rooms.accounts.all,
      windowRequests: () => this.#dependencies.windowRequests.count(),
    });
    this.#looking.set(live, looking);
    return looking;
  }
}
