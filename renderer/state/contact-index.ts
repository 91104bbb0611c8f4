/**
 * The roster arranged for the list: sorted by name, by group, and searchable. Built so that 10,000
 * contacts cost a few milliseconds: sorting happens when names change, never when presence does.
 */
import type { Contact } from '../../electron/contract/contacts';
import { displayName } from '../message-text/display';

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
const ASCII = /^[\x20-\x7e]*$/u;
const MARKS = /\p{M}+/gu;
const DIGITS = /\d+/gu;

/** A row for somebody. Rows are made once and used in every list, so that filtering makes no objects. */
export interface PersonEntry {
  readonly type: 'person';
  /** Stays the same while the person moves between sections, so that the focus can stay on them. */
  readonly key: string;
  readonly jid: string;
}

interface Indexed {
  readonly row: PersonEntry;
  readonly name: string;
  /** Not one text with both: the engine joins texts when they are first read, 10,000 of them at the first key. */
  readonly foldedName: string;
  readonly foldedJid: string;
  readonly groups: readonly string[];
}

/** Lower case without accents, so that "emile" finds "Émile". */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(MARKS, '').toLowerCase();
}

/** What a contact is called: the name given, else the part before @ would hide the service, so the JID. */
export function contactName(contact: Pick<Contact, 'name' | 'jid'>): string {
  const name = displayName(contact.name);
  return name === '' ? displayName(contact.jid) : name;
}

export class ContactIndex {
  readonly #byJid = new Map<string, Indexed>();
  #sorted: readonly Indexed[] = [];
  #groups = new Map<string, PersonEntry[]>();
  /** Not among the sorted yet. */
  readonly #unsorted = new Set<Indexed>();
  #stale = false;

  /** Takes in a contact that is new or whose name or groups may differ; answers whether the index changed. */
  put(contact: Contact): boolean {
    const before = this.#byJid.get(contact.jid);
    const name = contactName(contact);
    if (before?.name === name && sameItems(before.groups, contact.groups)) return false;
    const indexed = {
      row: before?.row ?? ({ type: 'person', key: contact.jid, jid: contact.jid } as const),
      name,
      foldedName: fold(name),
      foldedJid: fold(contact.jid),
      groups: contact.groups,
    };
    this.#byJid.set(contact.jid, indexed);
    this.#unsorted.add(indexed);
    this.#stale = true;
    return true;
  }

  remove(jid: string): void {
    if (this.#byJid.delete(jid)) this.#stale = true;
  }

  clear(): void {
    this.#byJid.clear();
    this.#stale = true;
  }

  /** Group name → people sorted by name; '' holds those without a group and comes last. */
  get groups(): ReadonlyMap<string, readonly PersonEntry[]> {
    this.#refresh();
    return this.#groups;
  }

  /** The row of somebody, whether in the roster or not. */
  rowOf(jid: string): PersonEntry {
    return this.#byJid.get(jid)?.row ?? { type: 'person', key: jid, jid };
  }

  /** People whose name or JID holds every word of the query; those that begin with it come first. */
  search(query: string): readonly PersonEntry[] {
    this.#refresh();
    const folded = fold(query).trim();
    const words = folded.split(/\s+/u);
    const first: PersonEntry[] = [];
    const others: PersonEntry[] = [];
    for (const entry of this.#sorted) {
      if (!holdsAll(entry, words)) continue;
      (entry.foldedName.startsWith(folded) ? first : others).push(entry.row);
    }
    return first.length === 0 ? others : first.concat(others);
  }

  #sortIn(): void {
    const current = (indexed: Indexed): boolean => this.#byJid.get(indexed.row.jid) === indexed;
    const added = roughlySorted([...this.#unsorted].filter(current)).sort(byName);
    this.#unsorted.clear();
    this.#sorted = merge(this.#sorted.filter(current), added);
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#sortIn();
    const groups = new Map<string, PersonEntry[]>();
    for (const { row, groups: own } of this.#sorted) {
      (own.length === 0 ? [''] : own).forEach((group, at) => {
        const entry = at === 0 ? row : { ...row, key: `${row.key} ${group}` };
        const members = groups.get(group);
        if (members === undefined) groups.set(group, [entry]);
        else members.push(entry);
      });
    }
    const names = [...groups.keys()].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : collator.compare(a, b)));
    this.#groups = new Map(names.map((name) => [name, groups.get(name) ?? []]));
  }
}

function byName(a: Indexed, b: Indexed): number {
  return collator.compare(a.name, b.name);
}

/** In the order of plain text, numbers by their value: nearly that of the names, at a tenth of the cost of each comparison. */
function roughlySorted(people: readonly Indexed[]): Indexed[] {
  const keyed = people.map((one) => ({ one, key: one.foldedName.replace(DIGITS, ofOneLength) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ one }) => one);
}

function ofOneLength(digits: string): string {
  return digits.padStart(9, '0');
}

/** Of two sorted lists: comparing names is what costs, and one new name needs few comparisons. */
function merge(before: readonly Indexed[], added: readonly Indexed[]): readonly Indexed[] {
  const merged: Indexed[] = [];
  let next = 0;
  for (const one of added) {
    for (let other = before[next]; other !== undefined && byName(other, one) <= 0; other = before[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(one);
  }
  return merged.concat(before.slice(next));
}

function holdsAll({ foldedName, foldedJid }: Indexed, words: readonly string[]): boolean {
  for (const word of words) if (!foldedName.includes(word) && !foldedJid.includes(word)) return false;
  return true;
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
