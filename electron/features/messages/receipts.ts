/** Delivery receipts (XEP-0184) that this session gives. */
import type { BareJid, FullJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import type { Contacts } from '../contacts/contacts';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { peerOf } from './identity';

interface Receipt {
  readonly peer: BareJid;
  readonly to: BareJid | FullJid;
  readonly type: 'chat' | 'normal';
  readonly id: string;
}

export class Receipts {
  readonly #services: AccountServices;
  readonly #contacts: Contacts;

  constructor(services: AccountServices, contacts: Contacts) {
    this.#services = services;
    this.#contacts = contacts;
  }

  /** Answers messages that were stored. Never rejects. */
  async answer(messages: readonly ParsedMessage[]): Promise<void> {
    const { modules, ledger, log } = this.#services;
    for (const { peer, to, type, id } of messages.flatMap((message) => this.#for(message))) {
      try {
        await modules.messages.send({ to, type, receivedIds: [id], hints: ['store'] });
        ledger.note('receipt', peer);
      } catch (error) {
        log.debug('messages', `receipt: ${reasonOf(error)}`);
      }
    }
  }

  /** Only the session that a message was sent to answers, only contacts get an answer, and only if the user wants it. */
  #for(message: ParsedMessage): readonly Receipt[] {
    const { account, settings } = this.#services;
    const { id, type, direction, carbon, receiptRequested, from, body } = message;
    const peer = peerOf(message);
    if (!receiptRequested || id === undefined || direction !== 'in' || carbon || body === undefined) return [];
    if (peer === undefined || peer === account || (type !== 'chat' && type !== 'normal')) return [];
    return settings().sending.receipts && this.#contacts.maySeeUs(peer) ? [{ peer, to: from, type, id }] : [];
  }
}
