import { NS_ROSTER } from '../../../xmpp/ns';
import { buildRosterGet, parseRosterResult } from '../../../xmpp/rfc6121-roster/stanza';
import { NoAnswer, type Probe } from '../probe';

/** What does the service hold of the contact list? It is asked for the whole of it anew. */
export const contactListProbe: Probe = {
  name: 'contact-list',
  look: async (context) => [
    await context.learn('contact-list', 'measured', async () => {
      const roster = parseRosterResult(await context.request(buildRosterGet(undefined), NS_ROSTER));
      if (roster === undefined) throw new NoAnswer('nonsense');
      return {
        contacts: roster.items.length,
        groups: new Set(roster.items.flatMap(({ groups }) => groups)).size,
        named: roster.items.filter(({ name }) => name !== '').length,
        versioning: context.account.services.modules.roster.hasVersioning,
      };
    }),
  ],
};
