/**
 * Everything the window knows. Made from a snapshot, then changed by events in order; what the
 * snapshot already holds is dropped. Views read it and send commands; they never write to it
 * except for what is the window's own (which view is shown, which conversation is open).
 */
import type { EventMap, SequencedEvent } from '../../electron/contract/events';
import type { Message } from '../../electron/contract/messages';
import type { AutomaticSending, Settings } from '../../electron/contract/settings';
import type { Snapshot, Surroundings } from '../../electron/contract/snapshot';
import type { Notice, SecretStorage, StorageState } from '../../electron/contract/storage';
import type { XmppUriRequest } from '../../electron/contract/xmpp-uri';
import type { NowPlaying } from '../../electron/contract/personal';
import type { Place, SettingsPage, View } from '../../electron/contract/place';
import { type Api } from '../bridge';
import { t } from '../text/catalogue';
import { AccountState } from './account.svelte';
import { ConsoleState } from './console.svelte';
import { MessageSearch } from './message-search.svelte';
import { OpenConversation } from './open-conversation.svelte';
import { PictureCache } from './picture-cache.svelte';
import { Toasts } from './toasts.svelte';

/** The path of a message, or of what would be written now, is looked at. */
export interface PathRequest {
  /** Bare JID of the other side. */
  readonly with: string;
  readonly key?: number;
}

export type CloseReason = 'first-close' | 'no-tray';

export class AppState {
  readonly api: Api;
  readonly toasts = new Toasts();
  readonly console = new ConsoleState();
  readonly pictures: PictureCache;
  readonly #snapshotSeq: number;
  #settings: Settings;
  #surroundings: Surroundings;
  readonly #secretStorage: SecretStorage;
  #accounts = $state.raw<ReadonlyMap<string, AccountState>>(new Map());
  #view = $state<View>('chats');
  #open = $state.raw<OpenConversation>();
  #search = $state.raw<MessageSearch>();
  #detailsShown = $state(false);
  #pendingUri = $state.raw<XmppUriRequest>();
  #closeQuestion = $state.raw<CloseReason>();
  #storage: StorageState;
  #nowPlaying: NowPlaying;
  #settingsPage = $state<SettingsPage>('general');
  #sharingRequested = $state(false);
  #notices = $state.raw<readonly Notice[]>([]);
  #exporting = $state.raw<EventMap['exportProgressed']>();
  #path = $state.raw<PathRequest>();
  readonly #prefills = new Map<string, string>();
  /** Where an earlier window was, until the view there has taken it. */
  #return: Place | undefined;
  /** What main knows of where this window is. */
  #toldPlace: string;

  constructor(api: Api, snapshot: Snapshot) {
    this.api = api;
    this.pictures = new PictureCache(api);
    this.#snapshotSeq = snapshot.seq;
    this.#settings = $state.raw(snapshot.settings);
    this.#surroundings = $state.raw(snapshot.surroundings);
    this.#secretStorage = snapshot.secretStorage;
    this.#accounts = new Map(snapshot.accounts.map((account) => [account.account.jid, AccountState.of(account)]));
    this.#storage = $state.raw(snapshot.storage);
    this.#nowPlaying = $state.raw(snapshot.nowPlaying);
    this.#notices = snapshot.notices ?? [];
    if (snapshot.accounts[0]?.consoleWatches === true) this.console.goOn();
    const last = snapshot.lastView;
    if (last !== undefined && this.#accounts.has(last.account)) this.#openAgain(last, snapshot.place);
    this.#toldPlace = JSON.stringify(snapshot.place ?? { view: 'chats' });
    if (snapshot.place !== undefined && this.current !== undefined) this.#goBack(snapshot.place);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Whether something is sent by itself; a tune only once the user has seen what that sends. */
  sends(kind: keyof AutomaticSending): boolean {
    return this.#settings.sending[kind] && (kind !== 'tune' || this.#settings.tune.previewed);
  }

  get surroundings(): Surroundings {
    return this.#surroundings;
  }

  get secretStorage(): SecretStorage {
    return this.#secretStorage;
  }

  /** The account the window shows; undefined: nobody has signed in. */
  get current(): AccountState | undefined {
    return this.#accounts.values().next().value;
  }

  /** Bare JIDs of all accounts on this computer. */
  get accountJids(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  get view(): View {
    return this.#view;
  }

  /** The conversation in front. */
  get open(): OpenConversation | undefined {
    return this.#open;
  }

  /** The search beside the conversation. */
  get search(): MessageSearch | undefined {
    return this.#search;
  }

  get detailsShown(): boolean {
    return this.#detailsShown;
  }

  /** A link that waits for the user's word. */
  get pendingUri(): XmppUriRequest | undefined {
    return this.#pendingUri;
  }

  /** The window was asked to close and waits for an answer. */
  get closeQuestion(): CloseReason | undefined {
    return this.#closeQuestion;
  }

  /** The conversation that is written into a file, while that takes long enough to be seen. */
  get exporting(): EventMap['exportProgressed'] | undefined {
    return this.#exporting;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Whether what comes and what is written can be stored. */
  get storage(): StorageState {
    return this.#storage;
  }

  /** What plays on this computer, while somebody looks. */
  get nowPlaying(): NowPlaying {
    return this.#nowPlaying;
  }

  get settingsPage(): SettingsPage {
    return this.#settingsPage;
  }

  /** The user wants to share what plays and has not seen yet what that sends. */
  get sharingRequested(): boolean {
    return this.#sharingRequested;
  }

  /** Asks which contacts have pictures here; later changes come as events. */
  async loadPictures(account: AccountState): Promise<void> {
    try {
      account.takePictures(await this.api.call('profile.contactPictures', { account: account.jid }));
    } catch {
      // Letters stand for everybody.
    }
  }

  get path(): PathRequest | undefined {
    return this.#path;
  }

  showPath(request: PathRequest): void {
    this.#path = request;
  }

  closePath(): void {
    this.#path = undefined;
  }

  showSettings(page: SettingsPage): void {
    this.#settingsPage = page;
    this.#view = 'settings';
  }

  requestSharing(): void {
    if (this.current === undefined) return;
    this.showSettings('now-playing');
    this.#sharingRequested = true;
  }

  sharingAnswered(): void {
    this.#sharingRequested = false;
  }

  show(view: View): void {
    this.#view = view;
  }

  /** Where an earlier window was, if that was in this view; given once. */
  takeReturn<V extends View>(view: V): Extract<Place, { view: V }> | undefined {
    const place = this.#return;
    this.#return = undefined;
    return place?.view === view ? (place as Extract<Place, { view: V }>) : undefined;
  }

  /** Main keeps where the user is, for the case that it lets this window go. */
  tellPlace(place: Place): void {
    const told = JSON.stringify(place);
    if (told === this.#toldPlace) return;
    this.#toldPlace = told;
    this.api.call('window.setPlace', place).catch(() => undefined);
  }

  #goBack(place: Place): void {
    if (place.view === 'console' && !this.#settings.developerConsole) return;
    if (place.view === 'settings') this.#settingsPage = place.page;
    this.#view = place.view;
    this.#return = place;
  }

  #openAgain({ account, with: jid }: NonNullable<Snapshot['lastView']>, place: Place | undefined): void {
    if (place?.view === 'chats' && place.reading !== undefined) {
      this.#open = new OpenConversation(this.api, account, jid, undefined, place.reading, true);
      void this.#open.load();
    } else this.openConversation(account, jid);
  }

  /** Brings a conversation to the front and loads its newest messages. */
  openConversation(account: string, jid: string): void {
    this.#view = 'chats';
    if (this.#open?.account === account && this.#open.with === jid && !this.#open.hasNewer) return;
    const conversation = this.#accounts.get(account)?.conversations.get(jid);
    const marker = (conversation?.unread ?? 0) > 0 ? (conversation?.readUpTo ?? 0) : undefined;
    this.#open = new OpenConversation(this.api, account, jid, marker);
    void this.#open.load();
  }

  /** Opens a conversation at one of its messages. */
  openMessage(account: string, message: Message): void {
    this.#view = 'chats';
    this.#open = new OpenConversation(this.api, account, message.with, undefined, message.key);
    void this.#open.load();
  }

  /** Begins a search in messages, of one conversation or of all. */
  find(jid: string | undefined, text = ''): void {
    const account = this.current;
    if (account === undefined) return;
    this.#view = 'chats';
    this.#search = new MessageSearch(this.api, account.jid, jid, text);
  }

  closeSearch(): void {
    this.#search = undefined;
  }

  /** Opens a conversation with a text in its message box, in place of its draft. */
  prefill(account: string, jid: string, text: string): void {
    this.#prefills.set(jid, text);
    if (this.#open?.with === jid) this.closeConversation();
    this.openConversation(account, jid);
  }

  /** The text that waits for a conversation's message box; given once. */
  takePrefill(jid: string): string | undefined {
    const text = this.#prefills.get(jid);
    this.#prefills.delete(jid);
    return text;
  }

  closeConversation(): void {
    this.#open = undefined;
    this.#detailsShown = false;
  }

  showDetails(shown: boolean): void {
    if (shown) this.closeSearch();
    this.#detailsShown = shown;
  }

  uriAnswered(): void {
    this.#pendingUri = undefined;
  }

  closeAnswered(): void {
    this.#closeQuestion = undefined;
  }

  dismissNotice(notice: Notice): void {
    this.#notices = this.#notices.filter((other) => other !== notice);
    // Where main could not note it, the next window tells it once more.
    this.api.call('app.dismissNotice', { kind: notice.kind, file: notice.file }).catch(() => undefined);
  }

  /** Takes in one event. Those that the snapshot already holds do nothing. */
  apply(event: SequencedEvent): void {
    if (event.seq <= this.#snapshotSeq) return;
    switch (event.name) {
      case 'accountChanged': {
        const { account } = event.payload;
        const known = this.#accounts.get(account.jid);
        if (known === undefined)
          this.#accounts = new Map([...this.#accounts, [account.jid, new AccountState(account)]]);
        else known.changeAccount(account);
        break;
      }
      case 'accountRemoved':
        if (this.current?.jid === event.payload.jid) this.console.end();
        this.#accounts = new Map([...this.#accounts].filter(([jid]) => jid !== event.payload.jid));
        if (this.#open?.account === event.payload.jid) this.closeConversation();
        if (this.#search?.account === event.payload.jid) this.closeSearch();
        if (this.#accounts.size === 0) this.#view = 'chats';
        break;
      case 'messagesAdded':
      case 'messagesChanged':
        if (this.#open?.account === event.payload.account) this.#open.merge(event.payload.messages);
        if (this.#search?.account === event.payload.account) this.#search.change(event.payload.messages);
        break;
      case 'messagesRemoved':
        if (this.#open?.account === event.payload.account) this.#open.remove(event.payload);
        if (this.#search?.account === event.payload.account) this.#search.remove(event.payload.keys);
        break;
      case 'exportProgressed':
        this.#exporting = event.payload.progress === undefined ? undefined : event.payload;
        break;
      case 'settingsChanged':
        this.#settings = event.payload.settings;
        if (this.#settings.developerConsole) break;
        this.console.end();
        if (this.#view === 'console') this.#view = 'settings';
        break;
      case 'surroundingsChanged':
        this.#surroundings = event.payload.surroundings;
        break;
      case 'passwordNotKeptAsChosen': {
        const { account: jid, wanted } = event.payload;
        this.toasts.show(t(wanted === 'remember' ? 'password.notRemembered' : 'password.mayRemain', { jid }));
        break;
      }
      case 'storageStateChanged':
        this.#storage = event.payload.storage;
        break;
      case 'noticeRaised':
        this.#notices = [...this.#notices, event.payload.notice];
        break;
      case 'stanzaSeen':
        this.console.add(event.payload.stanza);
        break;
      case 'conversationRequested':
        this.openConversation(event.payload.account, event.payload.with);
        break;
      case 'xmppUriReceived':
        this.#pendingUri = event.payload.uri;
        break;
      case 'nowPlayingChanged':
        this.#nowPlaying = event.payload.nowPlaying;
        break;
      case 'sharingRequested':
        this.requestSharing();
        break;
      case 'closeQuestionRaised':
        this.#closeQuestion = event.payload.reason;
        break;
      // The privacy screens hear these themselves.
      case 'probeReported':
      case 'packsChanged':
      case 'passwordStateChanged':
      case 'inventoryChanged':
      case 'leavingProgressed':
        break;
      default:
        this.#accounts.get(event.payload.account)?.apply(event);
    }
  }
}

/**
 * Listens first, then asks for the snapshot, so that nothing between the two is missed. `ready` is
 * called with the state before any later event is applied.
 */
export async function startState(api: Api, ready: (state: AppState) => void): Promise<void> {
  const early: SequencedEvent[] = [];
  let take = (event: SequencedEvent): unknown => early.push(event);
  api.onEvent((event) => {
    take(event);
  });
  const snapshot = await api.call('app.snapshot').catch((error: unknown) => {
    // Nobody will ever read what was kept for a window that shows nothing.
    early.length = 0;
    take = () => undefined;
    throw error;
  });
  const state = new AppState(api, snapshot);
  take = (event) => {
    state.apply(event);
  };
  for (const event of early) state.apply(event);
  ready(state);
}
