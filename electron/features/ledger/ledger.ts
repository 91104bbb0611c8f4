/**
 * Notes what this app sends by itself: what, when, to whom. Kept seven days. Rows are written in
 * batches, since a burst of messages brings a burst of receipts.
 */
import type { Clock, Log } from '../../contract/ports';
import type { LedgerEntry, LedgerKind } from '../../store/ledger-table';
import type { Store } from '../../store/store';
import { reasonOf } from '../errors';
import { Gathered } from '../gathered';

const WRITE_INTERVAL = 200;

const TUNE = 'XEP-0118';
const MOOD = 'XEP-0107';
const ACTIVITY = 'XEP-0108';
const NICKNAME = 'XEP-0172';
const CARD = 'XEP-0292';
const PICTURE = 'XEP-0084';

const xeps: Readonly<Record<LedgerKind, string>> = {
  receipt: 'XEP-0184',
  typing: 'XEP-0085',
  'read-marker': 'XEP-0333',
  'read-sync': 'XEP-0490',
  version: 'XEP-0092',
  'idle-time': 'XEP-0319',
  host: '',
  tune: TUNE,
  'tune-cleared': TUNE,
  'tune-audience': TUNE,
  mood: MOOD,
  'mood-cleared': MOOD,
  'mood-audience': MOOD,
  activity: ACTIVITY,
  'activity-cleared': ACTIVITY,
  'activity-audience': ACTIVITY,
  nickname: NICKNAME,
  'nickname-cleared': NICKNAME,
  'nickname-audience': NICKNAME,
  chosenCard: CARD,
  'chosenCard-cleared': CARD,
  'chosenCard-audience': CARD,
  picture: PICTURE,
  'picture-cleared': PICTURE,
  'picture-audience': PICTURE,
};

/** Stands for everyone who may see the account's presence. */
export const TO_CONTACTS = 'contacts';

export interface LedgerWriterOptions {
  readonly account: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export class LedgerWriter {
  readonly #clock: Clock;
  readonly #pending: Gathered<LedgerEntry>;
  #ended = false;

  constructor({ account, store, clock, log }: LedgerWriterOptions) {
    this.#clock = clock;
    this.#pending = new Gathered(clock, WRITE_INTERVAL, (entries) => {
      try {
        store.history(account).ledger.add(account, entries);
      } catch (error) {
        log.error('ledger', `could not be written: ${reasonOf(error)}`);
      }
    });
  }

  /** `to` as in `LedgerEntry`. */
  note(kind: LedgerKind, to: string): void {
    if (!this.#ended) this.#pending.add({ at: this.#clock.now(), kind, to, xep: xeps[kind] });
  }

  flush(): void {
    this.#pending.flush();
  }

  /** Nothing is noted any more: the account is removed, or the store closes. */
  end(): void {
    this.flush();
    this.#ended = true;
  }
}
