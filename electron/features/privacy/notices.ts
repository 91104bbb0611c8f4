/** Notices of the account's own service, as the window shows them. */
import type { PolicyPack, ServiceNotice } from '../../contract/privacy';
import type { StoredNotice } from '../../store/service-notices-table';

/** Announcements are in any language; these words are the ones that English ones have. */
const POLICY =
  /\b(?:privacy|service|usage|acceptable[ -]use) polic(?:y|ies)\b|\bterms (?:of (?:service|use)|and conditions)\b/iu;
const CHANGE = /\b(?:chang|updat|revis|amend|replac|new|effect|version)/iu;

/** `packId`: of the pack that speaks of the service; undefined where only the neutral one is there. */
export function serviceNotice(
  { key, at, subject, body, read, times }: StoredNotice,
  service: string,
  known: { readonly id: string; readonly pack: PolicyPack } | undefined,
): ServiceNotice {
  const text = `${subject}\n${body}`;
  const isChange = (POLICY.test(text) && CHANGE.test(text)) || namesSource(text, known?.pack);
  return {
    ...{ key, at, subject, body, read },
    from: service,
    // What comes again and again with the same words is the message of the day.
    kind: isChange ? 'policy-change' : times > 1 ? 'motd' : 'notice',
    ...(isChange && known !== undefined && { pack: known.id }),
  };
}

/** Whether it links to the policy that the pack was made from. */
function namesSource(text: string, pack: PolicyPack | undefined): boolean {
  if (pack?.source === undefined) return false;
  const { hostname, pathname } = new URL(pack.source.url);
  const bare = hostname.replace(/^www\./u, '') + pathname.replace(/\/$/u, '');
  return pathname !== '/' && text.toLowerCase().includes(bare.toLowerCase());
}
