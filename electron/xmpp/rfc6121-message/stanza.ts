/**
 * Messages — RFC 6121, section 5, with the payloads of the XEPs that Candor reads in a message.
 * https://www.rfc-editor.org/rfc/rfc6121#section-5
 *
 * Each payload is parsed and built in its own room; this one composes them. Left out: several
 * languages of one body (§5.2.3; one is chosen), threads as a structure (§5.2.5; the id is kept).
 */
import type { ChatState } from '../../contract/messages';
import type { BareJid, FullJid } from '../jid';
import type { InboundMessage } from '../module';
import { NS_CLIENT, NS_REACTIONS, NS_REPLY, NS_RETRACT } from '../ns';
import { readStanzaError } from '../stanza-error';
import { boundId, boundLine, boundText, cleanText, type BoundedText } from '../text';
import { attr, children, xml, type Element } from '../xml';
import { buildChatState, parseChatState } from '../xep-0085-chat-states/stanza';
import { buildReceiptRequest, buildReceived, parseReceiptRequest, parseReceivedIds } from '../xep-0184-receipts/stanza';
import { isBlockedError } from '../xep-0191-blocking/stanza';
import { parseDelay, type Delay } from '../xep-0203-delay/stanza';
import { buildReplaces, parseReplaces } from '../xep-0308-correct/stanza';
import { buildDisplayed, buildMarkable, parseDisplayed, parseMarkable } from '../xep-0333-markers/stanza';
import { buildHint, parseHints, type Hint } from '../xep-0334-hints/stanza';
import { buildOriginId, parseOriginId, parseStanzaIds, type StanzaId } from '../xep-0359-ids/stanza';
import { parseUnstyled } from '../xep-0393-styling/stanza';
import {
  buildRetracts,
  parseRetracts,
  parseTombstone,
  RETRACTION_FALLBACK,
  type Tombstone,
} from '../xep-0424-retract/stanza';
import { buildFallback, lengthInCodePoints, parseFallback, withoutFallback } from '../xep-0428-fallback/stanza';
import { buildReactions, parseReactions, type ReactionsTo } from '../xep-0444-reactions/stanza';
import { buildReplyTo, parseReplyTo, quotation, type ReplyTo } from '../xep-0461-replies/stanza';

/** Longest body that is kept, in UTF-16 code units. */
export const MAX_BODY = 262_144;

const TYPES = ['chat', 'normal', 'headline', 'groupchat', 'error'] as const;
export type MessageType = (typeof TYPES)[number];

/** Why a message of ours came back (RFC 6120 §8.3). */
export interface MessageError {
  /** Defined condition, e.g. "service-unavailable". */
  readonly condition: string;
  readonly type: string;
  /** Plain words of the one who refused; empty if none. */
  readonly text: string;
  /** The account itself blocks whom the message was for (XEP-0191 §3.3). */
  readonly blockedByAccount?: true;
}

/** What a message says, all of it bounded. Nothing here was checked against a switch or a contact list. */
export interface ParsedMessage {
  /** As the sender set it; absent where there was none that could be compared. */
  readonly id?: string;
  readonly from: BareJid | FullJid;
  readonly to: BareJid | FullJid;
  readonly direction: 'in' | 'out';
  /** Came as a copy from another session of the account (XEP-0280). */
  readonly carbon: boolean;
  /** "normal" where the stanza names none or an unknown one (RFC 6121 §5.2.2). */
  readonly type: MessageType;
  /** Plain text, control characters removed, without what stands there for other clients (XEP-0428). Absent where there is no text. */
  readonly body?: string;
  /** The end of the body is missing: it was longer than `MAX_BODY`. */
  readonly bodyCut?: true;
  /** The sender asks not to style the body (XEP-0393). */
  readonly unstyled?: true;
  readonly subject?: string;
  readonly thread?: string;
  /** XEP-0203: by the own side, by the forwarding server, or as the sender claims, in this order. */
  readonly delay?: Delay;
  readonly chatState?: ChatState;
  /** The sender asks for a receipt (XEP-0184). */
  readonly receiptRequested: boolean;
  /** Ids of messages of ours that this is a receipt for (XEP-0184). */
  readonly receivedIds: readonly string[];
  /** The sender asks for a displayed marker (XEP-0333). */
  readonly markable: boolean;
  /** Id up to which the sender has seen the conversation (XEP-0333). */
  readonly displayed?: string;
  /** Id of the message this one corrects, to be judged by `mayCorrect` (XEP-0308). */
  readonly replaces?: string;
  /** Id of the message this one takes back, which counts only from its author (XEP-0424). */
  readonly retracts?: string;
  /** This stands where a message was that was taken back; only an archive says so of another's message (XEP-0424). */
  readonly tombstone?: Tombstone;
  /** XEP-0444 */
  readonly reactions?: ReactionsTo;
  /** XEP-0461 */
  readonly replyTo?: ReplyTo;
  readonly hints: readonly Hint[];
  /** XEP-0359; the sender's claim. */
  readonly originId?: string;
  /** XEP-0359; each only as good as `by`. */
  readonly stanzaIds: readonly StanzaId[];
  /** Present in a message of type "error"; every other payload is then absent, for it would be an echo of our own. */
  readonly error?: MessageError;
}

/** Reads a message that came through the inbox. `now` in milliseconds since the epoch bounds its times; `ownSide` are the own account and server, whose delays count first. */
export function parseMessage(message: InboundMessage, now: number, ownSide: readonly string[] = []): ParsedMessage {
  const { stanza, from, to, direction, carbon } = message;
  const type = TYPES.find((known) => known === attr(stanza, 'type')) ?? 'normal';
  const envelope = { ...optional('id', boundId(attr(stanza, 'id'))), from, to, direction, carbon, type };
  const nothing = { receiptRequested: false, receivedIds: [], markable: false, hints: [], stanzaIds: [] };
  if (type === 'error') {
    return { ...envelope, ...nothing, error: parseError(stanza) };
  }
  const payloads = {
    ...optional('retracts', parseRetracts(stanza)),
    ...optional('tombstone', parseTombstone(stanza, now)),
    ...optional('reactions', parseReactions(stanza)),
    ...optional('replyTo', parseReplyTo(stanza)),
  };
  const body = parseText(stanza, 'body', payloads);
  const wrapper = carbon ? stanza.parent : null;
  const delay = parseDelay(stanza, now, ownSide) ?? (wrapper === null ? undefined : parseDelay(wrapper, now, ownSide));
  return {
    ...envelope,
    ...optional('body', body?.text),
    ...(body?.cut === true && { bodyCut: true }),
    ...(body !== undefined && parseUnstyled(stanza) && { unstyled: true }),
    ...optional('subject', parseSubject(stanza, payloads)),
    ...optional('thread', boundId(children(stanza, 'thread', NS_CLIENT)[0]?.text())),
    ...optional('delay', delay),
    ...optional('chatState', parseChatState(stanza)),
    receiptRequested: parseReceiptRequest(stanza),
    receivedIds: parseReceivedIds(stanza),
    markable: parseMarkable(stanza),
    ...optional('displayed', parseDisplayed(stanza)),
    ...optional('replaces', parseReplaces(stanza)),
    ...payloads,
    hints: parseHints(stanza),
    ...optional('originId', parseOriginId(stanza)),
    stanzaIds: parseStanzaIds(stanza),
  };
}

function parseError(stanza: Element): MessageError {
  return { ...readStanzaError(stanza), ...(isBlockedError(stanza) && { blockedByAccount: true }) };
}

/** What Candor can write into a message. */
export interface OutgoingMessage {
  readonly to: BareJid | FullJid;
  readonly type: Exclude<MessageType, 'error'>;
  /** Needed wherever the message may be referred to later. */
  readonly id?: string;
  /** Plain text; what XML cannot carry is removed. */
  readonly body?: string;
  readonly subject?: string;
  readonly thread?: string;
  readonly chatState?: ChatState;
  readonly requestReceipt?: boolean;
  /** This is a receipt for these ids. */
  readonly receivedIds?: readonly string[];
  readonly markable?: boolean;
  /** This says that everything up to this id was seen. */
  readonly displayed?: string;
  /** Id of the own message this one corrects; the first one where it was corrected before (XEP-0308 §5). */
  readonly replaces?: string;
  /** Id of the own message that this one takes back (XEP-0424); for clients that can't, a body says so. */
  readonly retracts?: string;
  /** All of one's reactions to a message (XEP-0444). */
  readonly reactions?: ReactionsTo;
  /** XEP-0461; `quoted` is the text that is replied to, for clients that know no replies. Repeated in corrections. */
  readonly replyTo?: ReplyTo & { readonly quoted?: string };
  readonly originId?: string;
  readonly hints?: readonly Hint[];
}

export function buildMessage(message: OutgoingMessage): Element {
  const { id, to, type, subject, thread, displayed, replaces, retracts, reactions, replyTo } = message;
  const { originId, chatState } = message;
  const quoted = replyTo?.quoted === undefined ? '' : quotation(cleanText(replyTo.quoted));
  const body = retracts === undefined ? message.body : RETRACTION_FALLBACK;
  const payloads = [
    subject === undefined ? undefined : xml('subject', {}, cleanText(subject)),
    body === undefined ? undefined : xml('body', {}, quoted + cleanText(body)),
    thread === undefined ? undefined : xml('thread', {}, cleanText(thread)),
    chatState === undefined ? undefined : buildChatState(chatState),
    message.requestReceipt === true ? buildReceiptRequest() : undefined,
    ...(message.receivedIds ?? []).map(buildReceived),
    message.markable === true ? buildMarkable() : undefined,
    displayed === undefined ? undefined : buildDisplayed(displayed),
    replaces === undefined ? undefined : buildReplaces(replaces),
    ...(retracts === undefined ? [] : [buildRetracts(retracts), buildFallback(NS_RETRACT)]),
    reactions === undefined ? undefined : buildReactions(reactions),
    replyTo === undefined ? undefined : buildReplyTo(replyTo),
    quoted === '' ? undefined : buildFallback(NS_REPLY, { start: 0, end: lengthInCodePoints(quoted) }),
    originId === undefined ? undefined : buildOriginId(originId),
    ...hintsOf(message).map(buildHint),
  ];
  return xml(
    'message',
    { xmlns: NS_CLIENT, to, type, ...optional('id', id) },
    ...payloads.filter((payload) => payload !== undefined),
  );
}

/** What says something about another message is to reach the archive as that one did, unless told otherwise. */
function hintsOf({ hints = [], retracts, reactions }: OutgoingMessage): readonly Hint[] {
  const aboutAnother = retracts !== undefined || reactions !== undefined;
  return aboutAnother && !hints.includes('no-store') && !hints.includes('store') ? [...hints, 'store'] : hints;
}

/** What a message may have a fallback for. */
type Payloads = Pick<ParsedMessage, 'retracts' | 'reactions' | 'replyTo'>;

/** Text in the stanza's own language, else the first; undefined where it is empty. Only what is in the namespace of the client counts. */
function parseText(stanza: Element, name: 'body' | 'subject', payloads: Payloads): BoundedText | undefined {
  const texts = children(stanza, name, NS_CLIENT);
  const chosen = texts.find((text) => attr(text, 'xml:lang') === undefined) ?? texts[0];
  const bounded =
    chosen === undefined ? undefined : boundText(ownText(stanza, name, chosen.text(), payloads), MAX_BODY);
  return bounded === undefined || bounded.text === '' ? undefined : bounded;
}

/** The text without the fallbacks of what was understood. An answer that would be nothing but fallback is shown as it is. */
function ownText(stanza: Element, name: 'body' | 'subject', text: string, payloads: Payloads): string {
  const { retracts, reactions, replyTo } = payloads;
  const instead = [...(retracts === undefined ? [] : [NS_RETRACT]), ...(reactions === undefined ? [] : [NS_REACTIONS])];
  const rest = withoutFallback(text, parseFallback(stanza, name, instead));
  if (replyTo === undefined) return rest;
  const answer = withoutFallback(text, parseFallback(stanza, name, [...instead, NS_REPLY]));
  return answer.trim() === '' ? rest : answer;
}

function parseSubject(stanza: Element, payloads: Payloads): string | undefined {
  const subject = parseText(stanza, 'subject', payloads);
  const line = subject === undefined ? '' : boundLine(subject.text);
  return line === '' ? undefined : line;
}

/** A property that is absent rather than undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): Partial<Readonly<Record<K, V>>> {
  return value === undefined ? {} : ({ [key]: value } as Readonly<Record<K, V>>);
}
