/** What the window shows: the conversation that is open, also to return to at the next start, and the place in it. */
import type { Snapshot } from '../contract/snapshot';
import type { Place } from '../contract/place';
import type { Clock, Log } from '../contract/ports';
import type { Store } from '../store/store';
import { bareJid, type BareJid } from '../xmpp/jid';
import { reasonOf } from './errors';

/** Switching between conversations quickly does not write each of them down (milliseconds). */
const WRITE_DELAY = 1000;

type View = NonNullable<Snapshot['lastView']>;

export interface LastViewOptions {
  /** Undefined while none is open. */
  readonly store: () => Store | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export class LastView {
  readonly #options: LastViewOptions;
  #view: View | undefined;
  #cancelWrite: (() => void) | undefined;
  /** Where in the window the user is. It ends with the program. */
  place: Place | undefined;

  constructor(options: LastViewOptions) {
    this.#options = options;
  }

  /** Undefined before one was opened in this run. */
  get current(): View | undefined {
    return this.#view;
  }

  /** The conversation of this account that is open. */
  conversationOf(account: BareJid): BareJid | undefined {
    return this.#view?.account === account ? bareJid(this.#view.with) : undefined;
  }

  /** It is written a little later. */
  open(view: View): void {
    this.#view = view;
    this.#cancelWrite ??= this.#options.clock.after(WRITE_DELAY, () => {
      this.#cancelWrite = undefined;
      const store = this.#options.store();
      if (store !== undefined) this.write(store);
    });
  }

  /** The account is removed, or its conversation with `peer` deleted: nothing of it is to be returned to. */
  forget(account: string, peer?: string): void {
    if (this.#view?.account === account && (peer === undefined || this.#view.with === peer)) this.#view = undefined;
  }

  /** Writes it now, if one was opened in this run. */
  write(store: Store): void {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    if (this.#view === undefined) return;
    try {
      store.setLastView(this.#view);
    } catch (error) {
      this.#options.log.warn('storage', `last view: ${reasonOf(error)}`);
    }
  }
}
