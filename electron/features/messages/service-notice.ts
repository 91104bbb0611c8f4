/** Messages in which a service speaks to its own users; they are no conversation. */
import { createHash } from 'node:crypto';
import type { NewNotice } from '../../store/service-notices-table';
import { domainOf, type BareJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';

/** Longest text that is kept of a notice (UTF-16 code units). */
const MAX_TEXT = 64 * 1024;

/**
 * Only the bare domain of the account is the service: not somebody at it, not another domain, not a
 * resource, not a part of it under another name. The server stamps the sender (RFC 6120 §8.1.2.1).
 */
export function isServiceNotice({ from, direction, type, body, subject }: ParsedMessage, account: BareJid): boolean {
  const speaks = direction === 'in' && (from as string) === domainOf(account);
  return speaks && type !== 'error' && type !== 'groupchat' && (body !== undefined || subject !== undefined);
}

/** `now`: milliseconds since the epoch. `past`: it counts as read. */
export function noticeOf({ body = '', subject = '', id, delay }: ParsedMessage, now: number, past: boolean): NewNotice {
  const text = { subject: subject.slice(0, MAX_TEXT), body: body.slice(0, MAX_TEXT) };
  const at = Math.min(delay?.at ?? now, now);
  return {
    ...text,
    at,
    read: past,
    trace: createHash('sha256').update(JSON.stringify(text)).digest('hex'),
    // The same delivery may come from the archive as well; one without an id is told apart by its day.
    delivery: id ?? String(Math.floor(at / 86_400_000)),
  };
}
