/** What main says to people: tray, notifications, menus. The window has its own catalogue. */
import type { ChosenAvailability } from '../contract/presence';

const plural = new Intl.PluralRules('en');

function counted(count: number, forms: { one: string; other: string }): string {
  return `${count} ${plural.select(count) === 'one' ? forms.one : forms.other}`;
}

export const words = {
  appName: 'Candor',
  open: 'Open Candor',
  status: 'Status',
  share: "Share what I'm listening to",
  tune: (artist: string, title: string) => `♪ ${artist} – ${title}`,
  startAtLogin: 'Start at login',
  quit: 'Quit Candor',
  availability: {
    available: 'Available',
    away: 'Away',
    dnd: 'Do not disturb',
    offline: 'Offline',
  } satisfies Record<ChosenAvailability, string>,
  connecting: 'Connecting…',
  notSignedIn: 'Not signed in',
  unread: (count: number) => `${count} unread`,
  newMessage: 'New message',
  newMessages: (count: number) => counted(count, { one: 'new message', other: 'new messages' }),
  fromConversations: (messages: number, conversations: number) =>
    `${counted(messages, { one: 'new message', other: 'new messages' })} in ${counted(conversations, { one: 'conversation', other: 'conversations' })}`,
  openConversation: 'Open',
  markRead: 'Mark read',
  reply: 'Reply',
  replyPlaceholder: 'Reply…',
  autostartComment: 'Jabber client, started in the tray',
  files: { text: 'Text', html: 'Web page', json: 'JSON', policyPack: 'Policy pack', account: 'Exported account' },
  menu: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
    noSuggestions: 'No suggestions',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
  },
} as const;
