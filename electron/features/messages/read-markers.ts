/** Read markers (XEP-0333) that this session gives: that all up to a message was read, to those who ask for it. */
import { bareJid, type BareJid } from '../../xmpp/jid';
import { attr, type Element } from '../../xmpp/xml';
import { parseDisplayed } from '../../xmpp/xep-0333-markers/stanza';
import type { Contacts } from '../contacts/contacts';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';

interface SentMarker {
  readonly id: string;
  /** Position up to which it tells of. */
  readonly upTo: number;
}

export class ReadMarkers {
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  /** Went out in this session, and the server has not said that it has them. */
  readonly #sent = new Map<BareJid, SentMarker>();

  constructor(services: AccountServices, contacts: Contacts) {
    this.#services = services;
    this.#contacts = contacts;
  }

  /** The user has read on from a position. Whoever does not want that told now does not want it told later. */
  async read(peer: BareJid, from: number): Promise<void> {
    if (!this.#mayTell(peer)) return;
    const { store, account } = this.#services;
    store.history(account).conversations.oweMarker(account, peer, from);
    await this.sendDue();
  }

  /** One a conversation, of the newest message that was read; what has no connection waits for one. Never rejects. */
  async sendDue(): Promise<void> {
    try {
      await this.#sendAll();
    } catch (error) {
      // The store can't be written: they stay due.
      this.#services.log.warn('messages', `read markers: ${reasonOf(error)}`);
    }
  }

  async #sendAll(): Promise<void> {
    const { store, account, modules, ledger, log } = this.#services;
    const { conversations, messages } = store.history(account);
    for (const { peer, from, upTo } of conversations.markersDue(account)) {
      const to = peer as BareJid;
      const newest = messages.newestMarkable(account, peer, from, upTo);
      if (newest === undefined || newest.id === '' || !this.#mayTell(to)) {
        conversations.markerTold(account, peer, upTo);
        continue;
      }
      if (this.#services.jid() === undefined) return;
      if (this.#sent.get(to)?.id === newest.id) continue;
      this.#sent.set(to, { id: newest.id, upTo });
      try {
        await modules.messages.send({ to, type: 'chat', displayed: newest.id, hints: ['store'] });
        ledger.note('read-marker', to);
      } catch (error) {
        this.#sent.delete(to);
        log.debug('messages', `read marker: ${reasonOf(error)}`);
        return;
      }
    }
  }

  /** Of what went out before, nobody knows what became. */
  sessionBegan(): void {
    this.#sent.clear();
  }

  /** The server has a stanza of ours. */
  acknowledged(stanza: Element): void {
    const peer = bareJid(attr(stanza, 'to'));
    const sent = peer === undefined || !stanza.is('message') ? undefined : this.#sent.get(peer);
    if (peer === undefined || sent === undefined || parseDisplayed(stanza) !== sent.id) return;
    this.#sent.delete(peer);
    const { store, account } = this.#services;
    store.history(account).conversations.markerTold(account, peer, sent.upTo);
  }

  #mayTell(peer: BareJid): boolean {
    const { settings, account } = this.#services;
    return peer !== account && settings().sending.readMarkers && this.#contacts.maySeeUs(peer);
  }
}
