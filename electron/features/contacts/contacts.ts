/** Contacts of one account: the roster as the server keeps it, and who of them is online. */
import type { Contact } from '../../contract/contacts';
import type { Resource } from '../../contract/presence';
import type { RosterEntry } from '../../store/roster-table';
import { bareJid, type BareJid, type FullJid } from '../../xmpp/jid';
import { Listeners } from '../../xmpp/module-base';
import type { RosterItem, RosterPush } from '../../xmpp/rfc6121-roster/stanza';
import type { ParsedAvailability, ParsedPresenceError, ParsedSubscription } from '../../xmpp/rfc6121-presence/stanza';
import type { Caps } from '../../xmpp/xep-0115-caps/stanza';
import { FeatureError, reasonOf } from '../errors';
import { Gathered } from '../gathered';
import type { AccountServices } from '../services';
import { BlockList } from './block-list';
import { Resources } from './resources';
import { SubscriptionRequests } from './subscription-requests';

/** Presence of 10,000 contacts arrives within a second; the window hears of it in this rhythm (milliseconds). */
const PRESENCE_INTERVAL = 50;
/** Requests are shown at leisure: a flood of them must not keep the window busy. */
const REQUEST_INTERVAL = 250;
/** The roster is written when the first rush of a sign-in is over, and pushes are written together (milliseconds). */
const WRITE_DELAY = 300;

interface Unwritten {
  readonly changed: Set<BareJid> | 'everything';
  /** The version of the roster once these are applied. */
  readonly version: string;
}

const nobody: readonly Resource[] = [];

export class Contacts {
  readonly blockList: BlockList;
  readonly #services: AccountServices;
  readonly #entries = new Map<BareJid, RosterEntry>();
  readonly #resources = new Map<BareJid, Resources>();
  readonly #requests = new SubscriptionRequests();
  /** Of requests of ours that came back: the condition of the error. */
  readonly #requestFailures = new Map<BareJid, string>();
  readonly #presenceChanges: Gathered<BareJid>;
  readonly #requestChanges: Gathered<'requests'>;
  readonly #changed = new Listeners<[]>();
  readonly #onOwnPresence: () => void;
  readonly #onGone: (jid: BareJid) => void;
  /** All changes up to the version that pushes tell are here; not so while the roster is asked for. */
  #versionHolds = true;
  /** What the store does not hold yet: everything, or these contacts. */
  #unwritten: Unwritten | undefined;
  #cancelWrite: (() => void) | undefined;

  /** `onOwnPresence`: other sessions of the account changed; `onGone`: someone's last client went offline. */
  constructor(services: AccountServices, onOwnPresence: () => void, onGone: (jid: BareJid) => void) {
    this.#services = services;
    this.#onOwnPresence = onOwnPresence;
    this.#onGone = onGone;
    this.blockList = new BlockList(services);
    this.#presenceChanges = new Gathered(services.clock, PRESENCE_INTERVAL, (jids) => this.#tellPresence(jids));
    this.#requestChanges = new Gathered(services.clock, REQUEST_INTERVAL, () => {
      services.hub.emit('subscriptionRequestsChanged', { account: services.account, requests: this.requests });
    });
    const { roster, presence } = services.modules;
    roster.onPush((push) => this.#applyPush(push));
    presence.onPresence((stanza) => this.#applyPresence(stanza));
    presence.onSubscription((step) => this.#applySubscription(step));
    presence.onError((error) => this.#applyError(error));
  }

  /** Somebody came into the roster, left it or changed. */
  onChanged(listener: () => void): void {
    this.#changed.add(listener);
  }

  /** What was stored at the last run, for the window to show before the network. */
  loadStored(): void {
    for (const entry of this.#services.store.roster.load(this.#services.account))
      this.#entries.set(entry.jid as BareJid, entry);
  }

  list(): Contact[] {
    return [...this.#entries.values()].map((entry) => this.#contact(entry));
  }

  get requests(): ReturnType<SubscriptionRequests['list']> {
    return this.#requests.list();
  }

  /** The name the user gave; undefined if none. */
  nameOf(jid: BareJid): string | undefined {
    const name = this.#entries.get(jid)?.name;
    return name === '' ? undefined : name;
  }

  /** Where they are online, as far as we may see. */
  resourcesOf(jid: BareJid): readonly Resource[] {
    return this.#resources.get(jid)?.list() ?? nobody;
  }

  has(jid: BareJid): boolean {
    return this.#entries.has(jid);
  }

  /** Everybody who is in one of these groups now. */
  inGroups(groups: readonly string[]): readonly BareJid[] {
    const wanted = new Set(groups);
    const entries = [...this.#entries.values()].filter((entry) => entry.groups.some((group) => wanted.has(group)));
    return entries.map((entry) => entry.jid as BareJid);
  }

  /** Whether this is someone who may see our presence, and so may be told by receipts and typing that we are here. */
  maySeeUs(jid: BareJid | FullJid): boolean {
    const bare = bareJid(jid);
    const subscription = bare === undefined ? undefined : this.#entries.get(bare)?.subscription;
    return subscription === 'from' || subscription === 'both';
  }

  /** Own other clients. */
  ownResources(): readonly Resource[] {
    const own = this.#services.jid();
    const all = this.resourcesOf(this.#services.account);
    return all.filter((one) => `${this.#services.account}/${one.resource}` !== own);
  }

  /** Clients of a contact that said what they can do. */
  capsOf(jid: BareJid): readonly { readonly jid: FullJid; readonly caps: Caps }[] {
    return this.#resources.get(jid)?.withCaps() ?? [];
  }

  /** Fetches what changed on the server; to be called before the first presence of a stream. */
  async fetch(): Promise<void> {
    const { modules, store, account, hub, log } = this.#services;
    // What is still to be written belongs to the version that is asked for.
    this.flush();
    const version = store.roster.version(account);
    this.#versionHolds = false;
    try {
      const roster = await modules.roster.fetch(version);
      this.#versionHolds = true;
      if (roster === 'unchanged') return;
      this.#entries.clear();
      for (const item of roster.items) this.#entries.set(item.jid, entryOf(item));
      hub.emit('rosterReceived', { account, contacts: this.list() });
      this.#settleRequests(roster.items);
      this.#writeSoon('everything', roster.version);
    } catch (error) {
      log.warn('contacts', `roster: ${reasonOf(error)}`);
    }
  }

  /** Nobody is known to be online without a stream. */
  wentOffline(): void {
    for (const [jid, resources] of this.#resources) if (!resources.isEmpty) this.#presenceChanges.add(jid);
    this.#resources.clear();
    this.#presenceChanges.flush();
    this.blockList.sessionEnded();
    // The server may repeat in the next session what waits for an answer (RFC 6121 §3.1.2).
    for (const jid of [...this.#requestFailures.keys()]) this.#noteRequest(jid, undefined);
  }

  /** Writes what waits to be written. */
  flush(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    const unwritten = this.#unwritten;
    this.#unwritten = undefined;
    if (unwritten === undefined) return;
    const { account, store, log } = this.#services;
    const { changed, version } = unwritten;
    try {
      if (changed === 'everything') store.roster.replace(account, [...this.#entries.values()], version);
      else {
        const entries = [...changed].map((jid) => this.#entries.get(jid)).filter((entry) => entry !== undefined);
        const removed = [...changed].filter((jid) => !this.#entries.has(jid));
        store.roster.change(account, entries, removed, version);
      }
    } catch (error) {
      // The server has it all, and the version in the store still says what is missing here.
      log.error('contacts', `the roster could not be stored: ${reasonOf(error)}`);
    }
  }

  async add(jid: BareJid, name: string, groups: readonly string[]): Promise<void> {
    const { modules, account } = this.#services;
    if (jid === account) throw new FeatureError('invalid-argument', 'with');
    await modules.roster.set({ jid, name, groups });
    const asksUs = this.#requests.list().some((request) => request.from === jid);
    // Whom one adds may see one's presence: granted if they asked, else ahead of asking (RFC 6121 §3.4).
    if (asksUs || modules.presence.hasPreApproval) await this.approve(jid);
    if (!this.seesThem(jid)) await this.subscribe(jid);
  }

  async update(jid: BareJid, name: string, groups: readonly string[]): Promise<void> {
    if (!this.#entries.has(jid)) throw new FeatureError('invalid-argument', 'with');
    await this.#services.modules.roster.set({ jid, name, groups });
  }

  async remove(jid: BareJid): Promise<void> {
    await this.#services.modules.roster.remove(jid);
    if (this.#requests.list().some((request) => request.from === jid)) await this.deny(jid);
  }

  async subscribe(jid: BareJid): Promise<void> {
    await this.#services.modules.presence.subscribe(jid);
    this.#noteRequest(jid, undefined);
  }

  async unsubscribe(jid: BareJid): Promise<void> {
    await this.#services.modules.presence.unsubscribe(jid);
  }

  async approve(jid: BareJid): Promise<void> {
    await this.#services.modules.presence.approve(jid);
    if (this.#requests.remove(jid)) this.#requestChanges.add('requests');
  }

  async deny(jid: BareJid): Promise<void> {
    await this.#services.modules.presence.refuse(jid);
    if (this.#requests.remove(jid)) this.#requestChanges.add('requests');
  }

  /** Whether they let us see their presence. */
  seesThem(jid: BareJid): boolean {
    const subscription = this.#entries.get(jid)?.subscription;
    return subscription === 'to' || subscription === 'both';
  }

  #contact(entry: RosterEntry): Contact {
    const jid = entry.jid as BareJid;
    const requestFailure = this.#requestFailures.get(jid);
    return { ...entry, resources: this.resourcesOf(jid), ...(requestFailure !== undefined && { requestFailure }) };
  }

  #applyPush(push: RosterPush): void {
    const { account, hub } = this.#services;
    if ('removed' in push) {
      this.#entries.delete(push.removed);
      this.#requestFailures.delete(push.removed);
      if (push.removed !== account) this.#resources.delete(push.removed);
      hub.emit('contactsChanged', { account, changed: [], removed: [push.removed] });
      this.#writeSoon(push.removed, this.#versionHolds ? push.version : undefined);
      return;
    }
    const entry = entryOf(push.item);
    this.#entries.set(push.item.jid, entry);
    if (!entry.pendingOut) this.#requestFailures.delete(push.item.jid);
    hub.emit('contactsChanged', { account, changed: [this.#contact(entry)], removed: [] });
    this.#settleRequests([push.item]);
    this.#writeSoon(push.item.jid, this.#versionHolds ? push.version : undefined);
  }

  #applyPresence(presence: ParsedAvailability): void {
    const bare = bareJid(presence.from);
    if (bare === undefined) return;
    const own = bare === this.#services.account;
    // Presence of strangers (directed, or of people just removed) is nothing to show or to keep.
    if (!own && !this.#entries.has(bare)) return;
    const resources = this.#resources.get(bare) ?? new Resources();
    if (!resources.apply(presence)) return;
    if (resources.isEmpty) this.#resources.delete(bare);
    else this.#resources.set(bare, resources);
    if (own) this.#onOwnPresence();
    if (!own || this.#entries.has(bare)) this.#presenceChanges.add(bare);
    if (resources.isEmpty) this.#onGone(bare);
  }

  #applySubscription(step: ParsedSubscription): void {
    const { clock, log } = this.#services;
    const changed =
      step.type === 'subscribe'
        ? this.#requests.add(step.from, step.text, step.delay?.at ?? clock.now())
        : step.type === 'unsubscribe' && this.#requests.remove(step.from);
    if (changed) this.#requestChanges.add('requests');
    else if (step.type === 'subscribe') log.debug('contacts', 'a request that is known, or one too many');
  }

  /** Also what is told to everybody comes back from who can't be reached; only a request is waited for. */
  #applyError({ from, condition }: ParsedPresenceError): void {
    const jid = bareJid(from);
    if (jid !== undefined && this.#entries.get(jid)?.pendingOut === true) this.#noteRequest(jid, condition);
  }

  /** `failure`: condition with which our request came back; undefined: none is known of. */
  #noteRequest(jid: BareJid, failure: string | undefined): void {
    if (this.#requestFailures.get(jid) === failure) return;
    if (failure === undefined) this.#requestFailures.delete(jid);
    else this.#requestFailures.set(jid, failure);
    const entry = this.#entries.get(jid);
    const { account, hub } = this.#services;
    if (entry !== undefined) hub.emit('contactsChanged', { account, changed: [this.#contact(entry)], removed: [] });
  }

  /** A request is settled, also from another client, once they may see our presence. */
  #settleRequests(items: readonly RosterItem[]): void {
    let changed = false;
    for (const { jid, subscription } of items)
      if (subscription === 'from' || subscription === 'both') changed = this.#requests.remove(jid) || changed;
    if (changed) this.#requestChanges.add('requests');
  }

  #tellPresence(jids: readonly BareJid[]): void {
    const changed = jids.map((jid) => ({ jid, resources: this.resourcesOf(jid) }));
    this.#services.hub.emit('presenceChanged', { account: this.#services.account, changed });
  }

  #writeSoon(what: BareJid | 'everything', version = ''): void {
    this.#changed.emit();
    const before = this.#unwritten?.changed ?? new Set<BareJid>();
    const changed = what === 'everything' || before === 'everything' ? 'everything' : before.add(what);
    this.#unwritten = { changed, version };
    this.#cancelWrite ??= this.#services.clock.after(WRITE_DELAY, () => this.flush());
  }
}

function entryOf(item: RosterItem): RosterEntry {
  const { jid, name, groups, subscription, pendingOut, approved } = item;
  return { jid, name, groups, subscription, pendingOut, approved };
}
