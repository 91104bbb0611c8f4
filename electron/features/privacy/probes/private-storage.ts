import { NS_PRIVATE } from '../../../xmpp/ns';
import { holdsSomething } from '../../../xmpp/xep-0049-private-xml/stanza';
import { privateNames, readPrivate } from '../../inventory/private-xml-rows';
import type { Probe } from '../probe';

/** Under which of the known names is something kept in private storage? */
export const privateStorageProbe: Probe = {
  name: 'private-storage',
  look: async (context) => {
    const reader = context.reader();
    context.noteAsked(context.account.jid, NS_PRIVATE);
    const names = Object.values(privateNames);
    const stored = await context.learn('private-storage', 'measured', async () => {
      const kept = await Promise.all(names.map(async (name) => holdsSomething(await readPrivate(reader, name))));
      return { kept: names.filter((_, at) => kept[at] === true).map(({ ns }) => ns), asked: names.length };
    });
    // Where nothing can be stored there is no rest.
    const isOffered = !('why' in stored && stored.why === 'not-offered');
    return isOffered ? [stored, context.fact('private-storage-rest', 'not-checkable', {})] : [stored];
  },
};
