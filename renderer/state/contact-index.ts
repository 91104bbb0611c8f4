/**
 * The roster arranged for the list: sorted by name, by group, and searchable. Built so that 10,000
 * contacts cost a few milliseconds: sorting happens when names change, never when presence does.
 */
import type { Contact } from '../../electron/contract/models';
import { displayName } from '../message-text/display';

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
const MARKS = /\p{M}+/gu;

interface Indexed {
  readonly jid: string;
  readonly name: string;
  /** Folded name and JID, one line each. */
  readonly searchable: string;
  readonly groups: readonly string[];
}

/** Lower case without accents, so that "emile" finds "Émile". */
export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase();
}

/** What a contact is called: the name given, else the part before @ would hide the service, so the JID. */
export function contactName(contact: Pick<Contact, 'name' | 'jid'>): string {
  const name = displayName(contact.name);
  return name === '' ? displayName(contact.jid) : name;
}

export class ContactIndex {
  readonly #byJid = new Map<string, Indexed>();
  #sorted: Indexed[] = [];
  #groups = new Map<string, string[]>();
  #stale = false;

  /** Takes in a contact that is new or whose name or groups may differ; answers whether the index changed. */
  put(contact: Contact): boolean {
    const before = this.#byJid.get(contact.jid);
    const name = contactName(contact);
    if (before?.name === name && sameItems(before.groups, contact.groups)) return false;
    this.#byJid.set(contact.jid, {
      jid: contact.jid,
      name,
      searchable: `${fold(name)}\n${fold(contact.jid)}`,
      groups: contact.groups,
    });
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

  /** Group name → JIDs sorted by name; '' holds those without a group and comes last. */
  get groups(): ReadonlyMap<string, readonly string[]> {
    this.#refresh();
    return this.#groups;
  }

  /** JIDs whose name or JID holds every word of the query; those that begin with it come first. */
  search(query: string): readonly string[] {
    this.#refresh();
    const folded = fold(query).trim();
    const words = folded.split(/\s+/u);
    const first: string[] = [];
    const others: string[] = [];
    for (const entry of this.#sorted) {
      if (!holdsAll(entry.searchable, words)) continue;
      (entry.searchable.startsWith(folded) ? first : others).push(entry.jid);
    }
    return [...first, ...others];
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#sorted = [...this.#byJid.values()].sort((a, b) => collator.compare(a.name, b.name));
    const groups = new Map<string, string[]>();
    for (const entry of this.#sorted) {
      for (const group of entry.groups.length === 0 ? [''] : entry.groups) {
        const members = groups.get(group);
        if (members === undefined) groups.set(group, [entry.jid]);
        else members.push(entry.jid);
      }
    }
    const names = [...groups.keys()].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : collator.compare(a, b)));
    this.#groups = new Map(names.map((name) => [name, groups.get(name) ?? []]));
  }
}

function holdsAll(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
