import type { BareJid } from '../jid';
import { NS_MDS } from '../ns';
import { PersonalNodeModule, type NodeContent } from '../xep-0163-pep/module';
import { buildDisplayedUpTo, parseDisplayedUpTo, type DisplayedUpTo } from './stanza';

/** Message Displayed Synchronization (XEP-0490): what was read here is read on the user's other devices, and nobody else hears of it. */
export class DisplayedSyncModule extends PersonalNodeModule<DisplayedUpTo> {
  override readonly name = 'XEP-0490';
  protected override readonly content: NodeContent<DisplayedUpTo>;

  constructor(account: BareJid) {
    super();
    this.content = {
      node: NS_MDS,
      options: { access: 'whitelist', maxItems: 'max', sendLast: 'never' },
      read: (item) => parseDisplayedUpTo(item, account),
      write: buildDisplayedUpTo,
    };
  }

  /**
   * The conversation with `peer` was seen up to the message with this stanza-id, given by `by`: the
   * account. Only where the server `keepsPrivateData`. Rejects with `StanzaError` or `ConnectionError`.
   */
  async publish(peer: BareJid, stanzaId: string, by: BareJid): Promise<void> {
    await this.publishItem({ peer, stanzaId, by });
  }
}
