import type { Message } from '../../contract/messages';
import type { MessagesTable } from '../../store/messages-table';
import type { BareJid } from '../../xmpp/jid';
import type { OutgoingMessage } from '../../xmpp/rfc6121-message/stanza';

/** What says that an own message answers another one (XEP-0461), with its text for those whose client knows no replies. */
export function replyPayload(
  { replyTo, with: peer }: Message,
  messages: MessagesTable,
  account: BareJid,
): Pick<OutgoingMessage, 'replyTo'> {
  const answered = replyTo?.key === undefined ? undefined : messages.get(account, replyTo.key);
  if (answered === undefined) return {};
  const author = answered.direction === 'in' ? (peer as BareJid) : account;
  return { replyTo: { id: answered.id, to: author, ...(answered.body === '' ? {} : { quoted: answered.body }) } };
}
