/**
 * Message Displayed Synchronization — XEP-0490, version 1.0.1.
 * https://xmpp.org/extensions/xep-0490.html
 *
 * Left out: rooms and private messages in them, and the server's assistance, which would tell the
 * other side too.
 */
import { bareJid, type BareJid } from '../jid';
import { NS_MDS } from '../ns';
import { xml } from '../xml';
import type { PubsubItem } from '../xep-0060-pubsub/stanza';
import { buildStanzaId, parseStanzaIds } from '../xep-0359-ids/stanza';

/** Up to which message a conversation was seen, on whichever device. It only ever goes on. */
export interface DisplayedUpTo {
  readonly peer: BareJid;
  /** As `by` gave it: the account, whose server stamps what comes in. */
  readonly stanzaId: string;
  readonly by: BareJid;
}

/** Undefined where the item is of a room, or names no message of the account's. */
export function parseDisplayedUpTo({ id, payload }: PubsubItem, account: BareJid): DisplayedUpTo | undefined {
  const peer = bareJid(id);
  if (!payload.is('displayed', NS_MDS) || peer === undefined || (peer as string) !== id) return undefined;
  const [stanzaId, ...more] = parseStanzaIds(payload);
  if (stanzaId === undefined || more.length > 0 || (stanzaId.by as string) !== account) return undefined;
  return { peer, stanzaId: stanzaId.id, by: account };
}

export function buildDisplayedUpTo({ peer, stanzaId, by }: DisplayedUpTo): PubsubItem {
  return { id: peer, payload: xml('displayed', { xmlns: NS_MDS }, buildStanzaId({ id: stanzaId, by })) };
}
