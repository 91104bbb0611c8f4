/**
 * Blocking Command — XEP-0191, version 1.3.
 * https://xmpp.org/extensions/xep-0191.html
 *
 * Left out: nothing of the protocol; blocking is the server's work.
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_BLOCKING, NS_BLOCKING_ERRORS, NS_CLIENT } from '../ns';
import { isFromAccount } from '../trust';
import { attr, child, children, xml, type Element } from '../xml';
import { buildReport, type Report } from '../xep-0377-reporting/stanza';

/** A user, one client of a user, or a whole domain (§5). */
export type Blockable = BareJid | FullJid;

export type BlockPush =
  | { readonly blocked: readonly Blockable[] }
  | { readonly unblocked: readonly Blockable[] }
  /** The list was emptied (§3.5). */
  | { readonly unblocked: 'all' };

/** The list in an iq result, each address once; undefined where there is none. */
export function parseBlockList(iq: Element): readonly Blockable[] | undefined {
  const list = child(iq, 'blocklist', NS_BLOCKING);
  return list === undefined ? undefined : parseItems(list);
}

/** The change in a pushed `block` or `unblock`; undefined where it names nobody that can be read. */
export function parseBlockPush(payload: Element): BlockPush | undefined {
  const items = parseItems(payload);
  const name = payload.getNS() === NS_BLOCKING ? payload.getName() : '';
  if (name === 'unblock' && children(payload, 'item', NS_BLOCKING).length === 0) return { unblocked: 'all' };
  if (items.length === 0) return undefined;
  if (name === 'block') return { blocked: items };
  return name === 'unblock' ? { unblocked: items } : undefined;
}

/** Only the account's own server tells of changes. */
export function mayPushBlocks(from: BareJid | FullJid | undefined, account: BareJid): boolean {
  return isFromAccount(from, account);
}

/** Whether a message came back because the account blocks whom it was for (§3.3). */
export function isBlockedError(stanza: Element): boolean {
  const error = child(stanza, 'error', NS_CLIENT);
  return error !== undefined && child(error, 'blocked', NS_BLOCKING_ERRORS) !== undefined;
}

export function buildBlockListGet(): Element {
  return xml('iq', { type: 'get' }, xml('blocklist', { xmlns: NS_BLOCKING }));
}

/** `jids` must not be empty for 'block'; for 'unblock', none means all. */
export function buildBlockCommand(command: 'block' | 'unblock', jids: readonly Blockable[]): Element {
  return xml('iq', { type: 'set' }, xml(command, { xmlns: NS_BLOCKING }, ...jids.map((jid) => xml('item', { jid }))));
}

/** Blocks somebody and tells the server why (XEP-0377 §4). */
export function buildReportingBlock(jid: Blockable, report: Report): Element {
  return xml('iq', { type: 'set' }, xml('block', { xmlns: NS_BLOCKING }, xml('item', { jid }, buildReport(report))));
}

function parseItems(parent: Element): readonly Blockable[] {
  const jids = children(parent, 'item', NS_BLOCKING)
    .map((item) => anyJid(attr(item, 'jid')))
    .filter((jid) => jid !== undefined);
  return [...new Set(jids)];
}
