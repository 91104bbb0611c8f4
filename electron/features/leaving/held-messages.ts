/** All messages of an account that this computer holds, conversation by conversation, a page at a time. */
import type { Message } from '../../contract/messages';
import { bareJid, type BareJid } from '../../xmpp/jid';
import type { LiveAccount } from '../accounts/live-account';

const PAGE = 200;

export interface HeldMessage {
  readonly peer: BareJid;
  /** As the user calls them, else the address. */
  readonly name: string;
  readonly message: Message;
}

export function* eachMessage({ jid, messages, contacts, services }: LiveAccount): Generator<readonly HeldMessage[]> {
  messages.flush();
  for (const conversation of messages.conversations()) {
    const peer = bareJid(conversation.with);
    if (peer === undefined) continue;
    const name = contacts.nameOf(peer) ?? peer;
    for (let after = 0, more = true; more;) {
      const page = services.store.history(jid).messages.pageAfter(jid, peer, after, PAGE);
      if (page.messages.length > 0) yield page.messages.map((message) => ({ peer, name, message }));
      after = page.messages.at(-1)?.key ?? after;
      more = page.hasNewer;
    }
  }
}
