/** Which stored message a stanza belongs to, and whether it may change it. */
import type { Message } from '../../contract/models';
import type { NewMessage } from '../../store/messages-table';
import { bareJid, resourceOf, type BareJid, type FullJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import { mayCorrect } from '../../xmpp/xep-0308-correct/stanza';
import { stanzaIdBy } from '../../xmpp/xep-0359-ids/stanza';

/** The other side; undefined for what is of no conversation between two. */
export function peerOf(message: ParsedMessage): BareJid | undefined {
  return bareJid(message.direction === 'in' ? message.from : message.to);
}

/** The type a stored message may have; undefined for what is not stored. */
export function storedType(message: ParsedMessage): NewMessage['type'] | undefined {
  const { type } = message;
  return type === 'chat' || type === 'normal' || type === 'headline' ? type : undefined;
}

export interface ArrivalFacts {
  readonly account: BareJid;
  readonly now: number;
  /** The own server guards the ids it gives (XEP-0359 §7). */
  readonly stanzaIdsTrusted: boolean;
}

/** A message with text, as it is to be stored. */
export function toStore(
  message: ParsedMessage & { readonly body: string },
  peer: BareJid,
  type: NewMessage['type'],
  { account, now, stanzaIdsTrusted }: ArrivalFacts,
): NewMessage {
  return {
    with: peer,
    direction: message.direction,
    type,
    resource: resourceOf(message.from),
    id: message.id ?? '',
    originId: message.originId,
    stanzaId: stanzaIdsTrusted ? stanzaIdBy(message.stanzaIds, account) : undefined,
    body: message.body,
    at: Math.min(message.delay?.at ?? now, now),
    arrived: now,
    state: message.direction === 'in' ? 'delivered' : 'sent',
    delayed: message.delay !== undefined,
    carbon: message.carbon,
    untrustedCorrection: message.replaces !== undefined,
    markable: message.markable && message.direction === 'in',
  };
}

/** Whether a correction may take the place of what is stored (XEP-0308 §5). */
export function mayReplace(
  original: Message,
  originalType: NewMessage['type'],
  correction: ParsedMessage,
  account: BareJid,
): boolean {
  // Of a message that itself could not be trusted, nobody knows what it should have replaced.
  if (original.untrustedCorrection === true) return false;
  const other = address(original.with as BareJid, original.resource);
  const incoming = original.direction === 'in';
  return mayCorrect(
    {
      from: incoming ? other : account,
      to: incoming ? account : (original.with as BareJid),
      direction: original.direction,
      type: originalType,
      body: original.body,
    },
    correction,
  );
}

function address(bare: BareJid, resource: string): BareJid | FullJid {
  return resource === '' ? bare : (`${bare}/${resource}` as FullJid);
}
