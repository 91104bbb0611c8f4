/**
 * Roster — RFC 6121, section 2, with roster versioning (§2.6, once XEP-0237 1.3).
 * https://www.rfc-editor.org/rfc/rfc6121#section-2
 *
 * Left out: entries with a resource in their address count as the bare address (§2.1.2.4).
 */
import type { Subscription } from '../../contract/contacts';
import { bareJid, type BareJid, type FullJid } from '../jid';
import { NS_ROSTER } from '../ns';
import { boundLine, cleanText, MAX_ID } from '../text';
import { isFromAccount } from '../trust';
import { attr, child, children, xml, type Element } from '../xml';

/** Longest name of a contact or a group (RFC 6121 leaves it open; servers use the limit of a JID part). */
const MAX_NAME = 1023;
const MAX_GROUPS = 128;
const SUBSCRIPTIONS: readonly Subscription[] = ['none', 'to', 'from', 'both'];

export interface RosterItem {
  readonly jid: BareJid;
  /** Empty if none. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: Subscription;
  /** Our request waits for an answer (§2.1.2.2). */
  readonly pendingOut: boolean;
  /** Their request will be approved by itself (§3.4). */
  readonly approved: boolean;
}

export interface Roster {
  /** Undefined where the server keeps no versions. May be empty text, which is a version too. */
  readonly version?: string;
  readonly items: readonly RosterItem[];
}

/** One change that the server tells (§2.1.6). */
export type RosterPush =
  { readonly version?: string; readonly item: RosterItem } | { readonly version?: string; readonly removed: BareJid };

/** The roster in an iq result; undefined where the result holds none (with versioning: nothing changed). Items that cannot be read are left out. */
export function parseRosterResult(iq: Element): Roster | undefined {
  const query = child(iq, 'query', NS_ROSTER);
  if (query === undefined) return undefined;
  const items = new Map<BareJid, RosterItem>();
  for (const element of children(query, 'item', NS_ROSTER)) {
    const item = parseItem(element);
    if (item !== undefined) items.set(item.jid, item);
  }
  return { ...parseVersion(query), items: [...items.values()] };
}

/** The change in a pushed `query`; undefined where it does not hold exactly one readable item. */
export function parseRosterPush(query: Element): RosterPush | undefined {
  const [element, ...more] = children(query, 'item', NS_ROSTER);
  if (element === undefined || more.length > 0) return undefined;
  if (attr(element, 'subscription') === 'remove') {
    const removed = bareJid(attr(element, 'jid'));
    return removed === undefined ? undefined : { ...parseVersion(query), removed };
  }
  const item = parseItem(element);
  return item === undefined ? undefined : { ...parseVersion(query), item };
}

/** Only the account's own server may change the roster (§2.1.6, CVE-2015-8688). */
export function mayPushRoster(from: BareJid | FullJid | undefined, account: BareJid): boolean {
  return isFromAccount(from, account);
}

/** `version`: the one that is held; '' asks for the whole roster with its version; undefined: the server keeps none. */
export function buildRosterGet(version: string | undefined): Element {
  return xml('iq', { type: 'get' }, xml('query', { xmlns: NS_ROSTER, ...(version !== undefined && { ver: version }) }));
}

/** Adds a contact or replaces name and groups of one (§2.3, §2.4). */
export function buildRosterSet(item: Pick<RosterItem, 'jid' | 'name' | 'groups'>): Element {
  return xml(
    'iq',
    { type: 'set' },
    xml(
      'query',
      { xmlns: NS_ROSTER },
      xml('item', { jid: item.jid, ...nameAttr(item.name) }, ...item.groups.map(buildGroup)),
    ),
  );
}

export function buildRosterRemove(jid: BareJid): Element {
  return xml('iq', { type: 'set' }, xml('query', { xmlns: NS_ROSTER }, xml('item', { jid, subscription: 'remove' })));
}

function parseItem(element: Element): RosterItem | undefined {
  const jid = bareJid(attr(element, 'jid'));
  const subscription = attr(element, 'subscription') ?? 'none';
  if (jid === undefined || subscription === 'remove') return undefined;
  const groups = children(element, 'group', NS_ROSTER)
    .slice(0, MAX_GROUPS)
    .map((group) => boundLine(group.text(), MAX_NAME))
    .filter((group) => group !== '');
  return {
    jid,
    name: boundLine(attr(element, 'name') ?? '', MAX_NAME),
    groups: [...new Set(groups)],
    subscription: SUBSCRIPTIONS.find((known) => known === subscription) ?? 'none',
    pendingOut: attr(element, 'ask') === 'subscribe',
    approved: ['true', '1'].includes(attr(element, 'approved') ?? ''),
  };
}

/** An over-long version is as good as none: the whole roster is fetched next time. */
function parseVersion(query: Element): { readonly version?: string } {
  const version = attr(query, 'ver');
  return version === undefined || version.length > MAX_ID ? {} : { version };
}

function nameAttr(name: string): { readonly name?: string } {
  const line = cleanText(name).trim();
  return line === '' ? {} : { name: line };
}

function buildGroup(name: string): Element {
  return xml('group', {}, cleanText(name).trim());
}
