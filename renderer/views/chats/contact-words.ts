/** People of the list in words. */
import { formatList } from '../../text/list';
import type { Contact } from '../../../electron/contract/contacts';
import { displayName, excerpt } from '../../message-text/display';
import type { AccountState } from '../../state/account.svelte';
import { t } from '../../text/catalogue';
import { tuneWords } from '../../text/tune';

/** What a list item is called: name, presence, unread count and what else is so, in words. */
export function contactItemName(account: AccountState, jid: string): string {
  const contact = account.contacts.get(jid);
  const unread = account.conversations.get(jid)?.unread ?? 0;
  const parts = [account.nameOf(jid), t(`presence.${account.presenceOf(jid)}`)];
  if (unread > 0) parts.push(t('contacts.unread', { count: unread }));
  const tune = account.tuneOf(jid);
  if (tune !== undefined) parts.push(t('contacts.listening', { tune: tuneWords(tune, displayName) }));
  const note = contactNote(account, contact, jid);
  if (note !== undefined) parts.push(note);
  return parts.join(', ');
}

/** What is unusual about an address, if anything is. */
export function contactNote(account: AccountState, contact: Contact | undefined, jid: string): string | undefined {
  if (account.blocked.has(jid)) return t('contacts.blocked');
  if (contact === undefined) return t('contacts.notInList');
  if (contact.requestFailure !== undefined) return t('contacts.requestFailed');
  return contact.pendingOut ? t('contacts.pending') : undefined;
}

/** The second line of a row: draft, last message, status text or presence. */
export function contactLine(account: AccountState, jid: string): string {
  const contact = account.contacts.get(jid);
  const conversation = account.conversations.get(jid);
  if (account.chatStateOf(jid) === 'composing') return t('chat.typing', { name: account.nameOf(jid) });
  const draft = excerpt(conversation?.draft ?? '');
  if (draft !== '') return t('contacts.draft', { text: draft });
  const note = contactNote(account, contact, jid);
  const last = conversation?.lastMessage;
  if (last !== undefined) {
    const text = excerpt(last.body);
    return last.direction === 'out' ? t('contacts.ownMessage', { text }) : text;
  }
  return note ?? presenceLine(account, jid);
}

/** What they listen to, else their status text if there is one, else the presence. */
function presenceLine(account: AccountState, jid: string): string {
  const tune = account.tuneOf(jid);
  if (tune !== undefined) return t('chat.listening', { tune: tuneWords(tune, displayName) });
  const status = displayName(account.contacts.get(jid)?.resources[0]?.statusText ?? '', 200);
  return status === '' ? t(`presence.${account.presenceOf(jid)}`) : status;
}

const SHOWN_RESOURCES = 3;

/** "available on Phone and Laptop · status text" for the head of a conversation. */
export function presenceWords(account: AccountState, jid: string): string {
  const contact = account.contacts.get(jid);
  const best = contact?.resources[0];
  if (contact === undefined || best === undefined) {
    const note = contactNote(account, contact, jid);
    return note ?? t(account.isOnline ? 'presence.offline' : 'presence.unknown');
  }
  const names = contact.resources.slice(0, SHOWN_RESOURCES).map((resource) => displayName(resource.resource, 40));
  const where = t('chat.on', {
    presence: t(`presence.${best.availability}`),
    resources: formatList(names.filter((name) => name !== '')),
  });
  const status = displayName(best.statusText, 300);
  const note = contactNote(account, contact, jid);
  return [where, status, note].filter((part) => part !== undefined && part !== '').join(' · ');
}
