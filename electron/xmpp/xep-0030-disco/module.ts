import { StanzaError } from '../errors';
import type { BareJid, FullJid } from '../jid';
import type { Disposer, IncomingIq, SessionContext } from '../module';
import { ModuleBase } from '../module-base';
import { NS_DISCO_INFO, NS_DISCO_ITEMS } from '../ns';
import type { MayKnow } from '../trust';
import type { Element } from '../xml';
import {
  buildDiscoGet,
  buildDiscoInfo,
  buildDiscoItems,
  parseDiscoInfo,
  parseDiscoItems,
  parseNode,
  type DiscoIdentity,
  type DiscoInfo,
  type DiscoItem,
} from './stanza';

export interface DiscoOptions {
  readonly mayKnow: MayKnow;
  readonly identity: DiscoIdentity;
  /** Features of all rooms as they are now, in any order, doubles allowed. */
  readonly collectFeatures: () => readonly string[];
  /** Whether a node is this client's own under another name (its capabilities, XEP-0115 §6.2). */
  readonly isOwnNode: (node: string) => boolean;
}

/** Service Discovery (XEP-0030): says what this client can do to those who may know, and asks others. */
export class DiscoModule extends ModuleBase {
  override readonly name = 'XEP-0030';
  readonly #options: DiscoOptions;

  constructor(options: DiscoOptions) {
    super();
    this.#options = options;
  }

  override features(): readonly string[] {
    return [NS_DISCO_INFO, NS_DISCO_ITEMS];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [
      session.handleIq('get', 'query', NS_DISCO_INFO, (iq) => this.#answerInfo(iq)),
      session.handleIq('get', 'query', NS_DISCO_ITEMS, (iq) => this.#answerItems(iq)),
    ];
  }

  /** What this client tells of itself now. */
  ownInfo(): DiscoInfo {
    const features = [...new Set(this.#options.collectFeatures())].sort();
    return { identities: [this.#options.identity], features, forms: [] };
  }

  /** Asks `jid` about itself or one of its nodes. Undefined where the reply holds nothing. Rejects with `StanzaError` or `ConnectionError`. */
  async queryInfo(jid: BareJid | FullJid, node?: string): Promise<DiscoInfo | undefined> {
    const answer = await this.session.request(buildDiscoGet(NS_DISCO_INFO, jid, node), { beforeManagement: true });
    return parseDiscoInfo(answer);
  }

  /** Asks `jid` for what belongs to it; at most `MAX_ITEMS`. */
  async queryItems(jid: BareJid | FullJid, node?: string): Promise<readonly DiscoItem[]> {
    return parseDiscoItems(await this.session.request(buildDiscoGet(NS_DISCO_ITEMS, jid, node))) ?? [];
  }

  #answerInfo(iq: IncomingIq): Element | 'ignore' {
    if (!this.#options.mayKnow(iq.from)) return 'ignore';
    const { node } = parseNode(iq.payload);
    if (node !== undefined && !this.#options.isOwnNode(node)) throw new StanzaError('item-not-found', 'cancel', '');
    return buildDiscoInfo({ ...this.ownInfo(), ...(node !== undefined && { node }) });
  }

  #answerItems(iq: IncomingIq): Element | 'ignore' {
    if (!this.#options.mayKnow(iq.from)) return 'ignore';
    return buildDiscoItems([], parseNode(iq.payload).node);
  }
}
