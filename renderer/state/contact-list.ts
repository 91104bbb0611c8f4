/** What the contact list shows, in order: a pure function of the account's records. */
import type { Contact } from '../../electron/contract/contacts';
import type { Conversation } from '../../electron/contract/messages';
import type { ContactIndex, PersonEntry } from './contact-index';

export type ListEntry =
  | {
      readonly type: 'heading';
      readonly key: string;
      readonly group: string;
      readonly online: number;
      readonly total: number;
    }
  | { readonly type: 'recent'; readonly key: string }
  | PersonEntry;

/** Conversations without unread messages that stand above the groups. */
const RECENT = 12;

export interface ListSources {
  readonly index: ContactIndex;
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly conversations: ReadonlyMap<string, Conversation>;
}

/**
 * Unread conversations first, then the latest ones, then every group with those who are online
 * first. Who stands under "Recent" is not repeated below, and a group counts those it lists.
 */
export function arrangeList(sources: ListSources): readonly ListEntry[] {
  const entries: ListEntry[] = [];
  const recent = recentConversations(sources.conversations);
  if (recent.length > 0) entries.push({ type: 'recent', key: 'heading' });
  for (const jid of recent) entries.push(sources.index.rowOf(jid));
  const above = new Set(recent);
  for (const [group, members] of sources.index.groups) {
    const online: PersonEntry[] = [];
    const offline: PersonEntry[] = [];
    for (const member of members) {
      if (above.has(member.jid)) continue;
      (isOnline(sources.contacts.get(member.jid)) ? online : offline).push(member);
    }
    const total = online.length + offline.length;
    if (total === 0) continue;
    entries.push({ type: 'heading', key: `heading ${group}`, group, online: online.length, total });
    for (const member of online) entries.push(member);
    for (const member of offline) entries.push(member);
  }
  return entries;
}

/** Everybody who fits the query, once; also people one talks with who are not in the roster. */
export function findInList(sources: ListSources, query: string): readonly ListEntry[] {
  const found = sources.index.search(query);
  const wanted = query.trim().toLowerCase();
  const strangers = [...sources.conversations.keys()].filter(
    (jid) => !sources.contacts.has(jid) && jid.includes(wanted),
  );
  return strangers.length === 0 ? found : [...found, ...strangers.map((jid) => sources.index.rowOf(jid))];
}

function recentConversations(conversations: ReadonlyMap<string, Conversation>): readonly string[] {
  const begun = [...conversations.values()].filter(
    (conversation) => conversation.lastMessage !== undefined || conversation.unread > 0,
  );
  const unread = begun.filter((conversation) => conversation.unread > 0).sort(byLatest);
  const read = begun.filter((conversation) => conversation.unread === 0).sort(byLatest);
  return [...unread, ...read.slice(0, RECENT)].map((conversation) => conversation.with);
}

function byLatest(a: Conversation, b: Conversation): number {
  return (b.lastMessage?.key ?? 0) - (a.lastMessage?.key ?? 0);
}

export function isOnline(contact: Contact | undefined): boolean {
  return contact !== undefined && contact.resources.length > 0;
}
