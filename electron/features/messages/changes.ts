/** What one transaction changed, told to the window after it is stored. */
import type { Message } from '../../contract/models';
import type { AccountServices } from '../services';

export class Changes {
  readonly added: Message[] = [];
  readonly changed = new Map<number, Message>();
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

  /** The conversation itself changed, for instance its reading position. */
  touch(peer: string): void {
    this.#peers.add(peer);
  }

  tell({ hub, store, account }: AccountServices): void {
    // Added and changed in one go: the window gets the message as it is now, once.
    const added = this.added.map((message) => this.changed.get(message.key) ?? message);
    const keys = new Set(added.map((message) => message.key));
    const changed = [...this.changed.values()].filter((message) => !keys.has(message.key));
    if (added.length > 0) hub.emit('messagesAdded', { account, messages: added });
    if (changed.length > 0) hub.emit('messagesChanged', { account, messages: changed });
    if (this.#peers.size === 0) return;
    const { conversations } = store.history(account);
    hub.emit('conversationsChanged', {
      account,
      conversations: [...this.#peers].map((peer) => conversations.get(account, peer)),
    });
  }
}
