import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import type { Disposer, InboundMessage, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import type { Element } from '../xml';
import {
  buildAffiliationsGet,
  buildAffiliationsSet,
  buildConfigurationGet,
  buildConfigure,
  buildCreate,
  buildDelete,
  buildPurge,
  buildSubscriptionsGet,
  parseAffiliations,
  parseConfiguration,
  parseSubscribers,
  type Affiliation,
  type NodeConfiguration,
} from '../xep-0060-pubsub/owner';
import {
  buildItemsGet,
  buildPublish,
  buildRetract,
  parseItems,
  type NodeOptions,
  type PubsubItem,
} from '../xep-0060-pubsub/stanza';
import { parsePepEvent } from './stanza';

/** What stands in a node, and how it is written. */
export interface NodeContent<T> {
  readonly node: string;
  /** Undefined: not to be understood. */
  readonly read: (item: PubsubItem) => T | undefined;
  readonly write: (value: T) => PubsubItem;
}

/**
 * A kind of personal node (XEP-0163): its type says what stands in it, the methods work on the account's
 * own one, the events are of everybody's. Every method rejects with `StanzaError` or `ConnectionError`.
 */
export abstract class PepNodeModule<T> extends ModuleBase {
  readonly #events = new Listeners<[owner: BareJid, value: T | undefined]>();
  readonly #wantsEvents: () => boolean;

  protected abstract readonly content: NodeContent<T>;

  /** `wantsEvents`: whether the servers are asked to send events of this kind (§4.3.1), with each presence. Preset: no. */
  constructor(wantsEvents: () => boolean = () => false) {
    super();
    this.#wantsEvents = wantsEvents;
  }

  override features(): readonly string[] {
    return this.#wantsEvents() ? [`${this.content.node}+notify`] : [];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.on('message', (message) => this.#receive(message))];
  }

  /**
   * Somebody published this, the account itself among them; undefined: it is gone. `owner` is whom the
   * node belongs to, contact or not.
   */
  onEvent(listener: (owner: BareJid, value: T | undefined) => void): Disposer {
    return this.#events.add(listener);
  }

  /** Everything in the own node, or in somebody else's, that can be understood; nothing where there is no node. */
  async fetch(owner?: BareJid): Promise<readonly T[]> {
    return this.#read(buildItemsGet(this.content.node, { owner }));
  }

  /** One item of a node, if it is there and can be understood. */
  async fetchItem(id: string, owner?: BareJid): Promise<T | undefined> {
    return (await this.#read(buildItemsGet(this.content.node, { owner, id }))).at(-1);
  }

  async #read(iq: Element): Promise<readonly T[]> {
    const reply = await this.#unlessAbsent(iq);
    const items = reply === undefined ? [] : (parseItems(reply) ?? []);
    return items.map((item) => this.content.read(item)).filter((value) => value !== undefined);
  }

  /** With `options` only into a node that is so ("conflict" otherwise), made where there is none. */
  async publish(value: T, options?: NodeOptions): Promise<void> {
    await this.session.request(buildPublish(this.content.node, this.content.write(value), options));
  }

  async create(options: NodeOptions): Promise<void> {
    await this.session.request(buildCreate(this.content.node, options));
  }

  async configure(options: NodeOptions): Promise<void> {
    await this.session.request(buildConfigure(this.content.node, options));
  }

  /** Undefined where there is no node. */
  async configuration(): Promise<NodeConfiguration | undefined> {
    const reply = await this.#unlessAbsent(buildConfigurationGet(this.content.node));
    return reply === undefined ? undefined : (parseConfiguration(reply) ?? { rosterGroups: [] });
  }

  /** Who may do what with the node, in particular. Undefined where the server does not say. */
  async affiliations(): Promise<ReadonlyMap<BareJid, string> | undefined> {
    return parseAffiliations(await this.session.request(buildAffiliationsGet(this.content.node)));
  }

  async setAffiliations(changes: ReadonlyMap<BareJid, Affiliation>): Promise<void> {
    await this.session.request(buildAffiliationsSet(this.content.node, changes));
  }

  /** Who subscribed by themselves. Undefined where the server does not say. */
  async subscribers(): Promise<readonly BareJid[] | undefined> {
    return parseSubscribers(await this.session.request(buildSubscriptionsGet(this.content.node)));
  }

  /** Takes away one item; the account's other sessions and the contacts are told. */
  async retract(id: string): Promise<void> {
    await this.#unlessAbsent(buildRetract(this.content.node, id, true));
  }

  /** Takes away every item. */
  async purge(): Promise<void> {
    await this.#unlessAbsent(buildPurge(this.content.node));
  }

  /** Takes away the node with everything in it. */
  async remove(): Promise<void> {
    await this.#unlessAbsent(buildDelete(this.content.node));
  }

  async #unlessAbsent(iq: Element): Promise<Element | undefined> {
    try {
      return await this.session.request(iq);
    } catch (error) {
      if (error instanceof StanzaError && error.condition === 'item-not-found') return undefined;
      throw error;
    }
  }

  #receive(message: InboundMessage): void {
    const event = parsePepEvent(message);
    if (event?.node !== this.content.node) return;
    const values = event.published.map((item) => this.content.read(item)).filter((value) => value !== undefined);
    for (const value of values) this.#events.emit(event.owner, value);
    const isGone = event.retracted === 'all' || event.retracted.length > 0;
    if (isGone && values.length === 0) this.#events.emit(event.owner, undefined);
  }
}
