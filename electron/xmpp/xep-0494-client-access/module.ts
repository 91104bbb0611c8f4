import type { Clock } from '../../contract/ports';
import { ModuleBase } from '../module-base';
import { buildClientsGet, buildRevoke, parseClients, type ClientAccess } from './stanza';

/** Who has access to the account (XEP-0494). Every method rejects with `StanzaError` or `ConnectionError`. */
export class ClientAccessModule extends ModuleBase {
  override readonly name = 'XEP-0494';
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  /** Undefined where the answer is none. */
  async list(): Promise<readonly ClientAccess[] | undefined> {
    return parseClients(await this.session.request(buildClientsGet()), this.#clock.now());
  }

  /** "service-unavailable" where the client knows the password (§3.2). */
  async revoke(id: string): Promise<void> {
    await this.session.request(buildRevoke(id));
  }
}
