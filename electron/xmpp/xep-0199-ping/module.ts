import { StanzaError } from '../errors';
import type { Disposer, IncomingIq, RequestOptions, SessionContext } from '../module';
import { ModuleBase } from '../module-base';
import { NS_PING } from '../ns';
import type { MayKnow } from '../trust';
import { buildPing } from './stanza';

/** XMPP Ping (XEP-0199): answers those who may know of us, and asks the own server whether it is there. */
export class PingModule extends ModuleBase {
  override readonly name = 'XEP-0199';
  readonly #mayKnow: MayKnow;

  constructor(mayKnow: MayKnow) {
    super();
    this.#mayKnow = mayKnow;
  }

  override features(): readonly string[] {
    return [NS_PING];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.handleIq('get', 'ping', NS_PING, (iq) => this.#answer(iq))];
  }

  /** Resolves when the own server answered, also with an error, for that proves the way too. Rejects with `ConnectionError`. */
  async ping(options?: RequestOptions): Promise<void> {
    try {
      await this.session.request(buildPing(), options);
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
    }
  }

  #answer(iq: IncomingIq): undefined {
    // What a server replies where nobody is connected (§8): a stranger learns nothing.
    if (!this.#mayKnow(iq.from)) throw new StanzaError('service-unavailable', 'cancel', '');
  }
}
