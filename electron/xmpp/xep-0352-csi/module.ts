import type { Disposer, SessionContext } from '../module';
import { ModuleBase } from '../module-base';
import { NS_CSI } from '../ns';
import { buildClientState, type ClientState } from './stanza';

/** Client State Indication (XEP-0352): tells the own server, and it alone, whether somebody looks. */
export class ClientStateModule extends ModuleBase {
  override readonly name = 'XEP-0352';
  #wanted: ClientState = 'active';
  /** What the server takes us for. */
  #told: ClientState = 'active';

  protected override listen(session: SessionContext): readonly Disposer[] {
    const beginAnew = (): void => {
      this.#told = 'active';
      this.#say(session);
    };
    return [session.on('online', beginAnew), session.on('resumed', beginAnew)];
  }

  /** From now on, and again on each new stream. Servers that don't offer it are told nothing. */
  tell(state: ClientState): void {
    this.#wanted = state;
    if (this.isAttached) this.#say(this.session);
  }

  #say(session: SessionContext): void {
    if (session.jid === undefined || !session.hasStreamFeature('csi', NS_CSI) || this.#told === this.#wanted) return;
    this.#told = this.#wanted;
    // Without a connection it is said on the next one.
    void session.send(buildClientState(this.#wanted)).catch(() => undefined);
  }
}
