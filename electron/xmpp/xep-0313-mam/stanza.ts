/**
 * Message Archive Management — XEP-0313, version 1.1.3: the account's own archive.
 * https://xmpp.org/extensions/xep-0313.html
 *
 * Left out: archives of rooms and nodes, the extended fields (`before-id`, `after-id`, `ids`,
 * flipped pages, metadata), and preferences (XEP-0441).
 */
import { anyJid, bareJid, type BareJid } from '../jid';
import type { InboundMessage } from '../module';
import { NS_CARBONS, NS_MAM } from '../ns';
import { parseMessage, type ParsedMessage } from '../rfc6121-message/stanza';
import { boundId } from '../text';
import { isFromAccount } from '../trust';
import { attr, child, children, xml, type Element } from '../xml';
import { buildSubmitForm } from '../xep-0004-forms/stanza';
import { buildPageRequest, parsePage, type Page, type PageRequest } from '../xep-0059-rsm/stanza';
import { formatStamp, parseDelay } from '../xep-0203-delay/stanza';
import { parseForwarded } from '../xep-0297-forward/stanza';

/** Times in milliseconds since the epoch, both inclusive. */
export interface ArchiveFilter {
  /** Only messages from or to this address; one's own: only those to oneself. */
  readonly with?: BareJid;
  readonly start?: number;
  readonly end?: number;
}

export interface ArchiveQuery extends ArchiveFilter, PageRequest {}

/** One message as the archive has it. */
export interface ArchivedMessage {
  /** Of the archive; the same as the stanza-id that the account's server gave the message (XEP-0359). */
  readonly id: string;
  /** When the server received it, in milliseconds since the epoch, within `EARLIEST`…now. */
  readonly at: number;
  /** `outer` is the wrapping. */
  readonly inbound: InboundMessage;
  /** Its delay is the archive's stamp, its only stanza-id of the account the archive's id. */
  readonly message: ParsedMessage;
}

/** What ends a query. */
export interface ArchivePage extends Pick<Page, 'first' | 'last' | 'count'> {
  /** Nothing follows in the direction that was asked for. */
  readonly complete: boolean;
}

/** Who reads, and when. */
export interface ArchiveReader {
  readonly account: BareJid;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** See `parseMessage`. */
  readonly ownSide: readonly string[];
}

/** Whether a message claims to be a result of a query. It is then nothing else, whoever sent it. */
export function carriesArchiveResult(stanza: Element): boolean {
  return child(stanza, 'result', NS_MAM) !== undefined;
}

/**
 * The id of the query that a result is for; undefined where it is not the word of the account's
 * server (§ "Sender Impersonation"): from somebody else, in a carbon, or ill-formed.
 */
export function queryIdOfResult({ outer, from, carbon }: InboundMessage, account: BareJid): string | undefined {
  if (carbon || !isFromAccount(from, account)) return undefined;
  const [result, ...more] = children(outer, 'result', NS_MAM);
  return result === undefined || more.length > 0 ? undefined : boundId(attr(result, 'queryid'));
}

/**
 * The message in a result of which `queryIdOfResult` vouches. Undefined where there is none to be
 * shown: it was removed from the archive, is not between the account and somebody, belongs to a
 * room, or is itself a carbon or a result.
 */
export function parseArchiveResult(
  outer: Element,
  { account, now, ownSide }: ArchiveReader,
): ArchivedMessage | undefined {
  const result = child(outer, 'result', NS_MAM);
  const id = boundId(result === undefined ? undefined : attr(result, 'id'));
  const forwarded = result === undefined ? undefined : parseForwarded(result, now);
  if (id === undefined || forwarded === undefined) return undefined;
  const inbound = readArchived(forwarded.message, outer, account);
  if (inbound === undefined) return undefined;
  const parsed = parseMessage(inbound, now, ownSide);
  const at = forwarded.delay?.at ?? parseDelay(forwarded.message, now, ownSide)?.at ?? now;
  const stanzaIds = [...parsed.stanzaIds.filter(({ by }) => (by as string) !== account), { id, by: account }];
  return { id, at, inbound, message: { ...parsed, stanzaIds, delay: { at, from: account } } };
}

/** The end of a query in its iq result; undefined where there is none. */
export function parseFin(iq: Element): ArchivePage | undefined {
  const fin = child(iq, 'fin', NS_MAM);
  if (fin === undefined) return undefined;
  const { first, last, count } = parsePage(fin) ?? {};
  return {
    complete: ['true', '1'].includes(attr(fin, 'complete') ?? ''),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(count !== undefined && { count }),
  };
}

/** `queryId` comes back in each result. */
export function buildArchiveQuery(queryId: string, query: ArchiveQuery): Element {
  const { start, end } = query;
  const fields = {
    with: query.with,
    start: start === undefined ? undefined : formatStamp(start),
    end: end === undefined ? undefined : formatStamp(end),
  };
  const filtered = Object.values(fields).some((value) => value !== undefined);
  return xml(
    'iq',
    { type: 'set' },
    xml(
      'query',
      { xmlns: NS_MAM, queryid: queryId },
      ...(filtered ? [buildSubmitForm(NS_MAM, fields)] : []),
      buildPageRequest(query),
    ),
  );
}

function readArchived(stanza: Element, outer: Element, account: BareJid): InboundMessage | undefined {
  const from = anyJid(attr(stanza, 'from'));
  // Without `to`, a message a client sends is for its own account (RFC 6120 §10.3.1).
  const to = attr(stanza, 'to') === undefined ? account : anyJid(attr(stanza, 'to'));
  if (from === undefined || to === undefined || attr(stanza, 'type') === 'groupchat') return undefined;
  const sent = bareJid(from) === account;
  if (!sent && bareJid(to) !== account) return undefined;
  if (isWrapping(stanza)) return undefined;
  return { outer, stanza, from, to, direction: sent ? 'out' : 'in', carbon: false };
}

function isWrapping(stanza: Element): boolean {
  const wrappings = [child(stanza, 'received', NS_CARBONS), child(stanza, 'sent', NS_CARBONS)];
  return carriesArchiveResult(stanza) || wrappings.some((wrapping) => wrapping !== undefined);
}
