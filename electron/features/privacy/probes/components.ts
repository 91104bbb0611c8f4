import type { FactData } from '../../../contract/facts';
import { domainOf } from '../../../xmpp/jid';
import { NS_DISCO_INFO, NS_DISCO_ITEMS } from '../../../xmpp/ns';
import { boundLabel } from '../../../xmpp/text';
import { buildDiscoGet, parseDiscoInfo } from '../../../xmpp/xep-0030-disco/stanza';
import { readItemList } from '../../inventory/disco';
import type { Probe, ProbeContext } from '../probe';

/** More parts than that are not looked at; the fact says that there are others. */
const MAX_PARTS = 30;

/** Which parts has the service: rooms, uploads, gateways? */
export const componentsProbe: Probe = {
  name: 'components',
  look: async (context) => [await context.learn('components', 'service-says', () => askComponents(context))],
};

/** A part that does not answer is there all the same, of an unknown kind. Rejects where the service does not list them. */
export async function askComponents(context: ProbeContext): Promise<FactData['components']> {
  const domain = domainOf(context.account.jid);
  const items = readItemList(await context.request(buildDiscoGet(NS_DISCO_ITEMS, domain), NS_DISCO_ITEMS));
  const parts = items.filter(({ node }) => node === undefined);
  const components = await Promise.all(
    parts.slice(0, MAX_PARTS).map(async ({ jid, name }) => {
      const info = await context
        .request(buildDiscoGet(NS_DISCO_INFO, jid), NS_DISCO_INFO)
        .then(parseDiscoInfo)
        .catch(() => undefined);
      const [identity] = info?.identities ?? [];
      return {
        jid,
        name: boundLabel(identity?.name === undefined || identity.name === '' ? name : identity.name, 200),
        category: boundLabel(identity?.category ?? '', 100),
        type: boundLabel(identity?.type ?? '', 100),
      };
    }),
  );
  return { components, more: parts.length > MAX_PARTS };
}
