/** Builds the rooms of all features, joins them, and keeps their order at start and end. */
import type { CommandArgs } from '../contract/commands';
import type { SharedTune } from '../contract/personal';
import type { Place } from '../contract/place';
import type { PackSummary } from '../contract/privacy';
import type { ExportReport, ImportPreview } from '../contract/leaving';
import type { ChosenAvailability } from '../contract/presence';
import type { Settings } from '../contract/settings';
import type { Notice } from '../contract/storage';
import { ProfileFile, presetSettings } from '../store/profile-file';
import type { Store } from '../store/store';
import { bareJid } from '../xmpp/jid';
import type { SessionOptions, XmppSession } from '../xmpp/session-types';
import { Accounts, type LiveAccountRequest } from './accounts/accounts';
import type { LiveAccount } from './accounts/live-account';
import { makeLiveAccount, type LiveAccountParts } from './accounts/make-live-account';
import { requireJid } from './arguments';
import { reasonOf } from './errors';
import { ConversationExports } from './export/conversation-exports';
import type { AccountStatus, FeatureDependencies, FeatureHandlers, Features } from './types';
import { makeHandlers } from './handlers';
import { InventoryDoor } from './inventory/handlers';
import { LastView } from './last-view';
import { LeavingDoor } from './leaving/handlers';
import { privacyRoom } from './privacy/handlers';
import type { Privacy } from './privacy/privacy';
import type { Rooms } from './rooms';
import { SettingsRoom } from './settings/settings';
import { takeSnapshot } from './snapshot';
import { Notices } from './storage/notices';
import { openStorage } from './storage/open-storage';
import { Storage } from './storage/storage';
import { Sweeper } from './storage/sweeper';
import { TuneRoom } from './tune/tune-room';

export class FeatureHouse implements Features {
  readonly handlers: FeatureHandlers;
  readonly #dependencies: FeatureDependencies;
  readonly #makeSession: (options: SessionOptions) => XmppSession;
  readonly #ready: Promise<Rooms>;
  readonly #privacy: (rooms: Rooms) => Promise<Privacy>;
  readonly #inventory: InventoryDoor;
  readonly #leaving = new LeavingDoor();
  readonly #exports = new ConversationExports();
  readonly #lastView: LastView;
  #settleReady: { resolve: (rooms: Rooms) => void; reject: (error: unknown) => void } | undefined;
  #rooms: Rooms | undefined;
  /** A start into the tray shows no window. */
  #shown = false;
  /** Also while the start is still under way. */
  #stopped = false;

  constructor(dependencies: FeatureDependencies, makeSession: (options: SessionOptions) => XmppSession) {
    this.#dependencies = dependencies;
    this.#makeSession = makeSession;
    const { clock, log } = dependencies;
    this.#lastView = new LastView({ store: () => this.#rooms?.store, clock, log });
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits for it is told; nobody waiting is no fault of its own.
    this.#ready.catch(() => undefined);
    dependencies.hub.on('accountRemoved', ({ jid }) => this.#lastView.forget(jid));
    this.#privacy = privacyRoom(dependencies);
    this.#inventory = new InventoryDoor(dependencies.hub);
    this.handlers = makeHandlers(this.#ready, {
      snapshot: (rooms) => takeSnapshot(rooms, dependencies, this.#lastView),
      privacy: this.#privacy,
      inventory: this.#inventory,
      leaving: this.#leaving,
      exports: this.#exports,
      conversationDeleted: (account, peer) => this.#lastView.forget(account, peer),
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

  async contactsSettled(): Promise<void> {
    await Promise.all(this.#accounts.map((account) => account.contactsSettled()));
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
    this.#lastView.write(rooms.store);
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
    for (const account of this.#accounts) account.networkChanged();
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

  setOpenConversation(conversation: CommandArgs<'window.setOpenConversation'>['conversation']): void {
    // With the window in the background the place to return to stays.
    if (conversation !== null) this.#lastView.open(conversation);
  }

  setPlace(place: Place): void {
    this.#lastView.place = place;
  }

  get #accounts(): readonly LiveAccount[] {
    return this.#rooms?.accounts.all ?? [];
  }

  async #open(): Promise<Rooms> {
    const { profileDir, secrets, hub, log, clock, beginning } = this.#dependencies;
    const profile = beginning?.profile ?? ProfileFile.open(profileDir, clock.now());
    const keychain = await (beginning?.keychain ?? secrets.open(profile.profile.canaryWritten));
    if (keychain.kind === 'keychain' && !profile.profile.canaryWritten) profile.update({ canaryWritten: true });
    const inProfile = (): readonly string[] => profile.profile.accounts.map(({ jid }) => jid);
    const opened = await openStorage({
      profileDir,
      profileId: profile.profile.profileId,
      accounts: inProfile(),
      secrets,
      historyKey: beginning?.historyKey,
      log,
      probe: (store) => probe(store, profile),
    });
    const aside: Notice[] =
      profile.setAside === undefined ? [] : [{ kind: 'profile-set-aside', file: profile.setAside }];
    const { store } = opened;
    const notices = new Notices(profile, { hub, log }, [...aside, ...opened.notices]);
    const storage = new Storage({
      store,
      key: opened.key,
      profileDir,
      profileId: profile.profile.profileId,
      accounts: inProfile,
      hub,
      clock,
      log,
      onMoved: (notice) => {
        notices.raise(notice);
        accounts.storeMoved();
      },
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
      makeLive: (request) => this.#makeLive(request, { store, settings: () => settings.current, sweep }),
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
    return { profile, store, storage, notices, sweeper, settings, accounts, tunes, makeSession };
  }

  #makeLive(request: LiveAccountRequest, parts: Pick<LiveAccountParts, 'store' | 'settings' | 'sweep'>): LiveAccount {
    const live = makeLiveAccount(request, {
      ...parts,
      dependencies: this.#dependencies,
      makeSession: this.#makeSession,
      onScreen: (account) => this.#lastView.conversationOf(account),
    });
    live.setShown(this.#shown);
    return live;
  }

  #settingsChanged(now: Settings, before: Settings): void {
    // What is sent by itself is announced with the presence (XEP-0115), so contacts hear of the change.
    const announce =
      JSON.stringify(now.sending) !== JSON.stringify(before.sending) ||
      now.tune.showOthers !== before.tune.showOthers ||
      now.showPictures !== before.showPictures;
    for (const account of this.#accounts) {
      if (announce && account.isOnline && account.presence.isAnnounced)
        this.#run('presence', account.presence.announce());
      if (!now.developerConsole) account.console.watch(false);
      if (!now.tune.showOthers) account.personal.contactTunes.forgetAll();
    }
    this.#rooms?.tunes.settingsChanged();
  }

  #run(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => this.#dependencies.log.warn('features', `${what}: ${reasonOf(error)}`));
  }
}

/** Reads what the first screen shows, so that a damaged store is found while it can still be set aside. */
function probe(store: Store, { profile }: ProfileFile): void {
  for (const { jid } of profile.accounts) {
    store.roster.load(jid);
    store.history(jid).conversations.list(jid);
  }
}
