import { NS_ROSTER } from '../../../xmpp/ns';
import { readRoster } from '../../inventory/roster-row';
import type { Probe } from '../probe';

/** What does the service hold of the contact list? It is asked for the whole of it anew. */
export const contactListProbe: Probe = {
  name: 'contact-list',
  look: async (context) => {
    context.noteAsked(context.account.jid, NS_ROSTER);
    return [
      await context.learn('contact-list', 'measured', async () => {
        const items = await readRoster(context.reader());
        return {
          contacts: items.length,
          groups: new Set(items.flatMap(({ groups }) => groups)).size,
          named: items.filter(({ name }) => name !== '').length,
          versioning: context.account.services.modules.roster.hasVersioning,
        };
      }),
    ];
  },
};
