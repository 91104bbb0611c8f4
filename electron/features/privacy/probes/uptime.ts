import { domainOf } from '../../../xmpp/jid';
import { NS_LAST } from '../../../xmpp/ns';
import { buildUptimeGet, parseUptime } from '../../../xmpp/xep-0012-last-activity/stanza';
import { NoAnswer, type Probe } from '../probe';

/** How long has the service been running? */
export const uptimeProbe: Probe = {
  name: 'uptime',
  look: async (context) => [
    await context.learn('uptime', 'service-says', async () => {
      const seconds = parseUptime(await context.request(buildUptimeGet(domainOf(context.account.jid)), NS_LAST));
      if (seconds === undefined) throw new NoAnswer('nonsense');
      return { seconds };
    }),
  ],
};
