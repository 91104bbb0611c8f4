/** The commands that only the desktop can do: `desktop.*` and `window.*`. */
import { basename } from 'node:path';
import type { CommandArgs, CommandHandlers } from '../contract/commands';
import type { EventHub } from '../contract/event-hub';
import type { ExportReport, ImportPreview } from '../contract/leaving';
import type { ExportFormat } from '../contract/messages';
import type { Place } from '../contract/place';
import type { Log } from '../contract/ports';
import type { PackSummary } from '../contract/privacy';
import { DesktopError } from './errors';
import { checkLink } from './links';
import type { MainWindow } from './main-window';
import type { ConversationRef } from './notifications';
import { words } from './words';
import { parseXmppUri, type NormalizeJid } from './xmpp-uri';

export type DesktopHandlers = Pick<
  CommandHandlers,
  Extract<keyof CommandHandlers, `desktop.${string}` | `window.${string}`>
>;

export interface Requests {
  /** Shows a conversation, or the window alone. */
  openConversation(conversation: ConversationRef | undefined): void;
  /** An `xmpp:` link came: the window asks the user about it. False: it is none that Candor can act on. */
  receiveLink(link: string): boolean;
}

export interface RequestOptions {
  readonly window: Pick<MainWindow, 'open' | 'whenListening'>;
  readonly hub: EventHub;
  readonly log: Log;
  readonly normalizeJid: NormalizeJid;
}

/** What reaches the window from outside. Only a page that listens can act on it, so it comes up first. */
export function makeRequests({ window, hub, log, normalizeJid }: RequestOptions): Requests {
  const showThen = (tell: () => void): void => {
    window.open();
    void window.whenListening().then(tell);
  };
  return {
    openConversation(conversation) {
      if (conversation === undefined) window.open();
      else showThen(() => hub.emit('conversationRequested', conversation));
    },
    receiveLink(link) {
      const uri = parseXmppUri(link, normalizeJid);
      if (uri === undefined) log.warn('links', 'an xmpp: link was refused: no valid address, or an unknown action');
      else showThen(() => hub.emit('xmppUriReceived', { uri }));
      return uri !== undefined;
    },
  };
}

export interface FileSuggestion {
  /** Without folder and extension. */
  readonly name: string;
  readonly extension: string;
  /** What such files are called. */
  readonly kind: string;
}

/** A file that is to be read. */
export interface ExistingFile {
  /** Without the dot. */
  readonly extensions: readonly string[];
  /** What such files are called. */
  readonly kind: string;
}

const fileKinds: Readonly<Record<ExportFormat, Omit<FileSuggestion, 'name'>>> = {
  text: { extension: 'txt', kind: words.files.text },
  html: { extension: 'html', kind: words.files.html },
  json: { extension: 'json', kind: words.files.json },
};

/** A person's name as a file name that every system takes. */
function fileNameOf(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}@.\- ]+/gu, '_').replaceAll(/^[. ]+|[. ]+$/gu, '');
  return `Candor ${safe.slice(0, 80)}`.trim();
}

export interface DesktopHandlerOptions {
  readonly window: Pick<MainWindow, 'answerClose' | 'pageListens'>;
  readonly requests: Pick<Requests, 'receiveLink'>;
  /** Hands a checked URL to the system. */
  readonly openOutside: (url: string) => Promise<void>;
  readonly copyText: (text: string) => Promise<void>;
  readonly restart: () => void;
  /** Asks where to save a file; undefined: nowhere. */
  readonly chooseFile: (suggestion: FileSuggestion) => Promise<string | undefined>;
  /** Asks which file to read; undefined: none. */
  readonly chooseExisting: (file: ExistingFile) => Promise<string | undefined>;
  readonly addPolicyPack: (file: string) => Promise<PackSummary>;
  /** Whether it was written; false where the user stopped it. */
  readonly exportConversation: (request: CommandArgs<'desktop.exportConversation'>, file: string) => Promise<boolean>;
  /** Asks for a folder; undefined: none. */
  readonly chooseFolder: () => Promise<string | undefined>;
  readonly exportEverything: (account: string, folder: string) => Promise<ExportReport>;
  readonly openExport: (account: string, file: string) => Promise<ImportPreview>;
  readonly contactName: (account: string, jid: string) => string;
  readonly setOpenConversation: (conversation: ConversationRef | null) => void;
  readonly setPlace: (place: Place) => void;
}

export function makeDesktopHandlers(options: DesktopHandlerOptions): DesktopHandlers {
  const { window, requests, openOutside, copyText, chooseFile, setOpenConversation } = options;
  return {
    'window.pageListens': () => {
      window.pageListens();
      return null;
    },
    'window.setOpenConversation': ({ conversation }) => {
      setOpenConversation(conversation);
      return null;
    },
    'window.setPlace': (place) => {
      options.setPlace(place);
      return null;
    },
    'window.answerClose': ({ answer }) => {
      window.answerClose(answer);
      return null;
    },
    'desktop.openLink': async ({ url }) => {
      const link = checkLink(url);
      if (link.kind === 'outside') await openOutside(link.url);
      else if (!requests.receiveLink(link.uri)) throw new DesktopError('invalid-argument', 'xmpp:');
      return null;
    },
    'desktop.exportConversation': async (request) => {
      const { account, with: jid, format } = request;
      const file = await chooseFile({ name: fileNameOf(options.contactName(account, jid)), ...fileKinds[format] });
      if (file === undefined) return null;
      return (await options.exportConversation(request, file)) ? basename(file) : null;
    },
    'desktop.addPolicyPack': async () => {
      const file = await options.chooseExisting({ extensions: ['json'], kind: words.files.policyPack });
      return file === undefined ? null : options.addPolicyPack(file);
    },
    'desktop.exportEverything': async ({ account }) => {
      const folder = await options.chooseFolder();
      return folder === undefined ? null : options.exportEverything(account, folder);
    },
    'desktop.openExport': async ({ account }) => {
      const file = await options.chooseExisting({ extensions: ['xml'], kind: words.files.account });
      return file === undefined ? null : options.openExport(account, file);
    },
    'desktop.copyText': async ({ text }) => {
      await copyText(text);
      return null;
    },
    'desktop.restart': () => {
      options.restart();
      return null;
    },
  };
}
