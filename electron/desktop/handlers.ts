/** The commands that only the desktop can do: `desktop.*` and `window.*`. */
import type { CommandHandlers } from '../contract/commands';
import type { EventHub } from '../contract/event-hub';
import type { Log } from '../contract/ports';
import { DesktopError } from './errors';
import { checkLink } from './links';
import type { MainWindow } from './main-window';
import type { ConversationRef } from './notifications';
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

export interface DesktopHandlerOptions {
  readonly window: Pick<MainWindow, 'answerClose'>;
  readonly requests: Pick<Requests, 'receiveLink'>;
  /** Hands a checked URL to the system. */
  readonly openOutside: (url: string) => Promise<void>;
  readonly copyText: (text: string) => Promise<void>;
  readonly setOpenConversation: (conversation: ConversationRef | null) => void;
}

export function makeDesktopHandlers(options: DesktopHandlerOptions): DesktopHandlers {
  const { window, requests, openOutside, copyText, setOpenConversation } = options;
  return {
    'window.setOpenConversation': ({ conversation }) => {
      setOpenConversation(conversation);
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
    'desktop.copyText': async ({ text }) => {
      await copyText(text);
      return null;
    },
  };
}
