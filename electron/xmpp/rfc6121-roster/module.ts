import { StanzaError } from '../errors';
import type { BareJid } from '../jid';
import type { Disposer, IncomingIq, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import { NS_ROSTER, NS_ROSTER_VERSIONING } from '../ns';
import {
  buildRosterGet,
  buildRosterRemove,
  buildRosterSet,
  mayPushRoster,
  parseRosterPush,
  parseRosterResult,
  type Roster,
  type RosterItem,
  type RosterPush,
} from './stanza';

/** The roster on the server (RFC 6121 §2): fetching, changing, and hearing of changes. */
export class RosterModule extends ModuleBase {
  override readonly name = 'RFC 6121 roster';
  readonly #pushed = new Listeners<[RosterPush]>();

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.handleIq('set', 'query', NS_ROSTER, (iq) => this.#receive(iq, session.account))];
  }

  /** A change on the server, also one that was made here: the push is what counts, not the reply (RFC 6121 §2.1.6). */
  onPush(listener: (push: RosterPush) => void): Disposer {
    return this.#pushed.add(listener);
  }

  /** Whether the server of this stream keeps versions (RFC 6121 §2.6.1). */
  get hasVersioning(): boolean {
    return this.session.hasStreamFeature('ver', NS_ROSTER_VERSIONING);
  }

  /**
   * Asks for the roster, with `version` for what changed since: 'unchanged' means that the held
   * one is right once the pushes that follow are applied. To be called before the first presence
   * is sent (§2.2), and best before all else: a server that manages the stream copies a large one.
   * Rejects with `StanzaError` or `ConnectionError`.
   */
  async fetch(version?: string): Promise<Roster | 'unchanged'> {
    const asked = this.hasVersioning ? (version ?? '') : undefined;
    const answer = await this.session.request(buildRosterGet(asked), { beforeManagement: true });
    const roster = parseRosterResult(answer);
    if (roster !== undefined) return roster;
    return asked === undefined || asked === '' ? { items: [] } : 'unchanged';
  }

  /** Adds a contact, or gives one another name and other groups. Resolves when the server took it. */
  async set(item: Pick<RosterItem, 'jid' | 'name' | 'groups'>): Promise<void> {
    await this.session.request(buildRosterSet(item));
  }

  /** Removes a contact and both subscriptions (§2.5.2). */
  async remove(jid: BareJid): Promise<void> {
    await this.session.request(buildRosterRemove(jid));
  }

  #receive(iq: IncomingIq, account: BareJid): undefined {
    if (!mayPushRoster(iq.from, account)) throw new StanzaError('service-unavailable', 'cancel', '');
    const push = parseRosterPush(iq.payload);
    if (push === undefined) throw new StanzaError('bad-request', 'modify', '');
    this.#pushed.emit(push);
  }
}
