/** What the contact list shows, in order: a pure function of the account's records. */
import type { Contact, Conversation } from '../../electron/contract/models';
import type { ContactIndex } from './contact-index';

export type ListEntry =
  | {
      readonly type: 'heading';
      readonly key: string;
      readonly group: string;
      readonly online: number;
      readonly total: number;
    }
  | { readonly type: 'recent'; readonly key: string }
  | { readonly type: 'person'; readonly key: string; readonly jid: string };

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
  const listed = new Set<string>();
  // A person keeps the key when moving between sections, so that the focus can stay on them.
  const add = (group: string, jid: string): void => {
    entries.push({ type: 'person', key: listed.has(jid) ? `${jid} ${group}` : jid, jid });
    listed.add(jid);
  };
  const recent = recentConversations(sources.conversations);
  if (recent.length > 0) entries.push({ type: 'recent', key: 'heading' });
  for (const jid of recent) add('', jid);
  const above = new Set(recent);
  for (const [group, members] of sources.index.groups) {
    const online: string[] = [];
    const offline: string[] = [];
    for (const jid of members) {
      if (above.has(jid)) continue;
      (isOnline(sources.contacts.get(jid)) ? online : offline).push(jid);
    }
    const total = online.length + offline.length;
    if (total === 0) continue;
    entries.push({ type: 'heading', key: `heading ${group}`, group, online: online.length, total });
    for (const jid of online) add(group, jid);
    for (const jid of offline) add(group, jid);
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
  return [...found, ...strangers].map((jid) => ({ type: 'person', key: jid, jid }));
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
