/** Builds the rooms of all features, joins them, and keeps their order at start and end. */
import type { CommandArgs } from '../contract/commands';
import type { SharedTune } from '../contract/personal';
import type { PackSummary } from '../contract/privacy';
import type { ExportReport, ImportPreview } from '../contract/leaving';
import type { AccountSnapshot, ChosenAvailability, Notice, Settings, Snapshot } from '../contract/models';
import { ProfileFile, presetSettings } from '../store/profile-file';
import type { Store } from '../store/store';
import { ConnectionError } from '../xmpp/errors';
import { bareJid, fullJid, type BareJid } from '../xmpp/jid';
import { createModules } from '../xmpp/modules';
import type { SessionMemory, SessionOptions, XmppSession } from '../xmpp/session-types';
import { Accounts, type LiveAccountRequest } from './accounts/accounts';
import { LiveAccount } from './accounts/live-account';
import { requireJid } from './arguments';
import { reasonOf } from './errors';
import { ConversationExports } from './export/conversation-exports';
import type { AccountStatus, FeatureDependencies, FeatureHandlers, Features } from './types';
import { makeHandlers } from './handlers';
import { InventoryDoor } from './inventory/handlers';
import { LeavingDoor } from './leaving/handlers';
import { LedgerWriter } from './ledger/ledger';
import { privacyRoom } from './privacy/handlers';
import type { Privacy } from './privacy/privacy';
import { watchOwnPhoto } from './profile/own-photo-watch';
import type { Rooms } from './rooms';
import type { AccountServices } from './services';
import { SettingsRoom } from './settings/settings';
import { openStorage } from './storage/open-storage';
import { Storage } from './storage/storage';
import { Sweeper } from './storage/sweeper';
import { TuneRoom } from './tune/tune-room';

/** Switching between conversations quickly does not write each of them down (milliseconds). */
const VIEW_DELAY = 1000;

interface View {
  readonly account: string;
  readonly with: string;
}

export class FeatureHouse implements Features {
  readonly handlers: FeatureHandlers;
  readonly #dependencies: FeatureDependencies;
  readonly #makeSession: (options: SessionOptions) => XmppSession;
  readonly #ready: Promise<Rooms>;
  readonly #privacy: (rooms: Rooms) => Promise<Privacy>;
  readonly #inventory: InventoryDoor;
  readonly #leaving = new LeavingDoor();
  readonly #exports = new ConversationExports();
  #settleReady: { resolve: (rooms: Rooms) => void; reject: (error: unknown) => void } | undefined;
  #rooms: Rooms | undefined;
  #cancelView: (() => void) | undefined;
  #view: View | undefined;
  /** A start into the tray shows no window. */
  #shown = false;
  /** Also while the start is still under way. */
  #stopped = false;

  constructor(dependencies: FeatureDependencies, makeSession: (options: SessionOptions) => XmppSession) {
    this.#dependencies = dependencies;
    this.#makeSession = makeSession;
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits for it is told; nobody waiting is no fault of its own.
    this.#ready.catch(() => undefined);
    this.#privacy = privacyRoom(dependencies);
    this.#inventory = new InventoryDoor(dependencies.hub);
    this.handlers = makeHandlers(this.#ready, {
      snapshot: (rooms) => this.#snapshot(rooms),
      privacy: this.#privacy,
      inventory: this.#inventory,
      leaving: this.#leaving,
      exports: this.#exports,
    });
  }

  get settings(): Settings {
    return this.#rooms?.settings.current ?? presetSettings;
  }

  async start(): Promise<void> {
    try {
      this.#rooms = await this.#open();
      this.#settleReady?.resolve(this.#rooms);
    } catch (error) {
      this.#settleReady?.reject(error);
      throw error;
    }
    if (this.#stopped) await this.#close(this.#rooms);
    else this.#connectOnceChecked(this.#rooms);
  }

  /** Nothing may be acknowledged that stands in a damaged file. */
  #connectOnceChecked({ storage, accounts }: Rooms): void {
    this.#dependencies.beginning?.hearContacted((jid, host) =>
      accounts.all.find((account) => account.jid === jid)?.noteHost(host),
    );
    if (storage.store.checked) accounts.connectAll();
    else void storage.checked.then(() => this.#stopped || accounts.connectAll());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#inventory.stop();
    this.#dependencies.beginning?.end();
    if (this.#rooms !== undefined) await this.#close(this.#rooms);
  }

  async #close(rooms: Rooms): Promise<void> {
    this.#rooms = undefined;
    rooms.sweeper.stop();
    rooms.tunes.stop();
    await rooms.accounts.cancelSignIn();
    await Promise.all(rooms.accounts.all.map((account) => account.disconnect('chosen')));
    for (const account of rooms.accounts.all) account.end();
    this.#writeView(rooms);
    rooms.storage.close();
  }

  setIdle(idleSince: number | undefined): void {
    for (const account of this.#accounts) this.#run('idle', account.presence.setIdle(idleSince));
  }

  setShown(shown: boolean): void {
    this.#shown = shown;
    for (const account of this.#accounts) account.setShown(shown);
  }

  windowGone(): void {
    this.#rooms?.tunes.watch(false);
  }

  setLocked(locked: boolean): void {
    this.#rooms?.tunes.setLocked(locked);
  }

  setAsleep(asleep: boolean): void {
    this.#rooms?.tunes.setAsleep(asleep);
  }

  sharedTune(): SharedTune | undefined {
    return this.#accounts.map((account) => account.personal.tune.shared).find((tune) => tune !== undefined);
  }

  networkChanged(): void {
    for (const account of this.#accounts) account.session.retryNow();
  }

  unreadTotal(): number {
    return this.#accounts.reduce((total, account) => total + account.messages.unreadTotal(), 0);
  }

  accountStatuses(): readonly AccountStatus[] {
    return this.#accounts.map((account) => {
      const { availability: chosen, shownAvailability: shown, connection } = account.record;
      const waits = connection.state === 'connecting' || connection.state === 'waiting';
      return {
        jid: account.jid,
        chosen,
        shown,
        connection: account.isOnline ? 'online' : waits ? 'connecting' : 'offline',
      };
    });
  }

  async setAvailability(availability: ChosenAvailability): Promise<void> {
    const { accounts } = await this.#ready;
    await Promise.all(
      accounts.all.map((account) => accounts.setAvailability(account.jid, availability, account.record.statusText)),
    );
  }

  contactName(account: string, jid: string): string {
    const bare = bareJid(jid);
    const name = bare && this.#accounts.find((one) => one.jid === account)?.contacts.nameOf(bare);
    return name ?? jid;
  }

  async exportConversation(request: CommandArgs<'desktop.exportConversation'>, file: string): Promise<boolean> {
    const { accounts } = await this.#ready;
    const { account, with: peer, format } = request;
    return this.#exports.write({ account: accounts.get(account), with: requireJid(peer, 'with'), format, file });
  }

  async addPolicyPack(file: string): Promise<PackSummary> {
    const rooms = await this.#ready;
    return (await this.#privacy(rooms)).addPack(file);
  }

  async exportEverything(account: string, folder: string): Promise<ExportReport> {
    const { accounts } = await this.#ready;
    return this.#leaving.exportEverything(accounts.get(account), folder);
  }

  async openExport(account: string, file: string): Promise<ImportPreview> {
    const { accounts } = await this.#ready;
    return this.#leaving.openExport(accounts.get(account), file);
  }

  setOpenConversation(conversation: View | null): void {
    // With the window in the background the place to return to stays.
    if (conversation === null) return;
    this.#view = conversation;
    this.#cancelView ??= this.#dependencies.clock.after(VIEW_DELAY, () => this.#rooms && this.#writeView(this.#rooms));
  }

  get #accounts(): readonly LiveAccount[] {
    return this.#rooms?.accounts.all ?? [];
  }

  async #open(): Promise<Rooms> {
    const { profileDir, secrets, hub, log, clock, beginning } = this.#dependencies;
    const profile = beginning?.profile ?? ProfileFile.open(profileDir, clock.now());
    const keychain = await (beginning?.keychain ?? secrets.open(profile.profile.canaryWritten));
    if (keychain.kind === 'keychain' && !profile.profile.canaryWritten) profile.update({ canaryWritten: true });
    const opened = await openStorage({
      profileDir,
      profileId: profile.profile.profileId,
      secrets,
      historyKey: beginning?.historyKey,
      log,
      probe: (store) => probe(store, profile),
    });
    const aside: Notice[] =
      profile.setAside === undefined ? [] : [{ kind: 'profile-set-aside', file: profile.setAside }];
    const { store } = opened;
    const storage = new Storage({
      ...opened,
      notices: [...aside, ...opened.notices],
      profileDir,
      profileId: profile.profile.profileId,
      hub,
      clock,
      log,
      onMoved: () => accounts.storeMoved(),
      onRoom: () => accounts.storeHasRoom(),
    });
    const sweeper = new Sweeper({
      ...{ store, clock, log },
      swept: ({ account, removed }) => accounts.all.find(({ jid }) => jid === account)?.messages.tellRemoved(removed),
    });
    const sweep = (): void => sweeper.sweep();
    const settings = new SettingsRoom(profile, hub, (now, before) => this.#settingsChanged(now, before));
    const accounts: Accounts = new Accounts({
      profile,
      secrets,
      store,
      hub,
      clock,
      log,
      makeLive: (request) => this.#makeLive(request, { store, settings, sweep }),
      sweep,
    });
    const tunes = new TuneRoom({
      reader: this.#dependencies.players,
      settings: () => settings.current,
      sharers: () =>
        accounts.all.map(({ presence, personal }) => ({
          isOnDnd: presence.chosen === 'dnd',
          show: (tune) => personal.tune.show(tune),
        })),
      hub,
      clock,
    });
    hub.on('accountChanged', () => tunes.showAll());
    tunes.settingsChanged();
    const { extraCertificates } = this.#dependencies;
    const makeSession: Rooms['makeSession'] = (options) =>
      this.#makeSession({ ...options, clock, log, extraCertificates });
    return { profile, store, storage, sweeper, settings, accounts, tunes, makeSession };
  }

  #makeLive(
    request: LiveAccountRequest,
    { store, settings, sweep }: { readonly store: Store; readonly settings: SettingsRoom; readonly sweep: () => void },
  ): LiveAccount {
    const { hub, log, clock, appVersion, extraCertificates, beginning } = this.#dependencies;
    const { account, stored, changeStored } = request;
    const modules = createModules({
      account,
      mayKnow: (from) => live.contacts.maySeeUs(from),
      appVersion,
      sending: () => settings.current.sending,
      showsTunes: () => settings.current.tune.showOthers,
      showsPictures: () => settings.current.showPictures,
      clock,
    });
    const session = this.#makeSession({
      account,
      // The session asks for these at each attempt, and they may have changed since the last one.
      get resource() {
        return stored().resource;
      },
      get connection() {
        return stored().connection;
      },
      get pinnedMechanism() {
        return stored().pinnedMechanism;
      },
      get allowPlain() {
        return request.allowPlain();
      },
      password: () => knownPassword(request.password),
      extraCertificates,
      ahead: () => beginning?.takeStream(account),
      modules: modules.all,
      memory: rememberIn(store, account),
      mayBindInline: () => store.archives.newestId(account) !== undefined,
      clock,
      log,
    });
    const services: AccountServices = {
      account,
      modules,
      store,
      ledger: new LedgerWriter({ account, store, clock, log }),
      hub,
      clock,
      log,
      settings: () => settings.current,
      sweep,
      jid: () => session.jid,
    };
    const onScreen = (): BareJid | undefined =>
      this.#view?.account === account ? bareJid(this.#view.with) : undefined;
    const live: LiveAccount = new LiveAccount({
      ...{ services, session, stored, changeStored, onScreen },
      makeAside: (ownModules, password = request.password) =>
        this.#makeSession({
          ...{ account, extraCertificates, clock, log, modules: ownModules },
          // Two sessions with one resource would end each other.
          resource: `${stored().resource}.aside`,
          connection: stored().connection,
          pinnedMechanism: stored().pinnedMechanism,
          allowPlain: request.allowPlain(),
          password: () => knownPassword(password),
        }),
      onOnline: request.onOnline,
    });
    watchOwnPhoto(live);
    live.setShown(this.#shown);
    return live;
  }

  #snapshot(rooms: Rooms): Snapshot {
    const { hub, secrets, surroundings } = this.#dependencies;
    for (const account of rooms.accounts.all) account.messages.flush();
    const lastView = this.#view ?? rooms.store.lastView;
    const { notices, state } = rooms.storage;
    return {
      seq: hub.seq,
      settings: rooms.settings.current,
      surroundings: surroundings(),
      secretStorage: secrets.storage,
      storage: state,
      nowPlaying: rooms.tunes.nowPlaying,
      accounts: rooms.accounts.all.map(snapshotOf),
      ...(lastView === undefined ? {} : { lastView }),
      ...(notices.length === 0 ? {} : { notices }),
    };
  }

  #settingsChanged(now: Settings, before: Settings): void {
    // What is sent by itself is announced with the presence (XEP-0115), so contacts hear of the change.
    const announce =
      JSON.stringify(now.sending) !== JSON.stringify(before.sending) ||
      now.tune.showOthers !== before.tune.showOthers ||
      now.showPictures !== before.showPictures;
    for (const account of this.#accounts) {
      if (announce && account.isOnline) this.#run('presence', account.presence.announce());
      if (!now.developerConsole) account.console.watch(false);
      if (!now.tune.showOthers) account.personal.contactTunes.forgetAll();
    }
    this.#rooms?.tunes.settingsChanged();
  }

  #writeView({ store }: Rooms): void {
    this.#cancelView?.();
    this.#cancelView = undefined;
    if (this.#view === undefined) return;
    try {
      store.setLastView(this.#view);
    } catch (error) {
      this.#dependencies.log.warn('storage', `last view: ${reasonOf(error)}`);
    }
  }

  #run(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => this.#dependencies.log.warn('features', `${what}: ${reasonOf(error)}`));
  }
}

/** Sessions that outlive the program are kept beside the account. */
function rememberIn({ managedSessions }: Store, account: BareJid): SessionMemory {
  return {
    read() {
      const row = managedSessions.get(account);
      const jid = fullJid(row?.jid);
      return row === undefined || jid === undefined ? undefined : { ...row, jid };
    },
    write(session) {
      if (session === undefined) managedSessions.remove(account);
      else managedSessions.set(account, session);
    },
  };
}

/** Reads what the first screen shows, so that a damaged store is found while it can still be set aside. */
function probe(store: Store, { profile }: ProfileFile): void {
  for (const { jid } of profile.accounts) {
    store.roster.load(jid);
    store.history(jid).conversations.list(jid);
  }
}

function snapshotOf(account: LiveAccount): AccountSnapshot {
  const unreadNotices = account.services.store.history(account.jid).notices.unread(account.jid);
  return {
    ...(unreadNotices > 0 && { unreadNotices }),
    account: account.record,
    contacts: account.contacts.list(),
    conversations: account.messages.conversations(),
    subscriptionRequests: account.contacts.requests,
    blocked: account.contacts.blockList.list,
    personal: account.personal.state,
    tunes: account.personal.contactTunes.list(),
  };
}

/** Rejects with a code the user can act on: there is none, or the keychain does not give it. */
async function knownPassword(ask: () => Promise<string | undefined>): Promise<string> {
  let password: string | undefined;
  try {
    password = await ask();
  } catch (error) {
    throw new ConnectionError('keychain-unavailable', undefined, { cause: error });
  }
  if (password === undefined) throw new ConnectionError('password-needed');
  return password;
}
