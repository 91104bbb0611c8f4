/**
 * Keeps watch over the store while Candor runs: tells when nothing can be stored and when it works
 * again, checks the file once, and moves what can be read into a new one when it is damaged.
 */
import { join } from 'node:path';
import type { EventHub } from '../../contract/event-hub';
import type { Notice, StorageState } from '../../contract/storage';
import type { Clock, Log } from '../../contract/ports';
import { StoreError } from '../../store/errors';
import type { Store } from '../../store/store';
import { currentStoreFile, nextStoreFile } from '../../store/store-files';
import { reasonOf } from '../errors';
import { damageNotice } from './open-storage';

/** While nothing can be stored, it is tried again after this time (milliseconds). */
const RETRY_DELAY = 5000;

export interface StorageWatchOptions {
  readonly profileDir: string;
  readonly profileId: string;
  /** Bare JIDs of the profile's accounts as they are now. */
  readonly accounts: () => readonly string[];
  readonly store: Store;
  /** Of the file; undefined in memory. */
  readonly key: string | undefined;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly log: Log;
  /** Everything is in another file now, and some of it may be lost, as the notice tells. */
  readonly onMoved: (notice: Notice) => void;
  /** What could not be stored for a while can be again. */
  readonly onRoom: () => void;
}

export class Storage {
  readonly store: Store;
  /** Resolves once the file was found to be whole, or what could be read of it is in another one. */
  readonly checked: Promise<void>;
  readonly #options: StorageWatchOptions;
  #state: StorageState = { state: 'ok' };
  #cancelRetry: (() => void) | undefined;
  #damaged = false;
  #ended = false;

  constructor(options: StorageWatchOptions) {
    this.#options = options;
    this.store = options.store;
    this.store.watcher = (error) => this.#failed(error);
    this.checked = this.store.checked ? Promise.resolve() : this.#check();
  }

  get state(): StorageState {
    return this.#state;
  }

  /** Writes what is pending and closes the file. */
  close(): void {
    this.#ended = true;
    this.#cancelRetry?.();
    this.store.close();
  }

  async #check(): Promise<void> {
    try {
      await this.store.check();
    } catch (error) {
      this.#options.log.error('storage', `the history was checked: ${reasonOf(error)}`);
      if (!this.#ended && error instanceof StoreError && error.kind === 'damaged') this.#move();
    }
  }

  #failed({ kind }: StoreError): void {
    if (this.#ended) return;
    if (kind === 'damaged') {
      // Once the command that met it is over; what it wanted to store is tried again by those who keep it.
      if (!this.#damaged) this.#retryAfter(0);
      this.#damaged = true;
    } else {
      this.#become({ state: 'failing', why: kind === 'disk-full' ? 'disk-full' : 'failed' });
    }
  }

  #become(state: StorageState): void {
    if (state.state === 'failing' && this.#cancelRetry === undefined) this.#retryAfter(RETRY_DELAY);
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#options.hub.emit('storageStateChanged', { storage: state });
    if (state.state === 'ok') this.#options.onRoom();
  }

  #retryAfter(milliseconds: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.clock.after(milliseconds, () => {
      this.#cancelRetry = undefined;
      if (this.#damaged) this.#move();
      else this.#tryToWrite();
    });
  }

  #tryToWrite(): void {
    try {
      this.store.tryToWrite();
      this.#become({ state: 'ok' });
    } catch (error) {
      // The watcher has heard it, and it is tried again.
      this.#options.log.debug('storage', reasonOf(error));
    }
  }

  #move(): void {
    const { profileDir, profileId, accounts, key, log, onMoved } = this.#options;
    if (key === undefined) return;
    this.#damaged = true;
    const damaged = currentStoreFile(profileDir, profileId);
    try {
      const into = join(profileDir, nextStoreFile(profileDir, profileId));
      const notice = damageNotice(damaged, this.store.moveTo({ into, key, accounts: accounts() }));
      this.#damaged = false;
      this.#become({ state: 'ok' });
      onMoved(notice);
    } catch (error) {
      log.error('storage', `the damaged history could not be saved: ${reasonOf(error)}`);
      const full = error instanceof StoreError && error.kind === 'disk-full';
      this.#become({ state: 'failing', why: full ? 'disk-full' : 'failed' });
      this.#retryAfter(RETRY_DELAY);
    }
  }
}
