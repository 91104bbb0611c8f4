/** A server's archive (XEP-0313) for tests: what Romeo said, receipts and what Juliet said, in the order they are given. */
import { StanzaError } from '../../../electron/xmpp/errors';
import { attr, child, childText, type Element } from '../../../electron/xmpp/xml';
import type { FeatureSession } from '../../support/features-session';
import { chat, JULIET, ROMEO } from './helpers';

const MAM = 'urn:xmpp:mam:2';
const DISCO = 'http://jabber.org/protocol/disco#info';
const SID = 'urn:xmpp:sid:0';
const RSM = 'http://jabber.org/protocol/rsm';

const stamped = (id: string): string => `<stanza-id xmlns="${SID}" id="${id}" by="${JULIET}"/>`;
export const live = (id: string, late = false): string =>
  chat(id, {
    id,
    payload: `${stamped(id)}${late ? `<delay xmlns="urn:xmpp:delay" from="capulet.lit" stamp="2020-01-01T00:00:00Z"/>` : ''}`,
  });

const receipt = (id: string): string => chat('', { id, payload: `<received xmlns="urn:xmpp:receipts" id="other"/>` });

/**
 * Serves pages of what Romeo said, newest page first, or oldest first to whom asks so, and receipts, whose ids begin
 * with "r"; `before` plays what comes before the page with this first id is given, `own` has what Juliet said, `ofRomeo` what is found where
 * the conversation with him is asked for, which is the same in any other case.
 */
export function archive(
  session: FeatureSession,
  said: () => readonly string[],
  {
    size,
    before,
    own,
    ofRomeo = said,
  }: {
    readonly size: number;
    readonly before?: (first: string) => void;
    readonly own?: (id: string) => string | undefined;
    readonly ofRomeo?: () => readonly string[];
  },
): void {
  const features = [MAM, SID].map((name) => `<feature var="${name}"/>`).join('');
  session.answer('get', 'query', DISCO, () => `<query xmlns="${DISCO}">${features}</query>`);
  session.answer('set', 'query', MAM, (query: Element) => {
    const set = child(query, 'set', RSM);
    const end = set && childText(set, 'before', RSM);
    const begin = set && childText(set, 'after', RSM);
    const all = query.toString().includes(`<value>${ROMEO}</value>`) ? ofRomeo() : said();
    if ([begin, end].some((id = '') => id !== '' && !all.includes(id)))
      throw new StanzaError('item-not-found', 'cancel', '');
    const from = begin === undefined ? 0 : all.indexOf(begin) + 1;
    const upTo = end === undefined ? Math.min(from + size, all.length) : end === '' ? all.length : all.indexOf(end);
    const page = all.slice(end === undefined ? from : Math.max(0, upTo - size), upTo);
    const [first = ''] = page;
    before?.(first);
    for (const id of page)
      void session.receive(
        `<message xmlns="jabber:client" from="${JULIET}" to="${JULIET}/here"><result xmlns="${MAM}" id="${id}" queryid="${attr(query, 'queryid') ?? ''}">` +
          `<forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2020-01-01T00:00:00Z"/>` +
          `${own?.(id) ?? (id.startsWith('r') ? receipt(id) : chat(id, { id }))}</forwarded></result></message>`,
      );
    const ends = page.length === 0 ? '' : `<first>${first}</first><last>${page.at(-1) ?? ''}</last>`;
    const isLast = end === undefined ? upTo === all.length : upTo - size <= 0;
    return `<fin xmlns="${MAM}"${isLast ? ' complete="true"' : ''}><set xmlns="${RSM}">${ends}<count>${String(all.length)}</count></set></fin>`;
  });
}
