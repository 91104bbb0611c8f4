/** Addresses as the window sends them, checked once more: normalized text is not proof. */
import { anyJid, bareJid, type BareJid, type FullJid } from '../xmpp/jid';
import { FeatureError } from './errors';

/** Throws `FeatureError` 'invalid-argument' where this is no address. */
export function requireJid(text: string, argument: string): BareJid {
  const jid = bareJid(text);
  if (jid === undefined) throw new FeatureError('invalid-argument', argument);
  return jid;
}

/** As `requireJid`, for what may also be one client of somebody. */
export function requireAnyJid(text: string, argument: string): BareJid | FullJid {
  const jid = anyJid(text);
  if (jid === undefined) throw new FeatureError('invalid-argument', argument);
  return jid;
}
