/**
 * One card while it is edited: what was fetched, what the user made of it, and the way back. Outlives the view that
 * first asks for it, so nothing here is a derived value, which would end with that view.
 */
import { type CardFieldName, type CardFields, cardFieldNames, type FetchedCard } from '../../electron/contract/profile';

export const noFields: CardFields = {
  fullName: '',
  nickname: '',
  birthday: '',
  emails: [],
  phones: [],
  addresses: [],
  homepages: [],
  organization: '',
  title: '',
  role: '',
  about: '',
};

/** Steps that can be taken back. */
const MOST_STEPS = 100;

interface Step {
  readonly fields: CardFields;
  /** What was changed then: more of the same belongs to the same step. */
  readonly place: string;
}

export class CardEditor {
  #base = $state.raw<FetchedCard>();
  #fields = $state.raw<CardFields>(noFields);
  #steps = $state.raw<readonly Step[]>([]);

  /** As it was fetched last; undefined: not yet. */
  get base(): FetchedCard | undefined {
    return this.#base;
  }

  /** As the service has them. */
  get stored(): CardFields {
    return fieldsOf(this.#base);
  }

  get fields(): CardFields {
    return this.#fields;
  }

  /** Names of what differs from what the service has. */
  get changed(): readonly CardFieldName[] {
    return changedFields(this.stored, this.#fields);
  }

  get isDirty(): boolean {
    return this.changed.length > 0;
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /**
   * A card that was fetched just now. What the user has changed stays, and still stands on the card that it was
   * changed from: a save then finds out that this is another one.
   */
  take(fetched: FetchedCard): void {
    if (this.isDirty && this.#base !== undefined && this.#base.revision !== fetched.revision) return;
    const kept = this.isDirty ? this.#fields : undefined;
    this.#base = fetched;
    this.#fields = kept ?? fieldsOf(fetched);
    if (kept === undefined) this.#steps = [];
  }

  /** What the user left unsaved before this window was opened, and the card that it stands on. */
  restore(base: FetchedCard, fields: CardFields): void {
    this.#base = base;
    this.#fields = fields;
    this.#steps = [];
  }

  /** `place` names what was changed; typing on in one place is one step. */
  change(change: Partial<CardFields>, place: string): void {
    if (this.#steps.at(-1)?.place !== place)
      this.#steps = [...this.#steps, { fields: this.#fields, place }].slice(-MOST_STEPS);
    this.#fields = { ...this.#fields, ...change };
  }

  undo(): void {
    const last = this.#steps.at(-1);
    if (last === undefined) return;
    this.#fields = last.fields;
    this.#steps = this.#steps.slice(0, -1);
  }

  /** Back to what the service has; it can be undone like each other step. */
  discard(): void {
    this.change(this.stored, `discard ${this.#steps.length}`);
  }

  /** The card was written, or is gone: this is what a fresh fetch saw. */
  settle(fetched: FetchedCard): void {
    this.#base = fetched;
    this.#fields = fieldsOf(fetched);
    this.#steps = [];
  }

  /** After a conflict: the user's choice stands on the card that is there now. */
  settleConflict(theirs: FetchedCard, theirChoice: ReadonlySet<CardFieldName>): void {
    const [old, now] = [this.stored, fieldsOf(theirs)];
    const mine = this.#fields;
    const chosen = Object.fromEntries(
      cardFieldNames.map((name) => [name, theirChoice.has(name) ? now[name] : carried(mine, old, now, name)]),
    ) as unknown as CardFields;
    this.#base = theirs;
    this.#fields = chosen;
    this.#steps = [];
  }
}

export function fieldsOf(fetched: FetchedCard | undefined): CardFields {
  return fetched?.answer.outcome === 'card' ? fetched.answer.card.fields : noFields;
}

/** Names of the fields that two cards have otherwise. Entries without a value are none. */
export function changedFields(before: CardFields, after: CardFields): readonly CardFieldName[] {
  const [one, other] = [withoutEmpty(before), withoutEmpty(after)];
  return cardFieldNames.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/** As it is saved: an entry that was emptied is an entry less. */
export function withoutEmpty(fields: CardFields): CardFields {
  const filled = ({ value }: { readonly value: string }): boolean => value.trim() !== '';
  return {
    ...fields,
    emails: fields.emails.filter(filled),
    phones: fields.phones.filter(filled),
    homepages: fields.homepages.filter(filled),
    addresses: fields.addresses.filter(({ id: _, kinds: _kinds, ...parts }) =>
      Object.values(parts).some((part) => part.trim() !== ''),
    ),
  };
}

/** Ids name entries of the card that was read; in another card they may name others. */
function carried(mine: CardFields, old: CardFields, now: CardFields, name: CardFieldName): CardFields[CardFieldName] {
  const value = mine[name];
  if (typeof value === 'string') return value;
  const entry = (fields: CardFields, id: string | undefined): string | undefined => {
    const list = fields[name];
    return typeof list === 'string' ? undefined : JSON.stringify(list.find((one) => one.id === id));
  };
  return value.map((one) => {
    const same = one.id !== undefined && entry(old, one.id) === entry(now, one.id);
    return same ? one : { ...one, id: undefined };
  }) as unknown as CardFields[CardFieldName];
}
