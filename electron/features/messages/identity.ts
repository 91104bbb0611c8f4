/** Which stored message a stanza belongs to, and whether it may change it. */
import type { Message, RepliedTo } from '../../contract/messages';
import type { NewMessage } from '../../store/messages-table';
import { archiveTrace, ownTrace } from '../../store/traces';
import { bareJid, resourceOf, type BareJid, type FullJid } from '../../xmpp/jid';
import type { ParsedMessage } from '../../xmpp/rfc6121-message/stanza';
import { mayCorrect, type Correctable } from '../../xmpp/xep-0308-correct/stanza';
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

/** Where a message came from, and so where it belongs. */
export type Arrival =
  /** Just now on the stream: after everything that is there. */
  | {
      readonly by: 'stream';
      /** The own server guards the ids it gives (XEP-0359 §7). */
      readonly stanzaIdsTrusted: boolean;
    }
  /** Out of the server's archive (XEP-0313). */
  | {
      readonly by: 'archive';
      readonly archiveId: string;
      /** Its place among the others; free, if it is not stored already. */
      readonly place: number;
      /** It was never news on this computer: everything up to it counts as read. */
      readonly past: boolean;
    };

/** The own server's id, if it can be believed. An id in the archive is the one stamped on delivery (XEP-0313 §5.1.1). */
export function ownStanzaId({ stanzaIds }: ParsedMessage, arrival: Arrival, account: BareJid): string | undefined {
  if (arrival.by === 'archive') return arrival.archiveId;
  return arrival.stanzaIdsTrusted ? stanzaIdBy(stanzaIds, account) : undefined;
}

/** What it would be known by if it had been deleted here; `archiveId`: the own server's id, if it can be believed. */
export function tracesOf({ direction, id }: ParsedMessage, archiveId: string | undefined): readonly string[] {
  return [
    ...(archiveId === undefined ? [] : [archiveTrace(archiveId)]),
    ...(direction === 'out' && id !== undefined ? [ownTrace(id)] : []),
  ];
}

/** A message with text, as it is to be stored. */
export function toStore(
  message: ParsedMessage & { readonly body: string },
  peer: BareJid,
  type: NewMessage['type'],
  arrival: Arrival,
  { account, now }: { readonly account: BareJid; readonly now: number },
): NewMessage {
  return {
    ...(arrival.by === 'archive' ? { key: arrival.place } : {}),
    with: peer,
    direction: message.direction,
    type,
    resource: resourceOf(message.from),
    id: message.id ?? '',
    originId: message.originId,
    stanzaId: ownStanzaId(message, arrival, account),
    body: message.body,
    ...(message.bodyCut === true && { bodyCut: true }),
    ...(message.unstyled === true && { unstyled: true }),
    at: Math.min(message.delay?.at ?? now, now),
    arrived: now,
    // What another session of ours sent came here by way of the server.
    state: message.direction === 'in' ? 'delivered' : 'acknowledged',
    delayed: message.delay !== undefined && arrival.by === 'stream',
    carbon: message.carbon,
    untrustedCorrection: message.replaces !== undefined,
    markable: message.markable && message.direction === 'in',
  };
}

/** Whether a correction may take the place of what is stored (XEP-0308 §5). */
export function mayReplace(
  original: Message,
  originalType: NewMessage['type'],
  correction: Correctable,
  account: BareJid,
): boolean {
  // Of a message that itself could not be trusted, nobody knows what it should have replaced.
  return original.untrustedCorrection !== true && mayCorrect(correctable(original, originalType, account), correction);
}

/** What decides about corrections, of a stored message. */
export function correctable(message: Message, type: NewMessage['type'], account: BareJid): Correctable {
  const other = address(message.with as BareJid, message.resource);
  const incoming = message.direction === 'in';
  return {
    from: incoming ? other : account,
    to: incoming ? account : (message.with as BareJid),
    direction: message.direction,
    type,
    body: message.body,
  };
}

function address(bare: BareJid, resource: string): BareJid | FullJid {
  return resource === '' ? bare : (`${bare}/${resource}` as FullJid);
}

/** So much of a message is repeated where it is answered (UTF-16 code units). */
const MAX_QUOTED = 200;

/** A message as those show it that answer it. */
export function repliedTo({ key, direction, body }: Message): Required<RepliedTo> {
  return { key, direction, text: body.slice(0, MAX_QUOTED) };
}
