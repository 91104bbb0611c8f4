/** What a person may have mistyped in a Jabber ID. Main decides what is a JID; this only helps. */
import { t } from './catalogue';

/** Words of what is wrong, or undefined when it may be one. A resource ("/…") is not for accounts and contacts. */
export function jidProblem(text: string): string | undefined {
  const jid = text.trim();
  if (jid === '') return t('signIn.jidMissing');
  if (!jid.includes('@')) return t('signIn.jidNoAt');
  const [local, domain, ...more] = jid.split('@');
  const fits = more.length === 0 && local !== '' && domain !== undefined && /^[^\s/@"<>&':]+$/u.test(domain);
  if (!fits || /[\s"&'/:<>]/u.test(local ?? '') || domain.split('.').includes('')) return t('signIn.jidInvalid');
  return undefined;
}
