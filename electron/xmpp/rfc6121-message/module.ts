import type { Clock } from '../../contract/ports';
import { domainOf, type BareJid } from '../jid';
import type { Disposer, InboundMessage, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import { buildMessage, parseMessage, type OutgoingMessage, type ParsedMessage } from './stanza';

/** Messages (RFC 6121 §5): parses what comes in, writes what goes out. */
export class MessageModule extends ModuleBase {
  override readonly name = 'RFC 6121 messages';
  readonly #received = new Listeners<[ParsedMessage, InboundMessage]>();
  readonly #clock: Clock;
  readonly #ownSide: readonly string[];

  constructor(account: BareJid, clock: Clock) {
    super();
    this.#clock = clock;
    this.#ownSide = [account, domainOf(account)];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [
      session.on('message', (inbound) => {
        this.#received.emit(parseMessage(inbound, this.#clock.now(), this.#ownSide), inbound);
      }),
    ];
  }

  /** Called in order of arrival, once a message, while the inbox handles it: what the listener stores is stored before the next one. */
  onMessage(listener: (message: ParsedMessage, inbound: InboundMessage) => void): Disposer {
    return this.#received.add(listener);
  }

  /** Resolves when the socket took it; rejects with `ConnectionError('offline')` without a stream. */
  async send(message: OutgoingMessage): Promise<void> {
    await this.session.send(buildMessage(message));
  }
}
