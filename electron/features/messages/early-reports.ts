/** What was said about messages that are not here yet. */
import type { EarlyReportsTable } from '../../store/early-reports-table';
import type { BareJid } from '../../xmpp/jid';

export type EarlyReport =
  /** It reached a client of the other side (XEP-0184). */
  | { readonly kind: 'received' }
  /** The other side has seen it and all before (XEP-0333). */
  | { readonly kind: 'displayed' }
  /** Another session of ours has shown it and all before (XEP-0333). */
  | { readonly kind: 'read-here' }
  /** The stored message at this position corrects it (XEP-0308). */
  | { readonly kind: 'correction'; readonly key: number }
  /** The stored message at this position answers it (XEP-0461). */
  | { readonly kind: 'reply'; readonly key: number }
  /** Who sent messages this way took it back (XEP-0424). */
  | { readonly kind: 'retraction'; readonly direction: 'in' | 'out' }
  /** All that one person put to it (XEP-0444). */
  | {
      readonly kind: 'reactions';
      readonly sender: BareJid;
      readonly emojis: readonly string[];
      readonly place: number;
    };

/** What is said of a message, but for corrections and replies, which are messages themselves. */
export type Report = Exclude<EarlyReport, { readonly kind: 'correction' | 'reply' }>;

export class EarlyReports {
  readonly #account: BareJid;
  readonly #table: EarlyReportsTable;
  readonly #now: number;

  constructor(account: BareJid, table: EarlyReportsTable, now: number) {
    this.#account = account;
    this.#table = table;
    this.#now = now;
  }

  /** Keeps what was said of the message with this id. */
  add(peer: BareJid, target: string, report: EarlyReport): void {
    this.#table.add(this.#account, peer, target, JSON.stringify(report), this.#now);
  }

  /** A stored message of this conversation that corrects or answers one stands elsewhere now. */
  moved(peer: string, key: number, place: number): void {
    this.#table.moved(this.#account, peer, key, place);
  }

  /** Takes out what was said of a message that has come, under any of its ids. */
  take(peer: BareJid, ids: readonly (string | undefined)[]): readonly EarlyReport[] {
    const known = new Set(ids.filter((id) => id !== undefined && id !== ''));
    // Written by `add` alone.
    return this.#table.take(this.#account, peer, [...known] as string[]).map((json) => JSON.parse(json) as EarlyReport);
  }
}
