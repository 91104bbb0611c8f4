/** One account while Candor runs: its session and its rooms. */
import type { Account } from '../../contract/account';
import type { ConnectionState } from '../../contract/connection';
import type { ChosenAvailability, Resource } from '../../contract/presence';
import type { StoredAccount } from '../../store/profile-file';
import { keepsPrivateData } from '../../xmpp/xep-0163-pep/stanza';
import { bareJid, domainOf, type BareJid } from '../../xmpp/jid';
import { NS_BLOCKING, NS_MAM } from '../../xmpp/ns';
import type { XmppModule } from '../../xmpp/module';
import type { XmppSession } from '../../xmpp/session-types';
import { XmlConsole } from '../console/console';
import { Contacts } from '../contacts/contacts';
import { atMost } from '../at-most';
import { failureError, FeatureError, reasonOf } from '../errors';
import { Archive } from '../history/archive';
import { Pages } from '../history/pages';
import { Messages } from '../messages/messages';
import { Personal } from '../personal/personal';
import { PictureWatch } from '../profile/picture-watch';
import type { AccountServices } from '../services';
import { AccountPresence } from './account-presence';
import { releaseAfter } from './in-doubt';
import { Offers } from './offers';
import { SessionRun } from './session-run';

/** How long the first presence waits for the features of the own account (milliseconds). */
const FEATURES_LIMIT = 2000;
/** When the store could not be written, it is tried again after this time (milliseconds). */
const STORE_RETRY = 5000;

const nothingTold: Account['supports'] = { preApproval: false, rosterVersioning: false };

export interface LiveAccountOptions {
  readonly services: AccountServices;
  readonly session: XmppSession;
  /** The account as the profile keeps it, always the latest. */
  readonly stored: () => StoredAccount;
  readonly changeStored: (change: Partial<Pick<StoredAccount, 'tuneMayStand' | 'photo'>>) => void;
  /** The stream is there, and nothing was done with it yet. */
  readonly onOnline: (account: LiveAccount) => void;
  /** The conversation of this account that somebody looks at. */
  readonly onScreen: () => BareJid | undefined;
  readonly makeAside: LiveAccount['makeAside'];
}

export class LiveAccount {
  readonly jid: BareJid;
  readonly services: AccountServices;
  readonly session: XmppSession;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly archive: Archive;
  readonly pages: Pages;
  readonly console: XmlConsole;
  readonly personal: Personal;
  readonly presence: AccountPresence;
  readonly pictures: PictureWatch;
  /** Another session of the account, not connected yet, with these rooms alone. */
  readonly makeAside: (
    modules: readonly XmppModule[],
    /** In place of the account's own. */
    password?: () => Promise<string | undefined>,
  ) => XmppSession;
  /** Events about an account only begin once it is one: a first sign-in may still fail. */
  announced = false;
  readonly #stored: () => StoredAccount;
  readonly #onOnline: (account: LiveAccount) => void;
  readonly #notedHosts = new Set<string>();
  #supports = nothingTold;
  /** The session was begun by an earlier run of the program. */
  #recovered = false;
  /** The last count that is stored (XEP-0198). */
  #handled: number | undefined;
  #cancelTelling: () => void = () => undefined;
  #run = new SessionRun();
  /** Stopped before anything went over the network. */
  #stopped: ConnectionState | undefined;
  #settleContacts: () => void = () => undefined;
  readonly #firstContacts = new Promise<void>((resolve) => {
    this.#settleContacts = resolve;
  });

  constructor({ services, session, stored, changeStored, onOnline, onScreen, makeAside }: LiveAccountOptions) {
    this.jid = services.account;
    this.services = services;
    this.session = session;
    this.makeAside = makeAside;
    this.#stored = stored;
    this.#onOnline = onOnline;
    this.presence = new AccountPresence({ services, stored, changeStored, changed: () => this.tell() });
    this.contacts = new Contacts(
      services,
      () => this.tell(),
      (jid) => {
        this.messages.chatStates.gone(jid);
        this.personal.contactTunes.gone(jid);
      },
    );
    this.personal = new Personal(services, this.contacts, {
      get: () => stored().tuneMayStand,
      set: (tuneMayStand) => changeStored({ tuneMayStand }),
    });
    this.pictures = new PictureWatch(services, (jid) => this.contacts.has(jid));
    this.messages = new Messages(services, this.contacts, {
      storedLive: (first, last) => this.archive.sawLive(first, last),
      missing: () => this.archive.presenceBreaks(),
    });
    this.archive = new Archive({
      services,
      changed: () => this.tell(),
      flush: () => this.messages.storeAll(),
      missed: (messages) => void this.messages.receipts.answer(messages),
      onScreen,
    });
    this.pages = new Pages(this.messages, this.archive);
    this.console = new XmlConsole({ session, hub: services.hub, clock: services.clock });
    services.modules.version.onAnswered((to) => services.ledger.note('version', bareJid(to) ?? domainOf(this.jid)));
    session.onState(() => this.#stateChanged());
    session.on('online', () => this.#cameOnline());
    session.on('offline', () => this.#wentOffline());
    session.on('interrupted', () => {
      this.#run.interrupted();
      this.messages.chatStates.wentOffline();
    });
    session.on('resumed', () => this.#wasResumed());
    session.on('acknowledging', (handled) => this.#store(handled));
    const { outbound } = this.messages;
    session.on('sending', (stanza, count) => outbound.sendingStanza(stanza, count));
    session.on('acknowledged', (stanza) => this.messages.acknowledged(stanza));
    session.on('recovered', (handled) => {
      this.#recovered = true;
      this.archive.sessionRecovered();
      this.messages.recovered(handled);
    });
  }

  get connection(): ConnectionState {
    return this.#stopped ?? this.session.state;
  }

  get isOnline(): boolean {
    return this.session.jid !== undefined;
  }

  get record(): Account {
    const stored = this.#stored();
    const { availability, statusText, priority, historyPolicy, historyExplained, passwordRemembered } = stored;
    const { jid: fullJid, negotiated } = this.session;
    const { progress, gapPositions } = this.archive;
    return {
      ...{ jid: this.jid, availability, statusText, priority, historyPolicy, historyExplained, passwordRemembered },
      ...(fullJid === undefined ? {} : { fullJid }),
      shownAvailability: this.presence.shown,
      connectionSettings: stored.connection,
      connection: this.connection,
      ...(negotiated === undefined ? {} : { negotiated }),
      otherResources: this.#otherResources(),
      supports: this.isOnline ? this.#supports : nothingTold,
      blockListKnown: this.contacts.blockList.isKnown,
      ...(progress === undefined ? {} : { archiveProgress: progress }),
      archiveGaps: gapPositions,
    };
  }

  /** Puts "host:port" into the ledger, once a session; of accounts that are kept. */
  noteHost(host: string): void {
    if (this.#notedHosts.has(host) || !this.announced) return;
    this.#notedHosts.add(host);
    this.services.ledger.note('host', host);
  }

  /** Tells the window how the account is now. */
  tell(): void {
    if (this.announced) this.services.hub.emit('accountChanged', { account: this.record });
  }

  connect(): void {
    this.#stopped = undefined;
    this.session.connect();
    this.session.retryNow();
  }

  /** Whether somebody looks (XEP-0352). */
  setShown(shown: boolean): void {
    this.services.modules.clientState.tell(shown ? 'active' : 'inactive');
    if (shown) this.nudge();
  }

  /** The user wants something of the server: whoever waits for the next attempt makes it now. */
  nudge(): void {
    const { state } = this.session.state;
    if (state === 'waiting' || state === 'blocked') this.session.retryNow();
  }

  /** There is another network, or the computer woke up: what may have passed meanwhile is tried now. */
  networkChanged(): void {
    const { connection } = this;
    if (connection.state === 'stopped' && connection.why.code === 'keychain-unavailable') this.connect();
    else this.session.retryNow();
  }

  /** Resolves when online; rejects with the first failure (the session may go on trying). */
  async connectOnce(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = this.session.onState((state) => {
        if (state.state === 'connecting') return;
        stop();
        if (state.state === 'online') resolve();
        else if (state.state === 'offline') reject(new FeatureError('cancelled'));
        else reject(failureError(state.why));
      });
      this.connect();
    });
  }

  /** There is no password to try: the user is asked without anything going over the network. */
  needPassword(): void {
    this.#stopped = { state: 'stopped', why: { code: 'password-needed' } };
    this.tell();
  }

  /** Says goodbye to those who see us and closes the stream. */
  async disconnect(why: 'chosen' | 'signed-out'): Promise<void> {
    this.#stopped = undefined;
    await this.personal.tune.leave();
    if (this.isOnline) await this.presence.leave();
    await this.session.disconnect(why);
  }

  /** Resolves once the contacts are those that the server has, or cannot be had for now. */
  contactsSettled(): Promise<void> {
    const { state } = this.connection;
    return state === 'connecting' || state === 'online' ? this.#firstContacts : Promise.resolve();
  }

  /** The choice is stored already. */
  async availabilityChosen(availability: ChosenAvailability): Promise<void> {
    if (availability === 'offline') {
      await this.disconnect('chosen');
      this.tell();
      return;
    }
    this.tell();
    if (this.isOnline) await this.presence.announceChange();
    else if (this.connection.state === 'offline') this.connect();
  }

  /** Writes what waits to be written. */
  flush(): void {
    this.messages.flush();
    this.contacts.flush();
    this.services.ledger.flush();
  }

  /** Writes what waits to be written, and nothing afterwards. */
  end(): void {
    this.flush();
    this.#cancelTelling();
    this.messages.end();
    this.services.ledger.end();
  }

  #otherResources(): readonly Resource[] {
    return this.isOnline ? this.contacts.ownResources() : [];
  }

  #stateChanged(): void {
    for (const host of this.session.contactedHosts) this.noteHost(host);
    const { state } = this.session.state;
    if (state !== 'connecting' && state !== 'online') this.#settleContacts();
    this.tell();
  }

  /** Server and contacts know nothing of the interruption; only what changed in it is told (XEP-0198 §5). */
  #wasResumed(): void {
    this.messages.comeAgain();
    if (!this.presence.isAnnounced) {
      this.#start();
      return;
    }
    this.#run.resumed();
    void this.presence.announceChange();
    void this.messages.outbound.sendWaiting();
    this.messages.sendDue();
    void this.archive.goOn();
    this.personal.tune.resumed();
  }

  #wentOffline(): void {
    this.#run.end();
    this.presence.sessionEnded();
    this.archive.sessionEnded();
    this.messages.wentOffline();
    this.contacts.wentOffline();
    this.personal.sessionEnded();
    this.pictures.sessionEnded();
    this.#notedHosts.clear();
  }

  #cameOnline(): void {
    this.#recovered = false;
    this.#handled = undefined;
    this.messages.comeAgain();
    this.messages.outbound.hold();
    this.messages.sessionBegan();
    this.archive.sessionBegan();
    this.#start();
  }

  /** A session that this program knows nothing of yet: a new one, or that of an earlier run. */
  #start(): void {
    this.#run.end();
    this.#run = new SessionRun();
    this.#onOnline(this);
    const { modules } = this.services;
    this.#supports = {
      ...nothingTold,
      preApproval: modules.presence.hasPreApproval,
      rosterVersioning: modules.roster.hasVersioning,
    };
    this.tell();
    this.#begin(this.#run).catch((error: unknown) => this.services.log.warn('accounts', `start: ${reasonOf(error)}`));
  }

  /**
   * What a new session needs, over its interruptions. The roster comes before the first presence (RFC 6121 §2.2): whoever
   * writes or comes online afterwards is then known to be a contact or not. Carbons are asked for
   * first, so that no message of another session is missed.
   */
  async #begin(run: SessionRun): Promise<void> {
    const { modules } = this.services;
    const offers = new Offers(this.services, (trusted) => this.messages.trustStanzaIds(trusted));
    await this.contacts.fetch();
    this.#settleContacts();
    // What waited for us comes after the first presence, and is told apart by the server's ids.
    await atMost(this.services.clock, FEATURES_LIMIT, offers.own);
    // Without a presence it begins anew when the connection comes back.
    if (!run.isConnected) return;
    // The server tells who is there when somebody comes, and holds this session to be there already.
    if (this.#recovered) {
      this.archive.presenceBreaks();
      await modules.presence.announce({ availability: 'offline', statusText: '' });
    }
    this.#recovered = false;
    await this.presence.announce();
    await this.messages.outbound.sendWaiting();
    this.messages.sendDue();
    let isFirst = true;
    for await (const { carbons, server, own } of offers.told(run, () => !this.#lacksBlockList)) {
      this.#supports = {
        ...this.#supports,
        ...(carbons !== undefined && { carbons }),
        ...(server !== undefined && { blocking: server.has(NS_BLOCKING) }),
        ...(own !== undefined && { archive: own.has(NS_MAM) }),
      };
      // Where nobody tells, what is missing stays a gap for the next session.
      if (own !== undefined || isFirst) this.#beginWith(run, own);
      isFirst = false;
      this.tell();
      if (!this.#lacksBlockList) continue;
      await this.contacts.blockList.fetch();
      this.tell();
    }
  }

  get #lacksBlockList(): boolean {
    return this.#supports.blocking === true && !this.contacts.blockList.isAnswered;
  }

  /** What stands on the features of the own account; undefined: nobody told them so far. */
  #beginWith(run: SessionRun, own: ReadonlySet<string> | undefined): void {
    const reading = own === undefined ? Promise.resolve() : this.archive.catchUp(own.has(NS_MAM));
    void releaseAfter(run, reading, this.messages.outbound, this.services);
    const isAllHere = reading.then(() => this.#supports.archive === true && this.archive.gapPositions.length === 0);
    void this.messages.readSync.sessionBegan(keepsPrivateData([...(own ?? [])]), isAllHere);
    void this.personal.sessionBegan(own);
  }

  /**
   * Everything that came, and that so much of the session is stored; throws where it can't be. What the
   * server was told once must be known to the next run: it resumes no session that goes back (XEP-0198 §6). The
   * server may not ask a second time, so that it is told as soon as it can be.
   */
  #store(handled: number): void {
    const { clock, store } = this.services;
    this.#cancelTelling();
    try {
      this.messages.storeAll(() => {
        if (handled !== this.#handled) store.noteHandled(this.jid, handled);
      });
    } catch (error) {
      this.#cancelTelling = clock.after(STORE_RETRY, () => this.session.tellHandled());
      throw error;
    }
    this.#handled = handled;
  }
}
