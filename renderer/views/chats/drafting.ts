/** What leaves the window while somebody writes: the draft (debounced) and chat states (XEP-0085). */
import type { Api } from '../../bridge';

const DRAFT_DELAY = 500;
/** Without a key for so long, one has stopped typing. */
const PAUSE_DELAY = 5000;

interface Place {
  readonly account: string;
  readonly with: string;
}

export class Drafting {
  readonly #api: Api;
  readonly #place: Place;
  #unsaved: string | undefined;
  #isComposing = false;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, place: Place) {
    this.#api = api;
    this.#place = place;
  }

  /** The text changed. */
  write(text: string): void {
    this.#unsaved = text;
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#save(), DRAFT_DELAY);
    clearTimeout(this.#pauseTimer);
    if (text.trim() === '') {
      this.#setComposing(false, 'active');
      return;
    }
    this.#setComposing(true, 'composing');
    this.#pauseTimer = setTimeout(() => this.#setComposing(false, 'paused'), PAUSE_DELAY);
  }

  /** The text was sent, which ends typing by itself (XEP-0085 §5.1); `rest` is left in the box. */
  sent(rest: string): void {
    clearTimeout(this.#pauseTimer);
    this.#isComposing = false;
    this.#unsaved = rest;
    this.#save();
  }

  /** Another conversation comes to the front. */
  leave(): void {
    clearTimeout(this.#pauseTimer);
    this.#setComposing(false, 'paused');
    this.#save();
  }

  #setComposing(composing: boolean, state: 'active' | 'composing' | 'paused'): void {
    if (composing === this.#isComposing) return;
    this.#isComposing = composing;
    this.#api.call('messages.setChatState', { ...this.#place, state }).catch(() => undefined);
  }

  #save(): void {
    clearTimeout(this.#draftTimer);
    if (this.#unsaved === undefined) return;
    const draft = this.#unsaved;
    this.#unsaved = undefined;
    // A draft that cannot be stored is still in the box.
    this.#api.call('messages.setDraft', { ...this.#place, draft }).catch(() => undefined);
  }
}
