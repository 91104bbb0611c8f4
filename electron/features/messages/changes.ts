/** What one transaction changed, told to the window after it is stored. */
import type { Message } from '../../contract/messages';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';

export class Changes {
  readonly added: Message[] = [];
  readonly changed = new Map<number, Message>();
  /** The service told something to its users. */
  hasNotice = false;
  readonly #removed = new Map<number, string>();
  readonly #peers = new Set<string>();

  add(message: Message): void {
    this.added.push(message);
    this.#peers.add(message.with);
  }

  change(message: Message | undefined): void {
    if (message === undefined) return;
    this.changed.set(message.key, message);
    this.#peers.add(message.with);
  }

  /** A message is not there any more. */
  remove({ key, with: peer }: Message): void {
    this.#removed.set(key, peer);
    this.#peers.add(peer);
  }

  /** The conversation itself changed, for instance its reading position. */
  touch(peer: string): void {
    this.#peers.add(peer);
  }

  tell({ hub, store, account, log }: AccountServices): void {
    try {
      if (this.#touchesOwn) store.outboxChanged(account);
    } catch (error) {
      log.error('messages', `only in memory: ${reasonOf(error)}`);
    }
    if (this.hasNotice)
      hub.emit('serviceNoticesChanged', { account, unread: store.history(account).notices.unread(account) });
    // Added and changed in one go: the window gets the message as it is now, once.
    const here = (message: Message): boolean => !this.#removed.has(message.key);
    const added = this.added.map((message) => this.changed.get(message.key) ?? message).filter(here);
    const keys = new Set(this.added.map((message) => message.key));
    const changed = [...this.changed.values()].filter((message) => !keys.has(message.key) && here(message));
    if (added.length > 0) hub.emit('messagesAdded', { account, messages: added });
    if (changed.length > 0) hub.emit('messagesChanged', { account, messages: changed });
    for (const [peer, gone] of this.#removedByPeer()) {
      const told = gone.filter((key) => !keys.has(key));
      if (told.length > 0) hub.emit('messagesRemoved', { account, with: peer, keys: told });
    }
    if (this.#peers.size === 0) return;
    const { conversations } = store.history(account);
    hub.emit('conversationsChanged', {
      account,
      conversations: [...this.#peers].map((peer) => conversations.get(account, peer)),
    });
  }

  get #touchesOwn(): boolean {
    const touched = [...this.added, ...this.changed.values()];
    return this.#removed.size > 0 || touched.some(({ direction }) => direction === 'out');
  }

  #removedByPeer(): Map<string, number[]> {
    const byPeer = new Map<string, number[]>();
    for (const [key, peer] of this.#removed) byPeer.set(peer, [...(byPeer.get(peer) ?? []), key]);
    return byPeer;
  }
}
