/** Conversations of one account, between two people each. */
import type { Conversation, Message, MessagePage } from '../../contract/models';
import type { BareJid } from '../../xmpp/jid';
import type { Element } from '../../xmpp/xml';
import type { Contacts } from '../contacts/contacts';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import { ChatStates } from './chat-states';
import { Inbound } from './inbound';
import { Outbound } from './outbound';
import { Receipts } from './receipts';

export class Messages {
  readonly chatStates: ChatStates;
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;

  constructor(services: AccountServices, contacts: Contacts) {
    this.#services = services;
    this.#contacts = contacts;
    this.chatStates = new ChatStates(services, contacts);
    const receipts = new Receipts(services, contacts);
    this.#inbound = new Inbound(services, receipts, this.chatStates);
    this.#outbound = new Outbound(services, this.chatStates);
  }

  conversations(): readonly Conversation[] {
    return this.#history.conversations.list(this.#services.account);
  }

  unreadTotal(): number {
    return this.#history.conversations.unreadTotal(this.#services.account);
  }

  page(peer: BareJid, before?: number): MessagePage {
    // What came in a moment ago belongs to the page, and its event must not come before it.
    this.#inbound.flush();
    return this.#history.messages.page(this.#services.account, peer, before);
  }

  send(to: BareJid, body: string): Message {
    this.#inbound.flush();
    return this.#outbound.send(to, body);
  }

  correct(to: BareJid, key: number, body: string): Promise<Message> {
    return this.#outbound.correct(to, key, body);
  }

  retry(to: BareJid, key: number): Message {
    return this.#outbound.retry(to, key);
  }

  /** Keeps what was begun; the list shows it, and so does the box when the conversation comes back to the front. */
  setDraft(peer: BareJid, draft: string): void {
    this.#history.conversations.setDraft(this.#services.account, peer, draft);
    const changes = new Changes();
    changes.touch(peer);
    changes.tell(this.#services);
  }

  /** The user has read up to here; the other side is told only where the user wants it and they asked (XEP-0333). */
  async markRead(peer: BareJid, upTo: number): Promise<void> {
    const { account } = this.#services;
    const history = this.#history;
    const before = history.conversations.get(account, peer).readUpTo;
    if (!history.conversations.markRead(account, peer, upTo)) return;
    const changes = new Changes();
    changes.touch(peer);
    changes.tell(this.#services);
    await this.#tellRead(peer, history.messages.newestMarkable(account, peer, before, upTo));
  }

  /** Whether the own server guards the ids it stamps on messages (XEP-0359 §7). */
  trustStanzaIds(trusted: boolean): void {
    this.#inbound.stanzaIdsTrusted = trusted;
  }

  sendWaiting(): Promise<void> {
    return this.#outbound.sendWaiting();
  }

  wentOffline(): void {
    this.#inbound.flush();
    this.chatStates.wentOffline();
  }

  /** Stores what came in. */
  flush(): void {
    this.#inbound.flush();
  }

  /** Stores what came in, and throws where it could not be stored: the server must keep it then. */
  storeAll(): void {
    this.#inbound.flush();
    if (this.#inbound.holdsUnstored) throw new FeatureError('storage-failed');
  }

  /** The server has a stanza of ours. */
  acknowledged(stanza: Element): void {
    this.#outbound.acknowledged(stanza);
  }

  /** It is not known whether the server has it: it goes out again under the same id. */
  unacknowledged(stanza: Element): void {
    this.#outbound.unacknowledged(stanza);
  }

  /** Retention removed old messages: conversations look different now. */
  tellPruned(): void {
    const { hub, account } = this.#services;
    hub.emit('conversationsChanged', { account, conversations: this.conversations() });
  }

  get #history(): ReturnType<AccountServices['store']['history']> {
    return this.#services.store.history(this.#services.account);
  }

  async #tellRead(peer: BareJid, newest: Message | undefined): Promise<void> {
    const { settings, modules, ledger, log, jid, account } = this.#services;
    if (newest === undefined || newest.id === '' || jid() === undefined || peer === account) return;
    if (!settings().sending.readMarkers || !this.#contacts.maySeeUs(peer)) return;
    try {
      await modules.messages.send({ to: peer, type: 'chat', displayed: newest.id, hints: ['store'] });
      ledger.note('read-marker', peer);
    } catch (error) {
      log.debug('messages', `read marker: ${reasonOf(error)}`);
    }
  }
}
