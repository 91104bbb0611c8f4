/**
 * What is asked for together with the proof of identity (XEP-0388 §2.2, "inline"), to spare the ways
 * forth and back: the session of before (XEP-0198 §9.2), else a new one (XEP-0386).
 */
import { createHash } from 'node:crypto';
import { APP_NAME } from '../app-name';
import { ConnectionError } from '../errors';
import { bareJid, fullJid, type BareJid, type FullJid } from '../jid';
import { NS_SASL2, NS_SM } from '../ns';
import { attr, child, childText, type Element, xml } from '../xml';
import { buildResume, parseHandled, type Enabled } from '../xep-0198-sm/stanza';
import { buildBind2, parseBind2Offer, parseBound } from '../xep-0386-bind2/stanza';

/** A session of ours that the server may still keep (XEP-0198 §5). */
export interface Resumption {
  readonly id: string;
  /** Stanzas of the server that are safe with us. */
  readonly handled: number;
  readonly jid: FullJid;
}

/** What a server answered to the wish to resume: how many of our stanzas it has handled, as far as it says. */
export interface ResumptionResult {
  readonly resumed: boolean;
  readonly handled: number | undefined;
}

export interface InlineOptions {
  readonly account: BareJid;
  readonly resource: string;
  readonly resumption?: Resumption | undefined;
  /** Whether the server may drop what it kept while the user was away: the archive will be read. */
  readonly mayBindInline?: (() => boolean) | undefined;
  /** The server was asked before and broke: it is spared. */
  readonly withoutInline?: boolean | undefined;
}

export interface InlineResult {
  /** Of the new session, where there is one. */
  readonly jid?: FullJid;
  /** Agreed on for the new session. */
  readonly management?: Enabled;
  /** Absent where nothing was said about it. */
  readonly resumption?: ResumptionResult;
}

/** What to add to the first message of XEP-0388; nothing where the server can't, or must not yet. */
export function inlineRequest(features: Element, options: InlineOptions): readonly Element[] {
  const authentication = child(features, 'authentication', NS_SASL2);
  const inline = authentication === undefined ? undefined : child(authentication, 'inline', NS_SASL2);
  if (inline === undefined || options.withoutInline === true) return [];
  const { account, resource, resumption, mayBindInline } = options;
  const resumes = resumption !== undefined && child(inline, 'sm', NS_SM) !== undefined;
  // What is bound cannot be resumed any more: the session of before goes first.
  const mayBind = mayBindInline?.() === true && (resumption === undefined || resumes);
  const offer = mayBind ? parseBind2Offer(inline) : undefined;
  return [
    ...(resumes ? [buildResume(resumption.id, resumption.handled)] : []),
    ...(offer === undefined ? [] : [userAgent(account, resource), buildBind2(APP_NAME, offer)]),
  ];
}

/**
 * What came of it. Only what was asked for counts, and only a success whose sender has proved itself
 * may be given here. Throws `ConnectionError`.
 */
export function readInlineResult(
  success: Element,
  request: readonly Element[],
  { account, resumption }: InlineOptions,
): InlineResult {
  const asked = (name: string): boolean => request.some((element) => element.is(name));
  const answer = asked('resume') ? (child(success, 'resumed', NS_SM) ?? child(success, 'failed', NS_SM)) : undefined;
  const resumed =
    answer === undefined || resumption === undefined ? {} : { resumption: readResumption(answer, resumption.id) };
  const bound = asked('bind') && resumed.resumption?.resumed !== true ? parseBound(success) : undefined;
  if (bound === undefined) return resumed;
  const jid = fullJid(childText(success, 'authorization-identifier', NS_SASL2)?.trim());
  if (jid === undefined || bareJid(jid) !== account) throw new ConnectionError('wrong-address-bound');
  return { ...resumed, jid, ...bound };
}

/** A `<resumed/>` or `<failed/>` (XEP-0198 §5); throws a `ConnectionError` where it is about another session. */
export function readResumption(answer: Element, id: string): ResumptionResult {
  const resumed = answer.is('resumed') && attr(answer, 'previd') === id;
  if (!resumed && !answer.is('failed')) throw new ConnectionError('protocol-violation', 'resumed another session');
  return { resumed, handled: parseHandled(answer) };
}

/**
 * By its id the server knows that a session that it still keeps is ours, ends it, and gives us the same
 * resource as before. The id says no more than the resource that it was told otherwise.
 */
function userAgent(account: BareJid, resource: string): Element {
  return xml('user-agent', { id: uuidFrom(`${account}/${resource}`) }, xml('software', {}, APP_NAME));
}

/** In the form of a UUID of version 4, which XEP-0388 wants, and always the same for the same text. */
function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
