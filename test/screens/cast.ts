/** Who and what is in the pictures: people, what they said, and an account that knows them. */
import type { Account } from '../../electron/contract/account';
import type { Contact } from '../../electron/contract/contacts';
import type { Conversation, Message } from '../../electron/contract/messages';
import type { Settings, Theme } from '../../electron/contract/settings';
import type { AccountSnapshot, Snapshot } from '../../electron/contract/snapshot';
import {
  someAccount,
  someAccountSnapshot,
  someContact,
  someMessage,
  someResource,
  someSettings,
  someSnapshot,
  someSurroundings,
} from '../support/records';

export interface SceneOptions {
  readonly theme: string;
  readonly locale: string;
}

export const ACCOUNT = 'juliet@jabber.example';
export const ROMEO = 'romeo@montague.example';
export const LONG_NAME =
  'Bartholomäus Maximilian von und zu Oberhohenfels-Unterniederwaldhausen genannt der Geduldige, Graf zu'.padEnd(
    100,
    '.',
  );
const now = new Date();
export const today = (hours: number, minutes: number): number =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes).getTime();
export const yesterday = (hours: number, minutes: number): number => today(hours, minutes) - 24 * 60 * 60 * 1000;

export const people: readonly Contact[] = [
  someContact({
    jid: ROMEO,
    name: 'Romeo Montague',
    groups: ['Friends'],
    resources: [
      someResource({ resource: 'Phone', statusText: 'By the wall, not the gate' }),
      someResource({ resource: 'Laptop', availability: 'away', priority: 1, idleSince: today(8, 10) }),
    ],
  }),
  someContact({
    jid: 'mercutio@verona.example',
    name: 'Mercutio',
    resources: [someResource({ availability: 'away', resource: 'Desktop' })],
  }),
  someContact({
    jid: 'benvolio@jabber.example',
    name: 'Benvolio',
    resources: [someResource({ availability: 'dnd', statusText: 'Rehearsing' })],
  }),
  someContact({ jid: 'nurse@capulet.example', name: 'Nurse', groups: ['Family'] }),
  someContact({ jid: 'tybalt@capulet.example', name: 'Tybalt', groups: ['Family'], resources: [] }),
  someContact({
    jid: 'paris@verona.example',
    name: 'Paris',
    groups: ['Family'],
    subscription: 'none',
    pendingOut: true,
    resources: [],
  }),
  someContact({
    jid: 'rosaline@verona.example',
    name: 'Rosaline',
    groups: ['Friends'],
    resources: [someResource({ statusText: 'On the road until Friday' })],
  }),
  someContact({ jid: 'laurence@cell.example', name: '', groups: [], resources: [someResource()] }),
];

export const talk: readonly Message[] = [
  message(1, 'in', yesterday(21, 40), 'She doth teach the torches to burn *bright*'),
  message(2, 'out', yesterday(21, 41), 'You say that every evening.', { state: 'read' }),
  message(3, 'in', today(13, 58), 'But soft, what light through yonder window breaks?'),
  message(4, 'in', today(13, 58), 'Are you free after six?'),
  message(5, 'out', today(14, 1), 'Half past. By the wall, not the gate.', { state: 'read' }),
  message(6, 'out', today(14, 2), 'And bring the record you promised 🎶', { state: 'delivered' }),
  message(
    7,
    'in',
    today(14, 2),
    '> And bring the record you promised 🎶\nSinnerman it is. Directions: https://maps.example/verona?wall=east',
  ),
  message(8, 'in', today(14, 3), 'Try this:\n```\nladder --length 4m \\\n  --quiet\n```\nand mind the _nurse_', {
    correctedAt: today(14, 4),
  }),
];

export function message(
  key: number,
  direction: Message['direction'],
  at: number,
  body: string,
  change: Partial<Message> = {},
): Message {
  return someMessage({ key, with: ROMEO, direction, at, body, state: 'delivered', ...change });
}

export function newest(messages: readonly Message[]): Message {
  const last = messages.at(-1);
  if (last === undefined) throw new Error('There is no message.');
  return last;
}

export function conversation(jid: string, change: Partial<Conversation> = {}): Conversation {
  return { with: jid, unread: 0, readUpTo: 0, draft: '', ...change };
}

export const conversations: readonly Conversation[] = [
  conversation(ROMEO, { lastMessage: newest(talk), readUpTo: 8 }),
  conversation('mercutio@verona.example', {
    unread: 2,
    lastMessage: someMessage({
      key: 6,
      with: 'mercutio@verona.example',
      at: today(13, 47),
      body: 'A plague on both your houses, and on the ladder',
    }),
  }),
  conversation('benvolio@jabber.example', {
    lastMessage: someMessage({
      key: 3,
      with: 'benvolio@jabber.example',
      direction: 'out',
      at: yesterday(18, 0),
      body: 'I pray thee, let’s retire',
    }),
  }),
  conversation('nurse@capulet.example', {
    draft: 'Coming, tell my mother',
    lastMessage: someMessage({ key: 2, with: 'nurse@capulet.example', at: yesterday(12, 0), body: 'Madam!' }),
  }),
];

interface SnapshotChange {
  readonly account?: Partial<AccountSnapshot>;
  readonly snapshot?: Partial<Omit<Snapshot, 'settings'>> & { readonly settings?: Partial<Settings> };
}

export function snapshot(
  { theme, locale }: SceneOptions,
  { account = {}, snapshot: change = {} }: SnapshotChange = {},
): Snapshot {
  return someSnapshot({
    accounts: [someAccountSnapshot({ contacts: people, conversations, ...account })],
    lastView: { account: ACCOUNT, with: ROMEO },
    ...change,
    settings: someSettings({ ...change.settings, theme: theme as Theme }),
    surroundings: someSurroundings({ locale, ...change.surroundings }),
  });
}

/** The account while nothing is negotiated. */
export function offline(connection: Account['connection']): Account {
  const account: { -readonly [K in keyof Account]: Account[K] } = { ...someAccount({ connection }) };
  delete account.negotiated;
  delete account.fullJid;
  return account;
}
