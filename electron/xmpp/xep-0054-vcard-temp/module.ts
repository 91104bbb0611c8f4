import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import { ModuleBase } from '../module-base';
import { NS_VCARD_TEMP } from '../ns';
import { Element } from '../xml';
import { detached } from '../xml-copy';
import { buildVcardGet, buildVcardSet, parseVcard } from './stanza';

/** vcard-temp (XEP-0054): the card that everybody can fetch. Every method rejects with `StanzaError` or `ConnectionError`. */
export class VcardTempModule extends ModuleBase {
  override readonly name = 'XEP-0054';

  /** The whole card of the account itself or of somebody else, a copy of its own; undefined where there is none or an empty one. */
  async fetch(owner?: BareJid): Promise<Element | undefined> {
    try {
      const card = parseVcard(await this.session.request(buildVcardGet(owner)));
      return card === undefined || card.children.length === 0 ? undefined : detached(card);
    } catch (error) {
      if (error instanceof StanzaError && error.condition === 'item-not-found') return undefined;
      throw error;
    }
  }

  /** Takes the place of the own card. */
  async publish(card: Element): Promise<void> {
    await this.session.request(buildVcardSet(card));
  }

  /** An empty card is all that the protocol has for none. */
  async remove(): Promise<void> {
    await this.publish(new Element('vCard', { xmlns: NS_VCARD_TEMP }));
  }
}
