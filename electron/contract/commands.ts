/**
 * Everything the window can ask of main: name → schema of its argument and type of its result.
 * Main's table (`ipc/serve-commands.ts`), the bridge and the renderer's API all derive from this
 * object; a missing or extra handler is a compile error. Main validates every argument with the
 * schema before a handler sees it.
 */
import * as v from 'valibot';
import { groups, inAccount, inConversation, jid, key, nothing, password, people, takes } from './command';
import { inventoryCommands } from './inventory-commands';
import { leavingCommands } from './leaving-commands';
import { MAX_BODY, MAX_PRIORITY, MIN_PRIORITY } from './limits';
import { personalKinds, type NowPlaying } from './personal';
import { noticeKinds } from './storage';
import type { ConsoleStanza } from './console';
import type { MessagePage, Message, SearchPage } from './messages';
import type { Settings } from './settings';
import type { Snapshot } from './snapshot';
import { privacyTabs, profileTabs, settingsPages } from './place';
import { profileCommands } from './profile-commands';
import { privacyCommands } from './privacy-commands';

const shortText = v.pipe(v.string(), v.maxLength(1023));
const body = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_BODY));

const connectionSettings = v.strictObject({
  host: v.pipe(v.string(), v.maxLength(255)),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  encryption: v.picklist(['automatic', 'starttls', 'direct-tls']),
});

const settingsPatch = v.partial(
  v.strictObject({
    theme: v.picklist(['system', 'light', 'dark', 'high-contrast']),
    startAtLogin: v.boolean(),
    closeToTray: v.boolean(),
    notifications: v.boolean(),
    notificationContent: v.picklist(['full', 'hidden']),
    spellChecking: v.boolean(),
    spellCheckingLanguages: v.pipe(v.array(v.pipe(v.string(), v.maxLength(35))), v.maxLength(20)),
    awayAfterMinutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60)),
    sending: v.strictObject({
      receipts: v.boolean(),
      typing: v.boolean(),
      readMarkers: v.boolean(),
      readSync: v.boolean(),
      version: v.boolean(),
      idleTime: v.boolean(),
      tune: v.boolean(),
    }),
    tune: v.strictObject({
      previewed: v.boolean(),
      players: v.pipe(
        v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(256)), v.boolean()),
        v.check((players) => Object.keys(players).length <= 200),
      ),
      fields: v.strictObject({
        source: v.boolean(),
        track: v.boolean(),
        length: v.boolean(),
        rating: v.boolean(),
        uri: v.boolean(),
      }),
      silentOnDnd: v.boolean(),
      showOthers: v.boolean(),
    }),
    showPictures: v.boolean(),
    developerConsole: v.boolean(),
    listWidth: v.pipe(v.number(), v.minValue(200), v.maxValue(480)),
  }),
);

const noticeArgs = v.strictObject({
  kind: v.picklist(noticeKinds),
  file: v.pipe(v.string(), v.maxLength(255)),
});
const signInArgs = v.strictObject({
  jid,
  password,
  remember: v.boolean(),
  connection: connectionSettings,
  allowPlain: v.boolean(),
});
const accountArgs = v.strictObject(inAccount);
const supplyArgs = v.strictObject({
  ...inAccount,
  password,
  remember: v.boolean(),
  allowPlain: v.boolean(),
});
const availabilityArgs = v.strictObject({
  ...inAccount,
  availability: v.picklist(['available', 'away', 'dnd', 'offline']),
  statusText: shortText,
});
const priorityArgs = v.strictObject({
  ...inAccount,
  priority: v.pipe(v.number(), v.integer(), v.minValue(MIN_PRIORITY), v.maxValue(MAX_PRIORITY)),
});
const historyArgs = v.strictObject({ ...inAccount, policy: v.picklist(['keep', 'keep-30-days', 'keep-nothing']) });
const conversationArgs = v.strictObject(inConversation);
const contactArgs = v.strictObject({ ...inConversation, name: shortText, groups });
const olderArgs = v.strictObject({ ...inConversation, before: key });
const time = v.pipe(v.number(), v.integer(), v.minValue(0));
const searchArgs = v.strictObject({
  ...inAccount,
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  with: v.optional(jid),
  from: v.optional(time),
  until: v.optional(time),
  before: v.optional(key),
});
const newerArgs = v.strictObject({ ...inConversation, after: key });
const exportArgs = v.strictObject({ ...inConversation, format: v.picklist(['text', 'html', 'json']) });
const sendArgs = v.strictObject({ ...inConversation, body, replyTo: v.optional(key) });
const reactArgs = v.strictObject({
  ...inConversation,
  key,
  emojis: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))), v.maxLength(24)),
});
const correctArgs = v.strictObject({ ...inConversation, key, body });
const messageArgs = v.strictObject({ ...inConversation, key });
const markReadArgs = v.strictObject({ ...inConversation, upTo: key });
const draftArgs = v.strictObject({ ...inConversation, draft: v.pipe(v.string(), v.maxLength(MAX_BODY)) });
const chatStateArgs = v.strictObject({
  ...inConversation,
  state: v.picklist(['active', 'composing', 'paused', 'inactive', 'gone']),
});
const openConversationArgs = v.strictObject({ conversation: v.nullable(v.strictObject(inConversation)) });
const placeArgs = v.variant('view', [
  v.strictObject({ view: v.literal('chats'), reading: v.optional(key) }),
  v.strictObject({ view: v.literal('privacy'), page: v.picklist(privacyTabs) }),
  v.strictObject({ view: v.literal('profile'), page: v.picklist(profileTabs) }),
  v.strictObject({ view: v.literal('settings'), page: v.picklist(settingsPages) }),
  v.strictObject({ view: v.literal('console') }),
]);
const answerCloseArgs = v.strictObject({ answer: v.picklist(['hide', 'quit', 'stay']) });
const linkArgs = v.strictObject({ url: v.pipe(v.string(), v.maxLength(8192)) });
const copyArgs = v.strictObject({ text: v.pipe(v.string(), v.maxLength(4 * MAX_BODY)) });
const watchArgs = v.strictObject({ ...inAccount, on: v.boolean() });
const consoleSendArgs = v.strictObject({
  ...inAccount,
  xml: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_BODY)),
});

const audience = v.strictObject({
  kind: v.picklist(['contacts', 'groups', 'people', 'nobody']),
  groups,
  people,
});
const setAudienceArgs = v.strictObject({ ...inAccount, kind: v.picklist(personalKinds), audience });
const setNoteArgs = v.strictObject({
  ...inAccount,
  kind: v.picklist(personalKinds.filter((kind) => kind !== 'tune')),
  text: v.pipe(v.string(), v.maxLength(256)),
});
const watchPlayersArgs = v.strictObject({ on: v.boolean() });

export const commands = {
  'app.snapshot': takes(nothing).returns<Snapshot>(),
  /** The user has read it: it is not told again. */
  'app.dismissNotice': takes(noticeArgs).returns<null>(),

  /** Resolves once online or refused; the account exists afterwards only when it went online. */
  'accounts.signIn': takes(signInArgs).returns<null>(),
  'accounts.cancelSignIn': takes(nothing).returns<null>(),
  /** Ends the session and removes the account, its password and its history from this computer. */
  'accounts.signOut': takes(accountArgs).returns<null>(),
  'accounts.forgetPassword': takes(accountArgs).returns<null>(),
  /** Answers the question for a password of an account that exists (refused or not remembered). */
  'accounts.supplyPassword': takes(supplyArgs).returns<null>(),
  'accounts.setAvailability': takes(availabilityArgs).returns<null>(),
  /**
   * Where a service gives a message to one device alone, the one with the highest number has it; below 0 this computer
   * gets none that is not addressed to it (RFC 6121 §4.7.2.3, §8.5.2). Sent with each presence from now on.
   */
  'accounts.setPriority': takes(priorityArgs).returns<null>(),
  /** Try now in place of waiting for the next attempt. */
  'accounts.reconnect': takes(accountArgs).returns<null>(),
  /**
   * After 'mechanism-downgraded': the best of what was offered is from now on the weakest that is used, and the
   * connection is tried with it. The plain password still waits for consent. Nothing where the account did not stop for it.
   */
  'accounts.acceptWeakerMechanism': takes(accountArgs).returns<null>(),
  /** The live connection as measured now; undefined while not online. */
  'accounts.setHistoryPolicy': takes(historyArgs).returns<null>(),

  'contacts.add': takes(contactArgs).returns<null>(),
  /** Sets name and groups, both as a whole. */
  'contacts.update': takes(contactArgs).returns<null>(),
  'contacts.remove': takes(conversationArgs).returns<null>(),
  'contacts.subscribe': takes(conversationArgs).returns<null>(),
  'contacts.unsubscribe': takes(conversationArgs).returns<null>(),
  /** Accepts a request, or approves before one came (RFC 6121 §3.4). */
  'contacts.approve': takes(conversationArgs).returns<null>(),
  /** Refuses a request, or takes an approval back. */
  'contacts.deny': takes(conversationArgs).returns<null>(),
  /** Here and in `contacts.unblock`, `with` may also be a full JID or a domain (XEP-0191 §5). */
  'contacts.block': takes(conversationArgs).returns<null>(),
  'contacts.unblock': takes(conversationArgs).returns<null>(),

  /** The newest messages of a conversation. */
  'messages.latest': takes(conversationArgs).returns<MessagePage>(),
  'messages.older': takes(olderArgs).returns<MessagePage>(),
  /** A page with this message in its middle. */
  'messages.around': takes(messageArgs).returns<MessagePage>(),
  'messages.newer': takes(newerArgs).returns<MessagePage>(),
  /**
   * Messages in which every word of the text occurs, or begins a word; upper and lower case and accents are
   * the same. `from` (inclusive) and `until` (exclusive) are times of writing; `before` is the last hit's key.
   */
  'messages.search': takes(searchArgs).returns<SearchPage>(),
  /** Removes a conversation, its draft and what waits to be sent from this computer; the server's archive keeps its copy. */
  'messages.deleteConversation': takes(conversationArgs).returns<null>(),
  /** Stops what `desktop.exportConversation` writes. */
  'messages.cancelExport': takes(conversationArgs).returns<null>(),
  /** `replyTo`: key of the message it answers (XEP-0461). */
  'messages.send': takes(sendArgs).returns<Message>(),
  /** Corrects an own message (XEP-0308); only the last one of the conversation is accepted. */
  'messages.correct': takes(correctArgs).returns<Message>(),
  /** Sends a failed message again, and what came back of what the user said of a message. */
  'messages.retry': takes(messageArgs).returns<Message>(),
  /** Takes a message that failed or still waits off this computer; it is not sent any more. */
  'messages.discard': takes(messageArgs).returns<null>(),
  /** Puts back what was discarded in this run, as it was; what waited is sent. */
  'messages.restore': takes(messageArgs).returns<Message>(),
  /** Asks all who have an own message to forget it (XEP-0424). */
  'messages.retract': takes(messageArgs).returns<Message>(),
  /** Sets all of the user's reactions to a message (XEP-0444); none takes them back. */
  'messages.react': takes(reactArgs).returns<Message>(),
  'messages.markRead': takes(markReadArgs).returns<null>(),
  'messages.setDraft': takes(draftArgs).returns<null>(),
  /** The user types, stopped typing or left; main decides whether anything is sent. */
  'messages.setChatState': takes(chatStateArgs).returns<null>(),

  /** Who may see the tune, mood, activity or nickname; what is there already is shown to them or hidden from them. */
  'personal.setAudience': takes(setAudienceArgs).returns<null>(),
  /** Sets mood, activity or nickname at the service; an empty text takes it away. */
  'personal.setNote': takes(setNoteArgs).returns<null>(),
  /** Looks at the players of the computer, or no longer does; while something is shared they are looked at anyway. */
  'personal.watchPlayers': takes(watchPlayersArgs).returns<NowPlaying>(),

  ...profileCommands,
  ...privacyCommands,
  ...inventoryCommands,

  ...leavingCommands,

  'settings.change': takes(settingsPatch).returns<Settings>(),

  /** The page has drawn its snapshot and hears events. */
  'window.pageListens': takes(nothing).returns<null>(),
  /** The conversation in front while the window has the focus; no notification is shown for it. */
  'window.setOpenConversation': takes(openConversationArgs).returns<null>(),
  /** Where in the window the user is; a later window of this run begins there. */
  'window.setPlace': takes(placeArgs).returns<null>(),
  'window.answerClose': takes(answerCloseArgs).returns<null>(),
  /** Opens a link outside, if its scheme is on the allow-list; else it fails with `invalid-argument`. */
  'desktop.openLink': takes(linkArgs).returns<null>(),
  /** Asks where, and writes the conversation there; the file's name, or null where the user chose none or stopped it. */
  'desktop.exportConversation': takes(exportArgs).returns<string | null>(),
  'desktop.copyText': takes(copyArgs).returns<null>(),
  /** Ends Candor as its menu does and starts it anew, with its window. */
  'desktop.restart': takes(nothing).returns<null>(),

  /** Starts or stops `stanzaSeen` events and returns what is still in memory. */
  'console.watch': takes(watchArgs).returns<readonly ConsoleStanza[]>(),
  /** Sends one stanza typed in the console. */
  'console.send': takes(consoleSendArgs).returns<null>(),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type CommandArgs<N extends CommandName> = v.InferOutput<Commands[N]['args']>;
export type CommandResult<N extends CommandName> = Commands[N]['result'];

/** One handler a command: the shape of main's table. A handler throws typed errors; IPC turns them into `Failure`s. */
export type CommandHandlers = {
  readonly [N in CommandName]: (args: CommandArgs<N>) => Promise<CommandResult<N>> | CommandResult<N>;
};
