import { ModuleBase } from '../module-base';
import { buildCarbonsEnable } from './stanza';

/**
 * Message Carbons (XEP-0280): asks the server for copies. Opening them is `unwrapCarbon`, which
 * the inbox uses. No disco feature: the server's support counts, a client's is of no use to peers.
 */
export class CarbonsModule extends ModuleBase {
  override readonly name = 'XEP-0280';

  /**
   * Asks for copies on this stream; needed once a new stream. Rejects with `StanzaError` where the
   * server has no carbons, with `ConnectionError` where there is no answer.
   */
  async enable(): Promise<void> {
    await this.session.request(buildCarbonsEnable(), { beforeManagement: true });
  }
}
