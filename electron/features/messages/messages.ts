/** Conversations of one account, between two people each. */
import type { Conversation, Message, MessagePage } from '../../contract/messages';
import { PAGE_SIZE, SCROLLED_PAGE_SIZE } from '../../store/messages-table';
import type { BareJid } from '../../xmpp/jid';
import type { Element } from '../../xmpp/xml';
import type { Contacts } from '../contacts/contacts';
import { FeatureError, reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { Changes } from './changes';
import { ChatStates } from './chat-states';
import { Inbound } from './inbound';
import { Outbound } from './outbound';
import { ReadSync } from './read-sync';
import { ReadMarkers } from './read-markers';
import { Receipts } from './receipts';

export class Messages {
  readonly chatStates: ChatStates;
  readonly receipts: Receipts;
  readonly #markers: ReadMarkers;
  readonly readSync: ReadSync;
  readonly #services: AccountServices;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;

  constructor(
    services: AccountServices,
    contacts: Contacts,
    archive: Pick<ConstructorParameters<typeof Inbound>[1], 'storedLive' | 'missing'>,
  ) {
    this.#services = services;
    this.chatStates = new ChatStates(services, contacts);
    this.receipts = new Receipts(services, contacts);
    this.#markers = new ReadMarkers(services, contacts);
    this.readSync = new ReadSync(services);
    this.#inbound = new Inbound(services, { receipts: this.receipts, chatStates: this.chatStates, ...archive });
    this.#outbound = new Outbound(services, this.chatStates);
  }

  conversations(): readonly Conversation[] {
    return this.#history.conversations.list(this.#services.account);
  }

  unreadTotal(): number {
    return this.#history.conversations.unreadTotal(this.#services.account);
  }

  /** What is stored of a conversation: the newest page, or the one before a position. */
  page(peer: BareJid, before?: number): MessagePage {
    // What came in a moment ago belongs to the page, and its event must not come before it.
    this.#inbound.flush();
    const size = before === undefined ? PAGE_SIZE : SCROLLED_PAGE_SIZE;
    return this.#history.messages.page(this.#services.account, peer, before, size);
  }

  around(peer: BareJid, key: number): MessagePage {
    this.#inbound.flush();
    return this.#history.messages.pageAround(this.#services.account, peer, key);
  }

  newer(peer: BareJid, after: number): MessagePage {
    this.#inbound.flush();
    return this.#history.messages.pageAfter(this.#services.account, peer, after, SCROLLED_PAGE_SIZE);
  }

  /** From this computer only; the server's archive has no protocol for it (XEP-0313). */
  deleteConversation(peer: BareJid): void {
    this.#inbound.flush();
    const { store, account, sweep } = this.#services;
    const unsent = store.removeConversation(account, peer);
    this.tellRemoved(new Map([[peer, unsent]]));
    sweep();
  }

  /** `replyTo`: key of the message it answers. */
  send(to: BareJid, body: string, replyTo?: number): Message {
    this.#inbound.flush();
    return this.#outbound.send(to, body, replyTo);
  }

  correct(to: BareJid, key: number, body: string): Message {
    return this.#tell(this.#outbound.marks.correct(to, key, body));
  }

  retract(to: BareJid, key: number): Message {
    return this.#tell(this.#outbound.marks.retract(to, key));
  }

  react(to: BareJid, key: number, emojis: readonly string[]): Message {
    return this.#tell(this.#outbound.marks.react(to, key, emojis));
  }

  retry(to: BareJid, key: number): Message {
    return this.#outbound.retry(to, key);
  }

  discard(to: BareJid, key: number): void {
    this.#outbound.discard(to, key);
  }

  restore(to: BareJid, key: number): Message {
    return this.#outbound.restore(to, key);
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
    this.readSync.read(peer);
    const changes = new Changes();
    changes.touch(peer);
    changes.tell(this.#services);
    await this.#markers.read(peer, before);
  }

  /** A session began: of receipts and markers that went out before, nobody knows what became. */
  sessionBegan(): void {
    this.receipts.sessionBegan();
    this.#markers.sessionBegan();
  }

  /** Receipts and markers that waited for a connection. */
  sendDue(): void {
    void this.receipts.sendDue();
    void this.#markers.sendDue();
  }

  /** The server has a stanza of ours. */
  acknowledged(stanza: Element): void {
    this.#outbound.acknowledged(stanza);
    this.receipts.acknowledged(stanza);
    this.#markers.acknowledged(stanza);
  }

  /** Whether the own server guards the ids it stamps on messages (XEP-0359 §7). */
  trustStanzaIds(trusted: boolean): void {
    const { store, account, log } = this.#services;
    this.#inbound.stanzaIdsTrusted = trusted;
    try {
      store.managedSessions.setStanzaIdsTrusted(account, trusted);
    } catch (error) {
      // Another run trusts none before it has asked.
      log.warn('messages', `not noted whether ids are trusted: ${reasonOf(error)}`);
    }
  }

  /** The session of an earlier run goes on: what its server said then holds, before it is asked again. */
  recovered(handled: number): void {
    const { store, account } = this.#services;
    this.#inbound.stanzaIdsTrusted = store.managedSessions.trustsStanzaIds(account);
    this.#outbound.recovered(handled);
  }

  /** The server gives again what it was not told is stored (XEP-0198 §5), or the archive does. */
  comeAgain(): void {
    this.#inbound.comesAgain();
  }

  wentOffline(): void {
    this.#inbound.flush();
    this.readSync.sessionEnded();
    this.chatStates.wentOffline();
  }

  /** Stores what came in, and what the server told of what went out. */
  flush(): void {
    this.#inbound.flush();
    this.#outbound.flush();
  }

  /** The account is gone, or Candor ends. */
  end(): void {
    this.#inbound.end();
  }

  /**
   * Stores what came in and `along` with it, and throws where it could not be stored: the server must keep
   * it then.
   */
  storeAll(along?: () => void): void {
    this.#inbound.flush(along);
    if (this.#inbound.holdsUnstored) throw new FeatureError('storage-failed');
  }

  /** What leaves, and what the server has of it. */
  get outbound(): Outbound {
    return this.#outbound;
  }

  /** Messages are not here any more: positions by conversation. */
  tellRemoved(removed: ReadonlyMap<string, readonly number[]>): void {
    const { hub, account } = this.#services;
    for (const [peer, keys] of removed) if (keys.length > 0) hub.emit('messagesRemoved', { account, with: peer, keys });
    const changes = new Changes();
    for (const peer of removed.keys()) changes.touch(peer);
    changes.tell(this.#services);
  }

  /** Any conversation may look different now. */
  tellAll(): void {
    const { hub, account } = this.#services;
    hub.emit('conversationsChanged', { account, conversations: this.conversations() });
  }

  get #history(): ReturnType<AccountServices['store']['history']> {
    return this.#services.store.history(this.#services.account);
  }

  #tell(changed: Message): Message {
    void this.#outbound.sendWaiting();
    return changed;
  }
}
