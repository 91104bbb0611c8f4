/**
 * Which messages become notifications, and what these say. One notification a conversation, renewed
 * by further messages; a burst over many conversations becomes a single one.
 */
import type { Conversation, Message } from '../contract/messages';
import type { Settings } from '../contract/settings';
import type { Clock } from '../contract/ports';
import { words } from './words';

export interface ConversationRef {
  readonly account: string;
  /** Bare JID. */
  readonly with: string;
}

/** What a presenter puts on the screen: plain text, bounded. */
export interface Note {
  /** A new note with the same tag takes the old one's place. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Whether "Mark read" and a reply make sense. */
  readonly forConversation: boolean;
}

export type NoteAction =
  { readonly kind: 'open' } | { readonly kind: 'mark-read' } | { readonly kind: 'reply'; readonly text: string };

/** Shows notes by the means of one system. Neither method throws; what can't be shown is logged. */
export interface NotificationPresenter {
  show(note: Note): void;
  close(tag: string): void;
}

export type NoteListener = (tag: string, action: NoteAction) => void;

export interface NotificationOptions {
  readonly presenter: NotificationPresenter;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'notifications' | 'notificationContent'>;
  readonly doNotDisturb: (account: string) => boolean;
  /** The conversation that the user is looking at, if the window has the focus. */
  readonly inFront: () => ConversationRef | undefined;
  readonly nameOf: (conversation: ConversationRef) => string;
  /** Undefined: the window alone. */
  readonly open: (conversation: ConversationRef | undefined) => void;
  readonly markRead: (conversation: ConversationRef, upTo: number) => void;
  readonly reply: (conversation: ConversationRef, text: string) => void;
}

/** Messages that come within this time (milliseconds) are told of together. */
const GATHER = 200;
/** Shortest time between two rounds of notifications. */
const PAUSE = 1000;
/** New messages in more conversations than this in one round become one note. */
const MANY_CONVERSATIONS = 3;
const LINES = 3;
const MAX_LINE = 200;
const MAX_NAME = 100;
const SUMMARY = 'summary';

interface Unread {
  readonly conversation: ConversationRef;
  /** The newest lines, oldest first. What was missed may come in any order. */
  lines: readonly { readonly key: number; readonly text: string }[];
  count: number;
  newestKey: number;
}

/** Whether a message is worth a notification at all. */
export function isWorthTelling(
  message: Pick<Message, 'direction' | 'with' | 'body'>,
  account: string,
  options: Pick<NotificationOptions, 'settings' | 'doNotDisturb' | 'inFront'>,
): boolean {
  if (message.direction !== 'in' || message.body === '') return false;
  if (!options.settings().notifications || options.doNotDisturb(account)) return false;
  const front = options.inFront();
  return front?.account !== account || front.with !== message.with;
}

export class NotificationCenter {
  readonly #options: NotificationOptions;
  readonly #unread = new Map<string, Unread>();
  /** Tags with something new since the last round. */
  readonly #fresh = new Set<string>();
  /** Tags that the summary on the screen speaks for. */
  #summarized = new Set<string>();
  #lastRoundAt = Number.NEGATIVE_INFINITY;
  #cancelRound: (() => void) | undefined;

  constructor(options: NotificationOptions) {
    this.#options = options;
  }

  messagesAdded(account: string, messages: readonly Message[]): void {
    for (const message of messages) {
      if (isWorthTelling(message, account, this.#options)) this.#add({ account, with: message.with }, message);
    }
    if (this.#fresh.size > 0) this.#scheduleRound();
  }

  /** What was read, here or in another session, needs no notification. */
  conversationsChanged(account: string, conversations: readonly Conversation[]): void {
    for (const { with: jid, unread } of conversations) if (unread === 0) this.#forget(tagOf({ account, with: jid }));
  }

  accountRemoved(account: string): void {
    for (const [tag, { conversation }] of [...this.#unread]) if (conversation.account === account) this.#forget(tag);
  }

  /** What a presenter reports. */
  readonly acted: NoteListener = (tag, action) => {
    const unread = this.#unread.get(tag);
    if (unread === undefined) {
      // The summary, or a note that outlived what it told of.
      this.#options.presenter.close(tag);
      this.#options.open(conversationOf(tag));
      return;
    }
    this.#forget(tag);
    const { conversation, newestKey } = unread;
    if (action.kind === 'open') this.#options.open(conversation);
    else {
      if (action.kind === 'reply' && action.text.trim() !== '') this.#options.reply(conversation, action.text);
      this.#options.markRead(conversation, newestKey);
    }
  };

  #add(conversation: ConversationRef, message: Message): void {
    const tag = tagOf(conversation);
    const unread = this.#unread.get(tag) ?? { conversation, lines: [], count: 0, newestKey: 0 };
    unread.lines = [...unread.lines, { key: message.key, text: oneLine(message.body, MAX_LINE) }]
      .sort((a, b) => a.key - b.key)
      .slice(-LINES);
    unread.count += 1;
    unread.newestKey = Math.max(unread.newestKey, message.key);
    this.#unread.set(tag, unread);
    this.#fresh.add(tag);
  }

  #scheduleRound(): void {
    if (this.#cancelRound !== undefined) return;
    const { clock } = this.#options;
    // Bounded, since the clock may have been set back meanwhile.
    const wait = Math.max(GATHER, Math.min(PAUSE, this.#lastRoundAt + PAUSE - clock.now()));
    this.#cancelRound = clock.after(wait, () => {
      this.#cancelRound = undefined;
      this.#lastRoundAt = clock.now();
      this.#round();
    });
  }

  #round(): void {
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    if (fresh.length > MANY_CONVERSATIONS || fresh.some((tag) => this.#summarized.has(tag))) {
      for (const tag of fresh) {
        this.#summarized.add(tag);
        this.#options.presenter.close(tag);
      }
      this.#showSummary();
    } else for (const tag of fresh) this.#show(tag);
  }

  #show(tag: string): void {
    const unread = this.#unread.get(tag);
    if (unread === undefined) return;
    const { presenter, settings, nameOf } = this.#options;
    const hidden = settings().notificationContent === 'hidden';
    const name = oneLine(nameOf(unread.conversation), MAX_NAME);
    presenter.show({
      tag,
      title: hidden ? words.appName : unread.count > 1 ? `${name} (${words.newMessages(unread.count)})` : name,
      body: hidden ? words.newMessage : unread.lines.map(({ text }) => text).join('\n'),
      forConversation: true,
    });
  }

  #showSummary(): void {
    const all = [...this.#summarized].flatMap((tag) => this.#unread.get(tag) ?? []);
    const count = all.reduce((sum, unread) => sum + unread.count, 0);
    this.#options.presenter.show({
      tag: SUMMARY,
      title: words.appName,
      body: words.fromConversations(count, all.length),
      forConversation: false,
    });
  }

  #forget(tag: string): void {
    this.#fresh.delete(tag);
    if (!this.#unread.delete(tag)) return;
    this.#options.presenter.close(tag);
    if (!this.#summarized.delete(tag)) return;
    if (this.#summarized.size === 0) this.#options.presenter.close(SUMMARY);
  }
}

/** JIDs hold no line breaks. */
function tagOf({ account, with: jid }: ConversationRef): string {
  return `${account}\n${jid}`;
}

function conversationOf(tag: string): ConversationRef | undefined {
  const [account, jid] = tag.split('\n');
  return account !== undefined && jid !== undefined ? { account, with: jid } : undefined;
}

/** Without controls and marks that turn the direction of what follows; cut by whole characters. */
function oneLine(text: string, most: number): string {
  const flat = text
    .slice(0, most * 8)
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu, ' ')
    .trim();
  const characters = [...flat];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : flat;
}
