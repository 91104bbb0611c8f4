import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import type { Disposer } from '../module';
import { NS_MDS } from '../ns';
import type { NodeOptions } from '../xep-0060-pubsub/stanza';
import { PepNodeModule, type NodeContent } from '../xep-0163-pep/module';
import { buildDisplayedUpTo, parseDisplayedUpTo, type DisplayedUpTo } from './stanza';

const options: NodeOptions = { access: 'whitelist', maxItems: 'max', sendLast: 'never' };

/** Message Displayed Synchronization (XEP-0490): what was read here is read on the user's other devices, and nobody else hears of it. */
export class DisplayedSyncModule extends PepNodeModule<DisplayedUpTo> {
  override readonly name = 'XEP-0490';
  protected override readonly content: NodeContent<DisplayedUpTo>;
  readonly #account: BareJid;

  constructor(account: BareJid) {
    super(() => true);
    this.#account = account;
    this.content = { node: NS_MDS, read: (item) => parseDisplayedUpTo(item, account), write: buildDisplayedUpTo };
  }

  /** A session of the account published this; the own one too. */
  onChanged(listener: (displayed: DisplayedUpTo) => void): Disposer {
    return this.onEvent((owner, displayed) => {
      if (owner === this.#account && displayed !== undefined) listener(displayed);
    });
  }

  /**
   * The conversation with `peer` was seen up to the message with this stanza-id, given by `by`: the
   * account. Only where the server `keepsPrivateData`. Rejects with `StanzaError` or `ConnectionError`.
   */
  async publishDisplayed(peer: BareJid, stanzaId: string, by: BareJid): Promise<void> {
    const displayed = { peer, stanzaId, by };
    try {
      await this.publish(displayed, options);
    } catch (error) {
      // The node is there, made by another client, and open to more people than it should be.
      if (!(error instanceof StanzaError) || error.condition !== 'conflict') throw error;
      await this.configure(options);
      await this.publish(displayed, options);
    }
  }
}
