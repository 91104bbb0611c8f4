/** Keeps the setting "Start at login" and what the system has in step. */
import type { Log } from '../contract/ports';
import type { Autostart } from './autostart';

export interface StartAtLoginOptions {
  readonly autostart: Autostart;
  readonly setting: () => boolean;
  readonly changeSetting: (on: boolean) => void;
  readonly log: Log;
}

export class StartAtLogin {
  readonly #options: StartAtLoginOptions;
  #applied: boolean | undefined;
  #queue = Promise.resolve();

  constructor(options: StartAtLoginOptions) {
    this.#options = options;
  }

  /**
   * At start the system is right: a user may have removed or switched off the entry elsewhere. An
   * entry that is on is written again, since the app may have moved.
   */
  reconcile(): Promise<void> {
    return this.#enqueue(async () => {
      const { autostart, setting, changeSetting } = this.#options;
      const isOn = await autostart.isOn();
      if (isOn) await autostart.set(true);
      this.#applied = isOn;
      if (setting() !== isOn) changeSetting(isOn);
    });
  }

  /** The settings were changed; after `reconcile` the user is right. */
  settingsChanged(): Promise<void> {
    return this.#enqueue(async () => {
      const { autostart, setting, changeSetting, log } = this.#options;
      const wanted = setting();
      const before = this.#applied;
      if (before === undefined || wanted === before) return;
      this.#applied = wanted;
      try {
        await autostart.set(wanted);
      } catch (error) {
        log.error('autostart', 'the entry could not be changed', error);
        this.#applied = before;
        changeSetting(before);
      }
    });
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error: unknown) => {
      this.#options.log.error('autostart', 'failed', error);
    });
    return this.#queue;
  }
}
