/** The personal nodes (XEP-0163) of one account at a server that a test can make lie. */
import { StanzaError } from '../../electron/xmpp/errors';
import { NS_DISCO_INFO, NS_PUBSUB, NS_PUBSUB_OWNER, NS_STANZA_ID } from '../../electron/xmpp/ns';
import { attr, child, xml, type Element } from '../../electron/xmpp/xml';
import { parseFormFields } from '../../electron/xmpp/xep-0004-forms/stanza';
import type { MockSession } from './mock-session';

export interface FakeNode {
  fields: Map<string, readonly string[]>;
  affiliations: Map<string, string>;
  subscribers: Set<string>;
  items: Element[];
}

const CONFIG = 'pubsub#access_model';

export class FakePep {
  readonly nodes = new Map<string, FakeNode>();
  /** What was asked for, e.g. "publish http://…", oldest first. */
  readonly log: string[] = [];
  /** Every payload that was published, oldest first, with the access model that it was published under. */
  readonly published: { readonly node: string; readonly payload: string; readonly access: string }[] = [];
  features = ['publish-options', 'persistent-items', 'create-nodes', 'config-node', 'delete-nodes'];
  /** Called before each request is answered; may throw a `StanzaError`. */
  before: (action: string) => void | Promise<void> = () => undefined;
  /** Says this of a node's access model in place of the truth. */
  claims: string | undefined;
  readonly #account: string;

  constructor(session: MockSession) {
    this.#account = session.account;
    session.answer('get', 'query', NS_DISCO_INFO, () =>
      xml(
        'query',
        { xmlns: NS_DISCO_INFO },
        ...this.features.map((name) => xml('feature', { var: `${NS_PUBSUB}#${name}` })),
        xml('feature', { var: NS_STANZA_ID }),
      ),
    );
    for (const type of ['get', 'set'] as const)
      for (const ns of [NS_PUBSUB, NS_PUBSUB_OWNER])
        session.answer(type, 'pubsub', ns, (payload) => this.#answer(type, payload, ns));
  }

  /** What stands in a node now; undefined: no node, or nothing in it. */
  standing(node: string): string | undefined {
    return this.nodes.get(node)?.items.at(-1)?.getChildElements()[0]?.toString();
  }

  put(node: string, access: string, payload?: Element): FakeNode {
    const made: FakeNode = {
      fields: new Map([[CONFIG, [access]]]),
      affiliations: new Map(),
      subscribers: new Set(),
      items: payload === undefined ? [] : [xml('item', { id: 'current' }, payload)],
    };
    this.nodes.set(node, made);
    return made;
  }

  async #answer(type: 'get' | 'set', pubsub: Element, ns: string): Promise<Element | undefined> {
    const [action] = pubsub.getChildElements();
    if (action === undefined) throw new StanzaError('bad-request', 'modify', '');
    const node = attr(action, 'node') ?? '';
    const name = `${type === 'get' ? 'get ' : ''}${action.getName()}`;
    this.log.push(`${name} ${node}`);
    await this.before(name);
    if (name === 'create') {
      if (this.nodes.has(node)) throw new StanzaError('conflict', 'cancel', '');
      this.#configure(this.put(node, 'presence'), child(pubsub, 'configure', ns));
      return undefined;
    }
    if (name === 'publish') {
      this.#publish(node, action, child(pubsub, 'publish-options', ns));
      return;
    }
    const found = this.nodes.get(node);
    if (found === undefined) throw new StanzaError('item-not-found', 'cancel', '');
    return this.#ask(name, node, found, action);
  }

  #ask(name: string, node: string, found: FakeNode, action: Element): Element | undefined {
    const answer = (ns: string, element: Element): Element => xml('pubsub', { xmlns: ns }, element);
    switch (name) {
      case 'get items':
        return answer(NS_PUBSUB, xml('items', { node }, ...found.items));
      case 'get configure':
        return answer(NS_PUBSUB_OWNER, xml('configure', { node }, this.#form(found)));
      case 'get affiliations':
        return answer(
          NS_PUBSUB_OWNER,
          xml(
            'affiliations',
            { node },
            ...[[this.#account, 'owner'] as const, ...found.affiliations].map(([jid, affiliation]) =>
              xml('affiliation', { jid, affiliation }),
            ),
          ),
        );
      case 'get subscriptions': {
        const each = [...found.subscribers].map((jid) => xml('subscription', { jid, subscription: 'subscribed' }));
        return answer(NS_PUBSUB_OWNER, xml('subscriptions', { node }, ...each));
      }
      case 'configure':
        this.#configure(found, action);
        return undefined;
      case 'affiliations':
        for (const one of action.getChildElements())
          found.affiliations.set(attr(one, 'jid') ?? '', attr(one, 'affiliation') ?? '');
        return undefined;
      case 'purge':
      case 'retract':
        found.items = [];
        return undefined;
      case 'delete':
        this.nodes.delete(node);
        return undefined;
      default:
        throw new StanzaError('feature-not-implemented', 'cancel', name);
    }
  }

  #publish(node: string, publish: Element, options: Element | undefined): undefined {
    const wanted = options === undefined ? undefined : parseFormFields(options);
    const found = this.nodes.get(node) ?? this.put(node, 'presence');
    if (wanted !== undefined) {
      for (const name of [CONFIG, 'pubsub#roster_groups_allowed'])
        if (String(wanted.get(name)) !== String(found.fields.get(name)))
          throw new StanzaError('conflict', 'cancel', 'precondition-not-met');
    }
    const [item] = publish.getChildElements();
    if (item === undefined) throw new StanzaError('bad-request', 'modify', '');
    found.items = [item];
    const payload = item.getChildElements()[0]?.toString() ?? '';
    this.published.push({ node, payload, access: String(found.fields.get(CONFIG)) });
    return undefined;
  }

  #configure(node: FakeNode, within: Element | undefined): void {
    for (const [name, values] of (within && parseFormFields(within)) ?? []) node.fields.set(name, values);
  }

  #form({ fields }: FakeNode): Element {
    const shown = new Map(fields);
    if (this.claims !== undefined) shown.set(CONFIG, [this.claims]);
    return xml(
      'x',
      { xmlns: 'jabber:x:data', type: 'form' },
      ...[...shown].map(([name, values]) =>
        xml('field', { var: name }, ...values.map((value) => xml('value', {}, value))),
      ),
    );
  }
}
