/** What is planted in an account at a server, and how a person would find it on the screens. */
import { privateNames } from '../../electron/features/inventory/private-xml-rows';
import type { Random } from '../chaos/random';

export type Tab = 'Service' | 'Policy' | 'On the server';
export type MarkWord = 'measured' | 'service says' | 'policy says' | 'not checkable';

/** A place on a screen: a row, or a region and perhaps a group in it, by the names that screen readers hear. */
export interface Place {
  readonly tab: Tab;
  readonly row?: string;
  readonly region?: string;
  readonly group?: string;
  /** Not the row itself, but what its button "View" shows. */
  readonly viewed?: true;
}

export interface Expected {
  readonly name: string;
  readonly place: Place;
  /** Must stand there. */
  readonly says?: RegExp;
  /** Must not stand there. */
  readonly never?: RegExp;
  readonly mark?: MarkWord;
  /** The place itself must not be there. */
  readonly absent?: true;
}

/** Those that the server knows. */
const accesses = ['open', 'presence', 'whitelist'] as const;
export type Access = (typeof accesses)[number];
const whoSees: Readonly<Record<Access, RegExp>> = {
  open: /Everyone/u,
  presence: /Your contacts/u,
  whitelist: /Only you/u,
};

export const nodes = [
  'http://jabber.org/protocol/geoloc',
  'http://jabber.org/protocol/mood',
  'http://jabber.org/protocol/activity',
  'urn:xmpp:microblog:0',
  'urn:example:diary',
  'urn:example:recipes',
] as const;

/** Fields of a card and what the screen calls them. */
export const cardFields = {
  FN: 'full name',
  NICKNAME: 'nickname',
  URL: 'homepage',
  BDAY: 'birthday',
  DESC: 'about you',
  TITLE: 'title',
  ROLE: 'role',
  JABBERID: 'Jabber ID',
} as const;
export type CardField = keyof typeof cardFields;

/** One round: everything that is at the server. */
export interface Planted {
  readonly contacts: number;
  readonly card: readonly CardField[];
  /** Namespaces of private storage. */
  readonly stored: readonly string[];
  readonly nodes: ReadonlyMap<string, Access>;
  readonly bookmarks: number;
  readonly blocked: number;
  readonly archiving: 'always' | 'never';
  readonly messages: number;
  readonly sessions: number;
  readonly announcement: string;
}

export const namespaces = Object.values(privateNames).filter(({ ns }) => ns !== 'storage:bookmarks');

export function draw(random: Random): Planted {
  const some = <T>(things: readonly T[]): T[] => things.filter(() => random.next() < 0.5);
  const chance = <T>(things: readonly [T, ...T[]]): T => things[random.between(0, things.length - 1)] ?? things[0];
  return {
    contacts: random.between(2, 9),
    card: some(Object.keys(cardFields) as CardField[]),
    stored: some(namespaces.map(({ ns }) => ns)),
    nodes: new Map(some(nodes).map((node) => [node, chance(accesses)])),
    bookmarks: random.between(1, 5),
    blocked: random.between(1, 6),
    archiving: chance(['always', 'never']),
    messages: random.between(3, 37),
    sessions: random.between(1, 3),
    announcement: `Work on day ${String(random.between(100, 999))}`,
  };
}

/** The contrary of a round: each fact is another one. */
export function flip(before: Planted): Planted {
  const others = <T>(all: readonly T[], some: readonly T[]): T[] => all.filter((one) => !some.includes(one));
  const next: Readonly<Record<Access, Access>> = {
    open: 'whitelist',
    whitelist: 'presence',
    presence: 'open',
  };
  return {
    contacts: before.contacts + 1,
    card: others(Object.keys(cardFields) as CardField[], before.card),
    stored: others(
      namespaces.map(({ ns }) => ns),
      before.stored,
    ),
    nodes: new Map([
      ...[...before.nodes].map(([node, access]) => [node, next[access]] as const),
      ...others(nodes, [...before.nodes.keys()] as (typeof nodes)[number][]).map((node) => [node, 'open'] as const),
    ]),
    bookmarks: before.bookmarks + 1,
    blocked: before.blocked + 1,
    archiving: before.archiving === 'always' ? 'never' : 'always',
    messages: before.messages + 2,
    sessions: before.sessions + 1,
    announcement: `${before.announcement} is done`,
  };
}

/** Sections of the policy, as its pack calls them. */
export const KEPT = 'What is collected or stored';

export const row = (name: string): Place => ({ tab: 'On the server', row: name });
export const now = (region: string): Place => ({ tab: 'Policy', region, group: 'Right now' });
export const counted = (count: number, one: string, other: string): RegExp =>
  new RegExp(`(?<!\\d)${String(count)} ${count === 1 ? one : other}(?![a-z])`, 'u');

/** `archived`: how many messages another client counts in the archive. */
export function expectations(planted: Planted, archived: number): readonly Expected[] {
  return [
    { name: 'roster', place: row('Roster'), says: counted(planted.contacts, 'person', 'people'), mark: 'measured' },
    ...(Object.keys(cardFields) as CardField[]).map((field): Expected => {
      const words = new RegExp(`(?<![a-z])${cardFields[field]}(?![a-z])`, 'u');
      const place = now(KEPT);
      return { name: `card ${field}`, place, ...(planted.card.includes(field) ? { says: words } : { never: words }) };
    }),
    ...namespaces.map(({ ns }): Expected => ({
      name: `private ${ns}`,
      place: row(`Private XML storage: ${ns}`),
      says: planted.stored.includes(ns) ? /(?<!\d)[1-9]\d* bytes/u : /(?<!\d)0 bytes/u,
      mark: 'measured',
    })),
    { name: 'private, the rest', place: row('Private XML storage: everything else'), mark: 'not checkable' },
    ...nodes.flatMap((node): Expected[] => {
      const access = planted.nodes.get(node);
      const place = row(`PEP: ${node}`);
      if (access === undefined) return [{ name: `node ${node}`, place, absent: true }];
      return [
        { name: `node ${node}`, place, says: /(?<!\d)1 entry/u, mark: 'measured' },
        { name: `node ${node}, who`, place, says: whoSees[access], mark: 'service says' },
      ];
    }),
    { name: 'bookmarks', place: row('Bookmarks'), says: counted(planted.bookmarks, 'room', 'rooms'), mark: 'measured' },
    { name: 'blocked', place: row('Block list'), says: counted(planted.blocked, 'person', 'people'), mark: 'measured' },
    { name: 'archive', place: row('Message archive'), says: counted(archived, 'message', 'messages') },
    {
      name: 'archive, from now on',
      place: row('Message archive'),
      says: planted.archiving === 'always' ? /everything is kept/u : /nothing is kept/u,
      mark: 'service says',
    },
    {
      name: 'archive, beside the policy',
      place: now('Private messages'),
      says: counted(archived, 'message', 'messages'),
      mark: 'measured',
    },
    {
      name: 'archive, against the policy',
      place: { tab: 'Policy', region: 'Private messages' },
      says: /Differs/u,
      mark: 'policy says',
    },
    {
      name: 'nodes, against the policy',
      place: { tab: 'Policy', region: KEPT },
      ...([...planted.nodes.values()].includes('open') ? { says: /Differs/u } : { never: /Differs/u }),
      mark: 'policy says',
    },
    {
      name: 'sessions',
      place: row('Other sessions'),
      says: counted(planted.sessions, 'other session', 'other sessions'),
    },
    { name: 'offline messages', place: row('Offline messages'), says: /says that it has no such thing/u },
    { name: 'software', place: { tab: 'Service', region: 'Who runs it' }, says: /Prosody/u, mark: 'service says' },
    { name: 'own address', place: now(KEPT), says: /127\.0\.0\.1/u, mark: 'service says' },
    { name: 'address log', place: now(KEPT), mark: 'not checkable' },
    { name: 'password there', place: now('Passwords'), mark: 'not checkable' },
    { name: 'backups', place: now('Backups'), mark: 'not checkable' },
    { name: 'announcement', place: { tab: 'Service' }, says: new RegExp(planted.announcement, 'u') },
    { name: 'spoofed notice', place: { tab: 'Service' }, never: /Send me your password/u },
  ];
}
