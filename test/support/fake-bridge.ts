/**
 * The bridge without main: an account in memory that answers commands as main does, for tests of the
 * window alone. Records every call; a test can refuse a command and announce events.
 */
import type { Bridge, Transport } from '../../electron/contract/bridge';
import type { CommandArgs, CommandName, CommandResult } from '../../electron/contract/commands';
import type { Failure, Outcome } from '../../electron/contract/errors';
import type { EventMap, EventName, SequencedEvent } from '../../electron/contract/events';
import type { Contact } from '../../electron/contract/contacts';
import type { Conversation, Message, MessagePage, SearchHit, SearchPage } from '../../electron/contract/messages';
import type { Settings } from '../../electron/contract/settings';
import type { AccountSnapshot, Snapshot } from '../../electron/contract/snapshot';
import type { PersonalState } from '../../electron/contract/personal';
import { privacyAnswers } from './fake-privacy';
import { fakeInventoryHandlers } from './fake-inventory';
import { fakeProfileHandlers } from './fake-profile';

type Answer<N extends CommandName> = CommandResult<N> | Promise<CommandResult<N>>;
type Handlers = { readonly [N in CommandName]: (args: CommandArgs<N>) => CommandResult<N> };

export interface Call {
  readonly name: CommandName;
  readonly args: unknown;
}

/** Hits in one page. */
const FOUND = 30;

/** Messages in one page. */
const PAGE = 50;

export class FakeBridge implements Bridge {
  readonly calls: Call[] = [];
  /** What came before the oldest message is in an archive that can't be asked. */
  olderElsewhere = false;
  readonly #refusals = new Map<CommandName, Failure>();
  readonly #answers = new Map<CommandName, unknown>();
  readonly #listeners = new Set<(event: SequencedEvent) => void>();
  readonly #messages = new Map<string, Message[]>();
  #discarded: Message | undefined;
  #snapshot: Snapshot;
  #nextKey: number;

  constructor(snapshot: Snapshot, messages: readonly Message[] = []) {
    this.#snapshot = snapshot;
    for (const message of messages) this.#store(message);
    this.#nextKey = 1 + Math.max(0, ...messages.map((message) => message.key));
  }

  /** From now on this command fails so; undefined: it works again. */
  refuse(name: CommandName, failure: Failure | undefined): void {
    if (failure === undefined) this.#refusals.delete(name);
    else this.#refusals.set(name, failure);
  }

  /** From now on this command is answered so; a promise is waited for. */
  answer<N extends CommandName>(name: N, handler: (args: CommandArgs<N>) => Answer<N>): void {
    this.#answers.set(name, handler);
  }

  /** Arguments of the calls of one command. */
  callsOf<N extends CommandName>(name: N): readonly CommandArgs<N>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args as CommandArgs<N>);
  }

  announce<N extends EventName>(name: N, payload: EventMap[N]): void {
    const seq = this.#snapshot.seq + 1;
    this.#snapshot = { ...this.#snapshot, seq };
    for (const listener of this.#listeners) listener({ seq, name, payload } as SequencedEvent);
  }

  /** A message that arrives. */
  receive(message: Omit<Message, 'key'>): Message {
    const stored = this.#store({ ...message, key: this.#takeKey() });
    this.announce('messagesAdded', { account: this.#account.account.jid, messages: [stored] });
    this.#changeConversation(stored.with, (conversation) => ({
      ...conversation,
      lastMessage: stored,
      unread: conversation.unread + (stored.direction === 'in' ? 1 : 0),
    }));
    return stored;
  }

  async invoke<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<Outcome<CommandResult<N>>> {
    this.calls.push({ name, args });
    const refusal = this.#refusals.get(name);
    if (refusal !== undefined) return { ok: false, error: refusal };
    const handler = (this.#answers.get(name) ?? this.#handlers[name]) as (args: CommandArgs<N>) => Answer<N>;
    return { ok: true, value: await handler(args) };
  }

  onEvent(listener: (event: SequencedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly #handlers: Handlers = {
    'app.snapshot': () => this.#snapshot,
    'app.dismissNotice': () => null,
    'accounts.signIn': () => null,
    'accounts.cancelSignIn': () => null,
    'accounts.signOut': ({ account }) => {
      this.announce('accountRemoved', { jid: account });
      return null;
    },
    'accounts.forgetPassword': () => this.#changeAccount({ passwordRemembered: false }),
    'accounts.supplyPassword': () => this.#changeAccount({ connection: { state: 'online' } }),
    'accounts.setAvailability': ({ availability, statusText }) =>
      this.#changeAccount({ availability, shownAvailability: availability, statusText }),
    'accounts.setPriority': ({ priority }) => this.#changeAccount({ priority }),
    'accounts.reconnect': () => null,
    'accounts.acceptWeakerMechanism': () => null,
    'accounts.setHistoryPolicy': ({ policy }) => this.#changeAccount({ historyPolicy: policy, historyExplained: true }),
    'contacts.add': ({ with: jid, name, groups }) =>
      this.#putContact({
        jid,
        name,
        groups,
        subscription: 'none',
        pendingOut: true,
        approved: false,
        resources: [],
      }),
    'contacts.update': ({ with: jid, name, groups }) => this.#changeContact(jid, { name, groups }),
    'contacts.remove': ({ with: jid }) => {
      this.announce('contactsChanged', { account: this.#account.account.jid, changed: [], removed: [jid] });
      this.#changeSnapshot({ contacts: this.#account.contacts.filter((contact) => contact.jid !== jid) });
      return null;
    },
    'contacts.subscribe': ({ with: jid }) => this.#changeContact(jid, { pendingOut: true }),
    'contacts.unsubscribe': ({ with: jid }) =>
      this.#changeContact(jid, { pendingOut: false, subscription: 'from', resources: [] }),
    'contacts.approve': ({ with: jid }) => this.#answerRequest(jid),
    'contacts.deny': ({ with: jid }) => this.#answerRequest(jid),
    'contacts.block': ({ with: jid }) => this.#setBlocked([...this.#account.blocked, jid]),
    'contacts.unblock': ({ with: jid }) => this.#setBlocked(this.#account.blocked.filter((one) => one !== jid)),
    'messages.latest': ({ with: jid }) => this.#page(jid, Number.POSITIVE_INFINITY),
    'messages.older': ({ with: jid, before }) => this.#page(jid, before),
    'messages.around': ({ with: jid, key }) => {
      const older = this.#page(jid, key);
      const newer = this.#pageAfter(jid, key - 1);
      return { ...newer, messages: [...older.messages, ...newer.messages], hasOlder: older.hasOlder };
    },
    'messages.newer': ({ with: jid, after }) => this.#pageAfter(jid, after),
    'messages.search': (args) => this.#search(args),
    'messages.deleteConversation': ({ with: jid }) => {
      const keys = (this.#messages.get(jid) ?? []).map((message) => message.key);
      this.#messages.delete(jid);
      this.announce('messagesRemoved', { account: this.#account.account.jid, with: jid, keys });
      this.#changeConversation(jid, () => ({ with: jid, unread: 0, readUpTo: 0, draft: '' }));
      return null;
    },
    'messages.send': ({ with: jid, body }) => this.#send(jid, body),
    'messages.correct': ({ with: jid, key, body }) => this.#changeMessage(jid, key, { body, correctedAt: Date.now() }),
    'messages.retry': ({ with: jid, key }) => this.#changeMessage(jid, key, { state: 'sent' }),
    'messages.discard': ({ with: jid, key }) => {
      this.#discarded = this.#messages.get(jid)?.find((message) => message.key === key);
      this.#messages.set(
        jid,
        (this.#messages.get(jid) ?? []).filter((message) => message.key !== key),
      );
      this.announce('messagesRemoved', { account: this.#account.account.jid, with: jid, keys: [key] });
      return null;
    },
    'messages.restore': ({ with: jid }) => {
      const restored = this.#discarded;
      if (restored === undefined) throw new Error('nothing was discarded');
      this.#messages.set(jid, [...(this.#messages.get(jid) ?? []), restored]);
      this.announce('messagesAdded', { account: this.#account.account.jid, messages: [restored] });
      return restored;
    },
    'messages.retract': ({ with: jid, key }) => this.#changeMessage(jid, key, { body: '', retracted: true }),
    'messages.react': ({ with: jid, key, emojis }) =>
      this.#changeMessage(jid, key, { reactions: [{ by: this.#account.account.jid, emojis }] }),
    'messages.markRead': ({ with: jid, upTo }) => {
      this.#changeConversation(jid, (conversation) => ({ ...conversation, unread: 0, readUpTo: upTo }));
      return null;
    },
    'messages.setDraft': ({ with: jid, draft }) => {
      this.#changeConversation(jid, (conversation) => ({ ...conversation, draft }));
      return null;
    },
    'messages.setChatState': () => null,
    'personal.setAudience': ({ kind, audience }) =>
      this.#changePersonal(({ audiences }) => ({ audiences: { ...audiences, [kind]: audience } })),
    'personal.setNote': ({ kind, text }) =>
      this.#changePersonal(({ notes }) => ({ notes: { ...notes, [kind]: text } })),
    'personal.watchPlayers': () => this.#snapshot.nowPlaying,
    ...fakeProfileHandlers(),
    ...privacyAnswers,
    'privacy.sendNothing': () => this.#snapshot.settings,
    ...fakeInventoryHandlers,
    'settings.change': (patch) => {
      const settings: Settings = { ...this.#snapshot.settings, ...withoutUndefined(patch) };
      this.#snapshot = { ...this.#snapshot, settings };
      this.announce('settingsChanged', { settings });
      return settings;
    },
    'window.pageListens': () => null,
    'window.setOpenConversation': () => null,
    'window.setPlace': () => null,
    'window.answerClose': () => null,
    'desktop.openLink': () => null,
    'desktop.exportEverything': () => null,
    'desktop.openExport': () => null,
    'desktop.copyText': () => null,
    'desktop.restart': () => null,
    'messages.cancelExport': () => null,
    'desktop.exportConversation': ({ format }) => `Conversation.${format}`,
    'console.watch': () => [],
    'console.send': () => null,
  };

  get #account(): AccountSnapshot {
    const [account] = this.#snapshot.accounts;
    if (account === undefined) throw new Error('This bridge has no account.');
    return account;
  }

  #takeKey(): number {
    this.#nextKey += 1;
    return this.#nextKey;
  }

  #store(message: Message): Message {
    const held = this.#messages.get(message.with) ?? [];
    this.#messages.set(
      message.with,
      [...held.filter((other) => other.key !== message.key), message].sort((a, b) => a.key - b.key),
    );
    return message;
  }

  #page(jid: string, before: number): MessagePage {
    const older = (this.#messages.get(jid) ?? []).filter((message) => message.key < before);
    const isAll = older.length <= PAGE;
    return {
      messages: older.slice(-PAGE),
      hasOlder: !isAll,
      ...(isAll && this.olderElsewhere && { olderElsewhere: true }),
    };
  }

  #pageAfter(jid: string, after: number): MessagePage {
    const newer = (this.#messages.get(jid) ?? []).filter((message) => message.key > after);
    return { messages: newer.slice(0, PAGE), hasOlder: true, hasNewer: newer.length > PAGE };
  }

  /** One word, newest first, as main has it. */
  #search({
    text,
    with: peer,
    from = 0,
    until = Infinity,
    before = Infinity,
  }: CommandArgs<'messages.search'>): SearchPage {
    const word = text.trim().toLowerCase();
    const found = [...this.#messages.values()]
      .flat()
      .filter(({ body, with: jid, at, key }) => {
        const fits = (peer === undefined || jid === peer) && at >= from && at < until && key < before;
        return fits && body.toLowerCase().includes(word);
      })
      .sort((a, b) => b.key - a.key);
    return { hits: found.slice(0, FOUND).map((message) => hitOf(message, word)), hasMore: found.length > FOUND };
  }

  #send(jid: string, body: string): Message {
    return this.receive({
      with: jid,
      direction: 'out',
      resource: 'here',
      id: `sent-${this.#nextKey}`,
      body,
      at: Date.now(),
      state: 'sent',
      delayed: false,
      carbon: false,
    });
  }

  #changeMessage(jid: string, key: number, change: Partial<Message>): Message {
    const message = this.#messages.get(jid)?.find((one) => one.key === key);
    if (message === undefined) throw new Error(`There is no message ${key}.`);
    const changed = this.#store({ ...message, ...change });
    this.announce('messagesChanged', { account: this.#account.account.jid, messages: [changed] });
    return changed;
  }

  #changeSnapshot(change: Partial<AccountSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, accounts: [{ ...this.#account, ...change }] };
  }

  #changeAccount(change: Partial<AccountSnapshot['account']>): null {
    const account = { ...this.#account.account, ...change };
    this.#changeSnapshot({ account });
    this.announce('accountChanged', { account });
    return null;
  }

  #changePersonal(change: (before: PersonalState) => Partial<PersonalState>): null {
    const { account, personal: before } = this.#account;
    const personal = { ...before, ...change(before) };
    this.#changeSnapshot({ personal });
    this.announce('personalChanged', { account: account.jid, personal });
    return null;
  }

  #putContact(contact: Contact): null {
    const others = this.#account.contacts.filter((other) => other.jid !== contact.jid);
    this.#changeSnapshot({ contacts: [...others, contact] });
    this.announce('contactsChanged', { account: this.#account.account.jid, changed: [contact], removed: [] });
    return null;
  }

  #changeContact(jid: string, change: Partial<Contact>): null {
    const contact = this.#account.contacts.find((one) => one.jid === jid);
    return contact === undefined ? null : this.#putContact({ ...contact, ...change });
  }

  #changeConversation(jid: string, change: (conversation: Conversation) => Conversation): void {
    const held = this.#account.conversations.find((one) => one.with === jid);
    const changed = change(held ?? { with: jid, unread: 0, readUpTo: 0, draft: '' });
    const others = this.#account.conversations.filter((one) => one.with !== jid);
    this.#changeSnapshot({ conversations: [...others, changed] });
    this.announce('conversationsChanged', { account: this.#account.account.jid, conversations: [changed] });
  }

  #answerRequest(jid: string): null {
    const requests = this.#account.subscriptionRequests.filter((request) => request.from !== jid);
    this.#changeSnapshot({ subscriptionRequests: requests });
    this.announce('subscriptionRequestsChanged', { account: this.#account.account.jid, requests });
    return null;
  }

  #setBlocked(blocked: readonly string[]): null {
    this.#changeSnapshot({ blocked });
    this.announce('blockListChanged', { account: this.#account.account.jid, blocked });
    return null;
  }
}

function hitOf(message: Message, word: string): SearchHit {
  const at = message.body.toLowerCase().indexOf(word);
  const parts = [
    { text: message.body.slice(0, at), match: false },
    { text: message.body.slice(at, at + word.length), match: true },
    { text: message.body.slice(at + word.length), match: false },
  ];
  return { message, excerpt: parts.filter((part) => part.text !== '') };
}

function withoutUndefined(patch: CommandArgs<'settings.change'>): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** As the preload gives it to the page. */
export function transportOf(bridge: Bridge): Transport {
  return {
    invoke: async (name, args) => JSON.stringify(await bridge.invoke(name, args as CommandArgs<typeof name>)),
    onEvents: (listener) => bridge.onEvent((event) => listener(JSON.stringify([event]))),
  };
}
