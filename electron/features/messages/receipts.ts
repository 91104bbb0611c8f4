/** Delivery receipts (XEP-0184) that this session gives. */
import { bareJid, type BareJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import { parseReceivedIds } from '../../xmpp/xep-0184-receipts/stanza';
import { attr, type Element } from '../../xmpp/xml';
import type { Contacts } from '../contacts/contacts';
import { reasonOf } from '../errors';
import type { AccountServices } from '../services';
import { peerOf } from './identity';

interface Receipt {
  readonly peer: BareJid;
  readonly type: 'chat' | 'normal';
  readonly id: string;
}

/** So many may be due at most while there is no connection. */
const MAX_DUE = 20_000;

export class Receipts {
  readonly #services: AccountServices;
  readonly #contacts: Contacts;
  /** Not yet with the server, in order. */
  readonly #due = new Map<string, Receipt>();
  /** Those of them that went out in this session. */
  readonly #sent = new Set<string>();
  #sending = false;

  constructor(services: AccountServices, contacts: Contacts) {
    this.#services = services;
    this.#contacts = contacts;
  }

  /** Answers messages that were stored; without a connection, when there is one again. Never rejects. */
  async answer(messages: readonly ParsedMessage[]): Promise<void> {
    for (const receipt of messages.flatMap((message) => this.#for(message)))
      if (this.#due.size < MAX_DUE) this.#due.set(nameOf(receipt.peer, receipt.id), receipt);
    await this.sendDue();
  }

  async sendDue(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    // What becomes due meanwhile comes after what is there, also in the map.
    for (const [name, { peer, type, id }] of this.#due) {
      if (this.#services.jid() === undefined) break;
      if (this.#sent.has(name)) continue;
      this.#sent.add(name);
      try {
        // To the person, as the messages: what goes to a session right as it is bound is lost with its connection.
        await this.#services.modules.messages.send({ to: peer, type, receivedIds: [id], hints: ['store'] });
        this.#services.ledger.note('receipt', peer);
      } catch (error) {
        this.#sent.delete(name);
        this.#services.log.debug('messages', `receipt: ${reasonOf(error)}`);
        break;
      }
    }
    this.#sending = false;
  }

  /** A session began: of what went out before, nobody knows what became. */
  sessionBegan(): void {
    this.#sent.clear();
  }

  /** The server has a stanza of ours. */
  acknowledged(stanza: Element): void {
    const peer = bareJid(attr(stanza, 'to'));
    if (peer === undefined || !stanza.is('message')) return;
    for (const id of parseReceivedIds(stanza)) {
      this.#due.delete(nameOf(peer, id));
      this.#sent.delete(nameOf(peer, id));
    }
  }

  /** Only the session that a message was sent to answers, only contacts get an answer, and only if the user wants it. */
  #for(message: ParsedMessage): readonly Receipt[] {
    const { account, settings } = this.#services;
    const { id, type, direction, carbon, receiptRequested, body } = message;
    const peer = peerOf(message);
    if (!receiptRequested || id === undefined || direction !== 'in' || carbon || body === undefined) return [];
    if (peer === undefined || peer === account || (type !== 'chat' && type !== 'normal')) return [];
    return settings().sending.receipts && this.#contacts.maySeeUs(peer) ? [{ peer, type, id }] : [];
  }
}

function nameOf(peer: BareJid, id: string): string {
  return `${peer} ${id}`;
}
