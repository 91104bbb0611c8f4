/** Cards as the user left them unsaved: in memory while the window comes and goes, and never on the disk. */
import type { CardDraft, WhichCard } from '../../contract/profile';
import type { LiveAccount } from '../accounts/live-account';

export class CardDrafts {
  readonly #drafts = new WeakMap<LiveAccount, Map<WhichCard, CardDraft>>();

  of(account: LiveAccount): readonly CardDraft[] {
    return [...(this.#drafts.get(account)?.values() ?? [])];
  }

  /** Null: there is nothing unsaved any more. */
  keep(account: LiveAccount, which: WhichCard, draft: Omit<CardDraft, 'which'> | null): void {
    const drafts = this.#drafts.get(account) ?? new Map<WhichCard, CardDraft>();
    if (draft === null) drafts.delete(which);
    else drafts.set(which, { which, ...draft });
    this.#drafts.set(account, drafts);
  }
}
