import { NS_PUBSUB } from '../../../xmpp/ns';
import { listNodes, pepNodeRow } from '../../inventory/pep-rows';
import { NoAnswer, type Probe } from '../probe';

/** What has the account published, and who may see it, as the service says? */
export const personalNodesProbe: Probe = {
  name: 'personal-nodes',
  look: async (context) => {
    const reader = context.reader();
    context.noteAsked(context.account.jid, NS_PUBSUB);
    return [
      await context.learn('personal-nodes', 'service-says', async () => {
        const { nodes: names, cut } = await listNodes(reader);
        // What was left out may be what everybody can see.
        if (cut) throw new NoAnswer('too-large');
        const nodes = await Promise.all(
          names.map(async (node) => {
            const { audience, count } = await pepNodeRow(node).read(reader);
            return { node, access: audience?.access ?? ('unknown' as const), items: count ?? null };
          }),
        );
        return { nodes };
      }),
    ];
  },
};
