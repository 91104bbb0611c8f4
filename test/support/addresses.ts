/** Addresses for tests: a slip in the text fails at once. */
import { bareJid, fullJid, type BareJid, type FullJid } from '../../electron/xmpp/jid';

/** e.g. "romeo@montague.lit" */
export function bare(text: string): BareJid {
  const jid = bareJid(text);
  if (jid === undefined || jid !== text) throw new Error(`no normalized bare JID: ${text}`);
  return jid;
}

/** e.g. "romeo@montague.lit/orchard" */
export function full(text: string): FullJid {
  const jid = fullJid(text);
  if (jid === undefined || jid !== text) throw new Error(`no normalized full JID: ${text}`);
  return jid;
}
