import { StanzaError } from '../errors';
import type { Disposer, InboundMessage, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import {
  buildConfigure,
  buildItemsGet,
  buildPublish,
  parseItems,
  type NodeOptions,
  type PubsubItem,
} from '../xep-0060-pubsub/stanza';
import { parseOwnEvent } from './stanza';

/** What stands in a node, and how it is written. */
export interface NodeContent<T> {
  readonly node: string;
  readonly options: NodeOptions;
  /** Undefined: not to be understood. */
  readonly read: (item: PubsubItem) => T | undefined;
  readonly write: (value: T) => PubsubItem;
}

/** One node of the account (XEP-0163) that its sessions share; a room of such a node builds on it. */
export abstract class PersonalNodeModule<T> extends ModuleBase {
  readonly #changed = new Listeners<[T]>();

  protected abstract readonly content: NodeContent<T>;

  /** Asks the server for events of this node. */
  override features(): readonly string[] {
    return [`${this.content.node}+notify`];
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.on('message', (message) => this.#receive(message, session))];
  }

  /** A session of the account published this; the own one too. */
  onChanged(listener: (value: T) => void): Disposer {
    return this.#changed.add(listener);
  }

  /** Everything in the node that can be understood. Rejects with `StanzaError` or `ConnectionError`. */
  async fetch(): Promise<readonly T[]> {
    try {
      const items = parseItems(await this.session.request(buildItemsGet(this.content.node))) ?? [];
      return items.map((item) => this.content.read(item)).filter((value) => value !== undefined);
    } catch (error) {
      // Nobody published anything yet.
      if (error instanceof StanzaError && error.condition === 'item-not-found') return [];
      throw error;
    }
  }

  /** Only where the server `keepsPrivateData`. Rejects with `StanzaError` or `ConnectionError`. */
  protected async publishItem(value: T): Promise<void> {
    const { node, options, write } = this.content;
    try {
      await this.session.request(buildPublish(node, write(value), options));
    } catch (error) {
      // The node is there, made by another client, and open to more people than it should be.
      if (!(error instanceof StanzaError) || error.condition !== 'conflict') throw error;
      await this.session.request(buildConfigure(node, options));
      await this.session.request(buildPublish(node, write(value), options));
    }
  }

  #receive(message: InboundMessage, session: SessionContext): void {
    const event = parseOwnEvent(message, session.account);
    if (event?.node !== this.content.node) return;
    for (const item of event.published) {
      const value = this.content.read(item);
      if (value !== undefined) this.#changed.emit(value);
    }
  }
}
