import { ModuleBase } from '../module-base';
import type { Element } from '../xml';
import { buildPrivateGet, buildPrivateSet, emptyPrivate, parsePrivate, type PrivateName } from './stanza';

/** Private XML Storage (XEP-0049). Every method rejects with `StanzaError` or `ConnectionError`. */
export class PrivateXmlModule extends ModuleBase {
  override readonly name = 'XEP-0049';

  /** What is stored under a name, an empty element where nothing is; undefined where the answer is none. */
  async get(name: PrivateName): Promise<Element | undefined> {
    return parsePrivate(await this.session.request(buildPrivateGet(name)), name);
  }

  /** Puts `data` in place of what is stored under its name and namespace. */
  async set(data: Element): Promise<void> {
    await this.session.request(buildPrivateSet(data));
  }

  async remove(name: PrivateName): Promise<void> {
    await this.session.request(buildPrivateSet(emptyPrivate(name)));
  }
}
