import type { Clock } from '../../contract/ports';
import { bareJid, type BareJid, type FullJid } from '../jid';
import type { Disposer, SessionContext } from '../module';
import { Listeners, ModuleBase } from '../module-base';
import { NS_PRE_APPROVAL } from '../ns';
import type { Element } from '../xml';
import type { Caps } from '../xep-0115-caps/stanza';
import {
  buildPresence,
  buildSubscription,
  parsePresence,
  type OwnPresence,
  type ParsedAvailability,
  type ParsedPresenceError,
  type ParsedSubscription,
} from './stanza';

/** Presence and subscriptions (RFC 6121 §3, §4). */
export class PresenceModule extends ModuleBase {
  override readonly name = 'RFC 6121 presence';
  readonly #availability = new Listeners<[ParsedAvailability]>();
  readonly #subscription = new Listeners<[ParsedSubscription]>();
  readonly #error = new Listeners<[ParsedPresenceError]>();
  readonly #clock: Clock;
  readonly #ownCaps: () => Caps;

  /** `ownCaps` is asked at each presence, for the features follow the user's switches. */
  constructor(clock: Clock, ownCaps: () => Caps) {
    super();
    this.#clock = clock;
    this.#ownCaps = ownCaps;
  }

  protected override listen(session: SessionContext): readonly Disposer[] {
    return [session.on('presence', (stanza, from) => this.#receive(stanza, from, session.account))];
  }

  /** Availability of a contact's client or of another session of the account. */
  onPresence(listener: (presence: ParsedAvailability) => void): Disposer {
    return this.#availability.add(listener);
  }

  /** A step of a subscription by somebody else. */
  onSubscription(listener: (subscription: ParsedSubscription) => void): Disposer {
    return this.#subscription.add(listener);
  }

  /** A presence of ours came back as an error. */
  onError(listener: (error: ParsedPresenceError) => void): Disposer {
    return this.#error.add(listener);
  }

  /** Whether the server lets a contact be approved before asking (RFC 6121 §3.4.1). */
  get hasPreApproval(): boolean {
    return this.session.hasStreamFeature('sub', NS_PRE_APPROVAL);
  }

  /** Tells everyone who may see it. Own capabilities are added. */
  async announce(own: Omit<OwnPresence, 'caps'>): Promise<void> {
    await this.session.send(buildPresence({ ...own, caps: this.#ownCaps() }));
  }

  /** Asks to see the presence of `jid` (§3.1). */
  async subscribe(jid: BareJid, text = ''): Promise<void> {
    await this.session.send(buildSubscription('subscribe', jid, text));
  }

  /** Grants a request; before one came, approves it ahead where the server can (§3.4). */
  async approve(jid: BareJid): Promise<void> {
    await this.session.send(buildSubscription('subscribed', jid));
  }

  /** Declines a request, or takes back what was granted or approved ahead (§3.2). */
  async refuse(jid: BareJid): Promise<void> {
    await this.session.send(buildSubscription('unsubscribed', jid));
  }

  /** Stops seeing the presence of `jid`, or takes back a request that waits (§3.3). */
  async unsubscribe(jid: BareJid): Promise<void> {
    await this.session.send(buildSubscription('unsubscribe', jid));
  }

  #receive(stanza: Element, from: BareJid | FullJid, account: BareJid): void {
    const presence = parsePresence(stanza, from, this.#clock.now());
    if (presence?.kind === 'availability') this.#availability.emit(presence);
    if (presence?.kind === 'error') this.#error.emit(presence);
    // The account cannot subscribe to itself; whoever writes so is up to something.
    if (presence?.kind === 'subscription' && bareJid(from) !== account) this.#subscription.emit(presence);
  }
}
