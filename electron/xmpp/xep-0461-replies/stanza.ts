/**
 * Message Replies — XEP-0461, version 0.2.1.
 * https://xmpp.org/extensions/xep-0461.html
 *
 * Left out: showing the fallback where the message that is replied to is not known.
 */
import { anyJid, type BareJid, type FullJid } from '../jid';
import { NS_REPLY } from '../ns';
import { boundId } from '../text';
import { attr, children, xml, type Element } from '../xml';

export interface ReplyTo {
  /** Of the message that is replied to: its origin-id, else its id. */
  readonly id: string;
  /** Its author, as the replier has it. */
  readonly to?: BareJid | FullJid;
}

/** Undefined also where there are several. */
export function parseReplyTo(message: Element): ReplyTo | undefined {
  const [reply, ...more] = children(message, 'reply', NS_REPLY);
  const id = reply === undefined || more.length > 0 ? undefined : boundId(attr(reply, 'id'));
  if (reply === undefined || id === undefined) return undefined;
  const to = anyJid(attr(reply, 'to'));
  return { id, ...(to !== undefined && { to }) };
}

export function buildReplyTo({ id, to }: ReplyTo): Element {
  return xml('reply', { xmlns: NS_REPLY, id, ...(to !== undefined && { to }) });
}

/** The text as people quote it, one line end included, to stand before the answer (§ "Compatibility Fallback"). */
export function quotation(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}\n`)
    .join('');
}
