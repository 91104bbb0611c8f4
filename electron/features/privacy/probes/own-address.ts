import { NS_SERVER_IP_CHECK } from '../../../xmpp/ns';
import { buildAddressGet, parseSeenAddress } from '../../../xmpp/xep-0279-server-ip-check/stanza';
import { NoAnswer, type Probe } from '../probe';

/** Which internet address of this computer does the service see? */
export const ownAddressProbe: Probe = {
  name: 'own-address',
  look: async (context) => [
    await context.learn('own-address', 'service-says', async () => {
      const seen = parseSeenAddress(await context.request(buildAddressGet(), NS_SERVER_IP_CHECK));
      if (seen === undefined) throw new NoAnswer('nonsense');
      return { address: seen.ip, port: seen.port ?? null };
    }),
    context.fact('address-log', 'not-checkable', {}),
  ],
};
