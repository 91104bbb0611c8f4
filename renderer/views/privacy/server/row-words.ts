/** Rows of the inventory in words. What is not known is said to be so; nothing is filled in. */
import type { Failure, FailureCode } from '../../../../electron/contract/errors';
import type {
  InventoryRow,
  PepNodeKind,
  PrivateXmlKind,
  ReportedAudience,
  RowFact,
} from '../../../../electron/contract/inventory';
import { pepNodeKinds, privateXmlKinds } from '../../../../electron/contract/inventory';
import { displayName } from '../../../message-text/display';
import { t, type PlainKey, type TextKey } from '../../../text/catalogue';
import { failureWords } from '../../../text/failures';
import { formatList } from '../../../text/list';
import type { Mark } from '../../../text/marks';
import { archiveExceptions } from '../facts/fact-words';
import { formatSize } from '../../../text/size';
import { formatDate, formatRecent } from '../../../text/time';

const MAX_NAME = 200;

/** What assistive technology and tests find a row by: `ui-contract` names. */
export function rowName(row: InventoryRow): string {
  if (row.kind === 'private-xml' || row.kind === 'pep-node')
    return t(`inventory.row.${row.kind}`, { name: displayName(row.name ?? '', MAX_NAME) });
  return t(`inventory.row.${row.kind}`);
}

/** What a person calls it. */
export function rowTitle(row: InventoryRow): string {
  const { known } = row;
  if (row.kind === 'private-xml' && isPrivate(known)) return t(`inventory.private.${known}`);
  if (row.kind === 'pep-node' && isNode(known)) return t(`inventory.node.${known}`);
  return t(`inventory.title.${row.kind}`);
}

export function rowAbout(row: InventoryRow): string {
  return t(`inventory.about.${row.kind}`);
}

function isPrivate(known: InventoryRow['known']): known is PrivateXmlKind {
  return privateXmlKinds.some((kind) => kind === known);
}

function isNode(known: InventoryRow['known']): known is PepNodeKind {
  return pepNodeKinds.some((kind) => kind === known);
}

type CountKey = Extract<TextKey, `inventory.count.${string}`>;
const counted: Readonly<Record<InventoryRow['kind'], CountKey>> = {
  roster: 'inventory.count.people',
  vcard: 'inventory.count.cards',
  vcard4: 'inventory.count.cards',
  'private-xml': 'inventory.count.entries',
  'private-xml-rest': 'inventory.count.entries',
  'pep-node': 'inventory.count.entries',
  'pep-list': 'inventory.count.entries',
  bookmarks: 'inventory.count.rooms',
  'offline-messages': 'inventory.count.messages',
  archive: 'inventory.count.messages',
  'block-list': 'inventory.count.people',
  sessions: 'inventory.count.sessions',
  'room-nicknames': 'inventory.count.nicknames',
};

/** How much is there, or why that is not known. */
export function amountWords(row: InventoryRow, service: string): string {
  switch (row.state.state) {
    case 'reading':
      return t('inventory.looking');
    case 'could-not-find-out':
      return couldNot(row.state.why, service);
    case 'not-offered':
      return t('inventory.notOffered');
    case 'not-checkable':
      return t('inventory.notCheckable');
    case 'known':
      return knownAmount(row);
  }
}

/** What mostly goes wrong is said as on the pages of facts; the service's own word for it is in the details. */
const reasons: Readonly<Partial<Record<FailureCode, PlainKey>>> = {
  offline: 'unknown.offline',
  timeout: 'unknown.timeout',
  cancelled: 'unknown.cancelled',
  'refused-by-server': 'unknown.refused',
  'answer-not-understood': 'unknown.nonsense',
};

function couldNot(why: Failure, service: string): string {
  const reason = reasons[why.code];
  return t('inventory.couldNot', { why: reason === undefined ? failureWords(why, service).what : t(reason) });
}

function knownAmount(row: InventoryRow): string {
  if (row.count === undefined) return row.bytes === undefined ? t('inventory.uncounted') : formatSize(row.bytes);
  if (row.count === 0) return t('inventory.none');
  const count = t(counted[row.kind], { count: row.count });
  const amount = row.countIsLeast === true ? t('inventory.atLeast', { amount: count }) : count;
  return row.bytes === undefined ? amount : t('inventory.amount', { amount, size: formatSize(row.bytes) });
}

export interface MarkedWords {
  readonly mark: Mark;
  readonly text: string;
}

const meant: Readonly<Record<InventoryRow['kind'], 'you' | 'all' | 'contacts' | 'rooms' | undefined>> = {
  roster: 'you',
  vcard: 'all',
  vcard4: 'all',
  'private-xml': 'you',
  'private-xml-rest': 'you',
  'pep-node': undefined,
  'pep-list': undefined,
  bookmarks: 'you',
  'offline-messages': 'you',
  archive: 'you',
  'block-list': 'you',
  sessions: 'contacts',
  'room-nicknames': 'rooms',
};

/** Who may see it: as the service reports it, or what the protocol means, which nobody can check from here. */
export function audienceWords(row: InventoryRow, service: string): MarkedWords | undefined {
  if (row.state.state === 'not-offered') return undefined;
  const { audience } = row;
  if (audience?.why !== undefined) return { mark: 'not-checkable', text: couldNot(audience.why, service) };
  if (audience !== undefined) return { mark: audience.mark, text: accessWords(audience) };
  const whom = meant[row.kind];
  if (whom === undefined) return undefined;
  return {
    mark: 'not-checkable',
    text: whom === 'you' ? t('inventory.meant.you', { service }) : t(`inventory.meant.${whom}`),
  };
}

export function accessWords({ access, unknownAccess, groups, members }: ReportedAudience): string {
  if (unknownAccess !== undefined) return t('inventory.who.unknown', { word: displayName(unknownAccess, 80) });
  switch (access) {
    case undefined:
      return t('inventory.who.unsaid');
    case 'roster':
      return groups.length === 0
        ? t('inventory.who.rosterUnnamed')
        : t('inventory.who.roster', { groups: formatList(groups.map((group) => displayName(group, 80))) });
    case 'whitelist':
      if (members === undefined) return t('inventory.who.whitelist');
      return members.length === 0 ? t('inventory.who.onlyYou') : t('inventory.who.members', { count: members.length });
    default:
      return t(`inventory.who.${access}`);
  }
}

/** Whoever gets what is put there beside those whom the access model lets in. */
export function subscriberWords({ subscribers = [] }: ReportedAudience): string | undefined {
  return subscribers.length === 0 ? undefined : t('inventory.who.subscribers', { count: subscribers.length });
}

export function factWords(fact: RowFact): string {
  switch (fact.fact) {
    case 'bookmarks-in':
      return t(`inventory.fact.bookmarks-in.${fact.place}`, { count: fact.count });
    case 'oldest':
      return t('inventory.fact.oldest', { date: formatDate(fact.at) });
    case 'archiving':
      return [
        t(`inventory.fact.archiving.${fact.preference ?? 'other'}`),
        ...archiveExceptions(fact.always, fact.never),
      ].join(' ');
    case 'archiving-unknown':
      return t(fact.why === undefined ? 'inventory.fact.archiving-unset' : 'inventory.fact.archiving-unknown');
    case 'too-much':
      return t('inventory.fact.too-much', { shown: fact.shown });
    case 'delivered-at-sign-in':
      return t('inventory.fact.delivered-at-sign-in');
    case 'seen-by':
      return t(`inventory.fact.seen-by.${fact.by}`);
    case 'rooms-asked':
      return t('inventory.fact.rooms-asked', { count: fact.rooms, answered: fact.answered });
  }
}

/** What was seen after the user changed something, and whether that is what was wanted. */
export function changeWords(row: InventoryRow, service: string, now: number): MarkedWords | undefined {
  const change = row.lastChange;
  if (change === undefined) return undefined;
  const text = t(`inventory.change.${change.change}.${change.seen}`, { time: formatRecent(change.at, now) });
  return {
    mark: change.seen === 'unknown' ? 'not-checkable' : 'measured',
    text: change.why === undefined ? text : `${text} ${failureWords(change.why, service).what}`,
  };
}
