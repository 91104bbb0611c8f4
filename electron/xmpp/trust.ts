/** Who speaks for the account itself. */
import { bareJid, domainOf, type BareJid, type FullJid } from './jid';

/**
 * Whether a stanza is the server's word for the account: no `from`, or the account's bare JID
 * exactly (RFC 6120 §8.1.2.1). A full JID of the account is another session, not the server.
 */
export function isFromAccount(from: BareJid | FullJid | undefined, account: BareJid): boolean {
  return from === undefined || (from as string) === account;
}

/** Like `isFromAccount`, for another session of the account or its server's domain as well. */
export function isFromOwnSide(from: BareJid | FullJid | undefined, account: BareJid): boolean {
  return isFromAccount(from, account) || bareJid(from) === account || (from as string) === domainOf(account);
}

/** Whether the sender may learn of this session at all: own server, own account, contacts who see our presence. */
export type MayKnow = (from: BareJid | FullJid | undefined) => boolean;
