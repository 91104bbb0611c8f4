import { domainOf } from '../../../xmpp/jid';
import { NS_VERSION } from '../../../xmpp/ns';
import { buildVersionGet, parseVersionResult } from '../../../xmpp/xep-0092-version/stanza';
import { NoAnswer, type Probe } from '../probe';

/** Which software runs the service? */
export const softwareProbe: Probe = {
  name: 'software',
  look: async (context) => [
    await context.learn('software', 'service-says', async () => {
      const reply = await context.request(buildVersionGet(domainOf(context.account.jid)), NS_VERSION);
      const software = parseVersionResult(reply);
      if (software === undefined) throw new NoAnswer('nonsense');
      const { name, version, os = '' } = software;
      return { name, version, system: os };
    }),
  ],
};
