/** One account as the window knows it: its records, changed by events alone. */
import type { SequencedEvent } from '../../electron/contract/events';
import type { Account } from '../../electron/contract/account';
import type { Contact, SubscriptionRequest } from '../../electron/contract/contacts';
import type { ChatState, Conversation } from '../../electron/contract/messages';
import type { Availability } from '../../electron/contract/presence';
import type { AccountSnapshot } from '../../electron/contract/snapshot';
import type { ContactTune, PersonalState, SharedTune } from '../../electron/contract/personal';
import type { ContactPicture } from '../../electron/contract/profile';
import { ContactIndex, contactName } from './contact-index';
import { type ListEntry, arrangeList, findInList } from './contact-list';
import { displayName } from '../message-text/display';

/** An event that belongs to an account and is not about its messages. */
export type AccountEvent = Extract<
  SequencedEvent,
  {
    name:
      | 'rosterReceived'
      | 'contactsChanged'
      | 'presenceChanged'
      | 'subscriptionRequestsChanged'
      | 'blockListChanged'
      | 'conversationsChanged'
      | 'chatStateChanged'
      | 'personalChanged'
      | 'tunesChanged'
      | 'serviceNoticesChanged'
      | 'picturesChanged';
  }
>;

export class AccountState {
  #account: Account;
  // Plain maps in a holder that is replaced when they change: ten thousand reactive records, or a copy
  // of the map each time somebody's presence changes, would cost more than they save.
  #contacts = $state.raw({ map: new Map<string, Contact>() });
  readonly #index = new ContactIndex();
  #conversations = $state.raw({ map: new Map<string, Conversation>() });
  #chatStates = $state.raw({ map: new Map<string, ChatState>() });
  #requests = $state.raw<readonly SubscriptionRequest[]>([]);
  #blocked = $state.raw<ReadonlySet<string>>(new Set());
  #personal = $state.raw<PersonalState>();
  #tunes = $state.raw<ReadonlyMap<string, SharedTune>>(new Map());
  #unreadNotices = $state(0);
  #pictures = $state.raw<ReadonlyMap<string, string>>(new Map());
  #query = $state('');

  readonly #entries = $derived.by<readonly ListEntry[]>(() => {
    const sources = { index: this.#index, contacts: this.contacts, conversations: this.conversations };
    return this.#query.trim() === '' ? arrangeList(sources) : findInList(sources, this.#query);
  });
  readonly #unread = $derived.by(() => {
    let total = 0;
    for (const conversation of this.conversations.values()) total += conversation.unread;
    return total;
  });

  constructor(account: Account) {
    this.#account = $state.raw(account);
  }

  static of(snapshot: AccountSnapshot): AccountState {
    const state = new AccountState(snapshot.account);
    state.#takeRoster(snapshot.contacts);
    for (const conversation of snapshot.conversations) state.#conversations.map.set(conversation.with, conversation);
    state.#requests = snapshot.subscriptionRequests;
    state.#blocked = new Set(snapshot.blocked);
    state.#personal = snapshot.personal;
    state.#takeTunes(snapshot.tunes);
    state.#unreadNotices = snapshot.unreadNotices ?? 0;
    return state;
  }

  get account(): Account {
    return this.#account;
  }

  get jid(): string {
    return this.#account.jid;
  }

  /** Domain of the service. */
  get service(): string {
    return domainOf(this.#account.jid);
  }

  get isOnline(): boolean {
    return this.#account.connection.state === 'online';
  }

  get contacts(): ReadonlyMap<string, Contact> {
    return this.#contacts.map;
  }

  get conversations(): ReadonlyMap<string, Conversation> {
    return this.#conversations.map;
  }

  get requests(): readonly SubscriptionRequest[] {
    return this.#requests;
  }

  get blocked(): ReadonlySet<string> {
    return this.#blocked;
  }

  /** Unread messages of all conversations. */
  get unread(): number {
    return this.#unread;
  }

  /** Notices of the service that were not read. */
  get unreadNotices(): number {
    return this.#unreadNotices;
  }

  /** What the list of contacts is filtered by; empty: not at all. */
  get query(): string {
    return this.#query;
  }

  set query(query: string) {
    this.#query = query;
  }

  /** The list of contacts as it stands, filtered. */
  get entries(): readonly ListEntry[] {
    return this.#entries;
  }

  /** What the account tells of itself; undefined: main has not said yet. */
  get personal(): PersonalState | undefined {
    return this.#personal;
  }

  /** What somebody listens to, as far as they are there to listen. */
  tuneOf(jid: string): SharedTune | undefined {
    return this.presenceOf(jid) === 'offline' ? undefined : this.#tunes.get(jid);
  }

  chatStateOf(jid: string): ChatState | undefined {
    return this.#chatStates.map.get(jid);
  }

  /** What to call an address: the contact's name, or the address itself. */
  nameOf(jid: string): string {
    const contact = this.contacts.get(jid);
    return contact === undefined ? displayName(jid) : contactName(contact);
  }

  presenceOf(jid: string): Availability {
    return this.contacts.get(jid)?.resources[0]?.availability ?? 'offline';
  }

  /** JIDs in the order of the list, each once. */
  get order(): readonly string[] {
    const jids = new Set<string>();
    for (const entry of this.#entries) if (entry.type === 'person') jids.add(entry.jid);
    return [...jids];
  }

  changeAccount(account: Account): void {
    this.#account = account;
  }

  /** Hash of somebody's picture; undefined: none. */
  pictureOf(jid: string): string | undefined {
    return this.#pictures.get(jid);
  }

  apply(event: AccountEvent): void {
    switch (event.name) {
      case 'rosterReceived':
        this.#takeRoster(event.payload.contacts);
        break;
      case 'contactsChanged':
        for (const contact of event.payload.changed) this.#putContact(contact);
        for (const jid of event.payload.removed) {
          this.#contacts.map.delete(jid);
          this.#index.remove(jid);
        }
        this.#contacts = { ...this.#contacts };
        break;
      case 'presenceChanged':
        for (const { jid, resources } of event.payload.changed) {
          const contact = this.#contacts.map.get(jid);
          if (contact !== undefined) this.#contacts.map.set(jid, { ...contact, resources });
        }
        this.#contacts = { ...this.#contacts };
        break;
      case 'subscriptionRequestsChanged':
        this.#requests = event.payload.requests;
        break;
      case 'blockListChanged':
        this.#blocked = new Set(event.payload.blocked);
        break;
      case 'conversationsChanged':
        for (const conversation of event.payload.conversations)
          this.#conversations.map.set(conversation.with, conversation);
        this.#conversations = { ...this.#conversations };
        break;
      case 'chatStateChanged':
        this.#chatStates.map.set(event.payload.with, event.payload.state);
        this.#chatStates = { ...this.#chatStates };
        break;
      case 'personalChanged':
        this.#personal = event.payload.personal;
        break;
      case 'serviceNoticesChanged':
        this.#unreadNotices = event.payload.unread;
        break;
      case 'tunesChanged':
        this.#takeTunes(event.payload.changed);
        break;
      case 'picturesChanged':
        this.takePictures(event.payload.changed);
        break;
    }
  }

  /** Contacts and the pictures they have now; also the answer of `profile.contactPictures`. */
  takePictures(changed: readonly ContactPicture[]): void {
    const pictures = new Map(this.#pictures);
    for (const { jid, hash } of changed) {
      if (hash === undefined) pictures.delete(jid);
      else pictures.set(jid, hash);
    }
    this.#pictures = pictures;
  }

  #takeTunes(changed: readonly ContactTune[]): void {
    const tunes = new Map(this.#tunes);
    for (const { jid, tune } of changed) {
      if (tune === undefined) tunes.delete(jid);
      else tunes.set(jid, tune);
    }
    this.#tunes = tunes;
  }

  #takeRoster(contacts: readonly Contact[]): void {
    this.#contacts.map.clear();
    this.#index.clear();
    for (const contact of contacts) this.#putContact(contact);
    this.#contacts = { ...this.#contacts };
  }

  #putContact(contact: Contact): void {
    this.#contacts.map.set(contact.jid, contact);
    this.#index.put(contact);
  }
}

/** Domain of a JID. */
export function domainOf(jid: string): string {
  const bare = jid.split('/', 1)[0] ?? '';
  return bare.slice(bare.lastIndexOf('@') + 1);
}
