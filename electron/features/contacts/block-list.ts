/** The server's block list (XEP-0191), as it is while online. */
import { StanzaError } from '../../xmpp/errors';
import type { Blockable } from '../../xmpp/xep-0191-blocking/stanza';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';

export class BlockList {
  readonly #services: AccountServices;
  #blocked = new Set<string>();
  #isKnown = false;
  #isAnswered = false;

  constructor(services: AccountServices) {
    this.#services = services;
    services.modules.blocking.onPush((push) => {
      if ('blocked' in push) for (const jid of push.blocked) this.#blocked.add(jid);
      else if (push.unblocked === 'all') this.#blocked.clear();
      else for (const jid of push.unblocked) this.#blocked.delete(jid);
      this.#tell();
    });
  }

  get list(): readonly string[] {
    return [...this.#blocked].sort();
  }

  /** It was fetched in this session; before, it is that of an earlier one, if any. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** The server told it in this session, or refused to. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  sessionEnded(): void {
    this.#isKnown = false;
    this.#isAnswered = false;
  }

  /** Where the server has blocking, until it has answered. */
  async fetch(): Promise<void> {
    try {
      this.#blocked = new Set(await this.#services.modules.blocking.fetch());
      this.#isKnown = true;
      this.#isAnswered = true;
      this.#tell();
    } catch (error) {
      this.#isAnswered = error instanceof StanzaError;
      this.#services.log.warn('contacts', `block list: ${reasonOf(error)}`);
    }
  }

  async block(jid: Blockable): Promise<void> {
    await this.#services.modules.blocking.block(jid);
  }

  async unblock(jid: Blockable): Promise<void> {
    await this.#services.modules.blocking.unblock(jid);
  }

  #tell(): void {
    this.#services.hub.emit('blockListChanged', { account: this.#services.account, blocked: this.list });
  }
}
