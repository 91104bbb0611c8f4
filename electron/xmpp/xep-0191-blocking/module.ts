import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import type { Disposer, IncomingIq, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import { NS_BLOCKING } from '../ns';
import {
  buildBlockCommand,
  buildBlockListGet,
  buildReportingBlock,
  mayPushBlocks,
  parseBlockList,
  parseBlockPush,
  type Blockable,
  type BlockPush,
} from './stanza';
import type { Report } from '../xep-0377-reporting/stanza';

/** Blocking Command (XEP-0191): the server's block list. */
export class BlockingModule extends ModuleBase {
  override readonly name = 'XEP-0191';
  readonly #pushed = new Listeners<[BlockPush]>();

  protected override listen(session: SessionContext): readonly Disposer[] {
    const receive = (iq: IncomingIq): undefined => this.#receive(iq, session.account);
    return (['block', 'unblock'] as const).map((command) => session.handleIq('set', command, NS_BLOCKING, receive));
  }

  /** The list changed on the server, also by this client. Pushes come only after `fetch` (§3.3). */
  onPush(listener: (push: BlockPush) => void): Disposer {
    return this.#pushed.add(listener);
  }

  /** The whole list. Rejects with `StanzaError` where the server has no blocking. */
  async fetch(): Promise<readonly Blockable[]> {
    return parseBlockList(await this.session.request(buildBlockListGet())) ?? [];
  }

  async block(jid: Blockable): Promise<void> {
    await this.session.request(buildBlockCommand('block', [jid]));
  }

  /** Blocks and reports, where the server takes reports (XEP-0377). */
  async report(jid: Blockable, report: Report): Promise<void> {
    await this.session.request(buildReportingBlock(jid, report));
  }

  async unblock(jid: Blockable): Promise<void> {
    await this.session.request(buildBlockCommand('unblock', [jid]));
  }

  #receive(iq: IncomingIq, account: BareJid): undefined {
    if (!mayPushBlocks(iq.from, account)) throw new StanzaError('service-unavailable', 'cancel', '');
    const push = parseBlockPush(iq.payload);
    if (push === undefined) throw new StanzaError('bad-request', 'modify', '');
    this.#pushed.emit(push);
  }
}
