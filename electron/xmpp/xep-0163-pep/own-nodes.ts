/** All personal nodes of the account, whatever stands in them: for showing, exporting and deleting them. */
import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import { ModuleBase } from '../module-base';
import { NS_DISCO_ITEMS, NS_PUBSUB } from '../ns';
import { boundId } from '../text';
import { attr, child, children, type Element } from '../xml';
import { buildDiscoGet, MAX_ITEMS as MAX_DISCO_ITEMS, parseDiscoItems } from '../xep-0030-disco/stanza';
import {
  buildAccessConfigure,
  buildAffiliationsGet,
  buildAffiliationsSet,
  buildConfigurationGet,
  buildDelete,
  buildSubscriptionsGet,
  buildUnsubscribe,
  configurationForm,
  parseAffiliations,
  parseConfiguration,
  parseSubscribers,
  type NodeConfiguration,
} from '../xep-0060-pubsub/owner';
import {
  buildItemsGet,
  buildPublish,
  MAX_ITEMS,
  type AccessModel,
  type NodeOptions,
  type PubsubItem,
} from '../xep-0060-pubsub/stanza';

/** One item as it stands there. */
export interface NodeItem {
  /** Undefined where it has none that can be read. */
  readonly id: string | undefined;
  readonly payloads: readonly Element[];
}

/**
 * Undefined results are answers that are none; 'absent' is the server's word that there is no such node. Every
 * method rejects with `StanzaError` or `ConnectionError`.
 */
export class OwnNodesModule extends ModuleBase {
  override readonly name = 'XEP-0163 own nodes';

  /** Names of the nodes, each once; `cut`: there are more than are read. */
  async list(): Promise<{ readonly nodes: readonly string[]; readonly cut: boolean } | undefined> {
    const { account } = this.session;
    const reply = await this.session.request(buildDiscoGet(NS_DISCO_ITEMS, account));
    const items = parseDiscoItems(reply);
    if (items === undefined) return undefined;
    const nodes = items.filter(({ jid }) => (jid as string) === account).map(({ node }) => node);
    const given = child(reply, 'query', NS_DISCO_ITEMS)?.getChildElements().length ?? 0;
    if (given > 0 && items.length === 0) return undefined;
    return { nodes: [...new Set(nodes.filter((node) => node !== undefined))], cut: given > MAX_DISCO_ITEMS };
  }

  /** At most `MAX_ITEMS`. */
  async items(node: string): Promise<readonly NodeItem[] | 'absent' | undefined> {
    const reply = await this.#unlessAbsent(buildItemsGet(node));
    if (reply === 'absent') return reply;
    const pubsub = child(reply, 'pubsub', NS_PUBSUB);
    const items = pubsub === undefined ? undefined : child(pubsub, 'items', NS_PUBSUB);
    const found = items === undefined ? undefined : children(items, 'item', NS_PUBSUB);
    if (found === undefined || (found.length === 0 && (items?.getChildElements().length ?? 0) > 0)) return undefined;
    return found
      .slice(0, MAX_ITEMS)
      .map((item) => ({ id: boundId(attr(item, 'id')), payloads: item.getChildElements() }));
  }

  async configuration(node: string): Promise<NodeConfiguration | 'absent' | undefined> {
    const reply = await this.#unlessAbsent(buildConfigurationGet(node));
    return reply === 'absent' ? reply : parseConfiguration(reply);
  }

  /** The form as the server gives it. */
  async configurationForm(node: string): Promise<Element | undefined> {
    return configurationForm(await this.session.request(buildConfigurationGet(node)));
  }

  async affiliations(node: string): Promise<ReadonlyMap<BareJid, string> | undefined> {
    return parseAffiliations(await this.session.request(buildAffiliationsGet(node)));
  }

  async subscribers(node: string): Promise<readonly BareJid[] | undefined> {
    return parseSubscribers(await this.session.request(buildSubscriptionsGet(node)));
  }

  async setAccess(node: string, access: AccessModel, rosterGroups: readonly string[]): Promise<void> {
    await this.session.request(buildAccessConfigure(node, access, rosterGroups));
  }

  /** Lets these in by name. */
  async letIn(node: string, members: readonly BareJid[]): Promise<void> {
    const all = new Map(members.map((jid) => [jid, 'member' as const]));
    if (all.size > 0) await this.session.request(buildAffiliationsSet(node, all));
  }

  /** Takes away what was granted to these, and what they asked for by themselves. */
  async shutOut(node: string, members: readonly BareJid[], subscribers: readonly BareJid[]): Promise<void> {
    const none = new Map(members.map((jid) => [jid, 'none' as const]));
    if (none.size > 0) await this.session.request(buildAffiliationsSet(node, none));
    if (subscribers.length > 0) await this.session.request(buildUnsubscribe(node, subscribers));
  }

  /** With `options` only into a node that is so ("conflict" otherwise), made where there is none. */
  async publish(node: string, item: PubsubItem, options?: NodeOptions): Promise<void> {
    await this.session.request(buildPublish(node, item, options));
  }

  /** The node with everything in it. */
  async remove(node: string): Promise<void> {
    await this.#unlessAbsent(buildDelete(node));
  }

  async #unlessAbsent(iq: Element): Promise<Element | 'absent'> {
    try {
      return await this.session.request(iq);
    } catch (error) {
      if (error instanceof StanzaError && error.condition === 'item-not-found') return 'absent';
      throw error;
    }
  }
}
