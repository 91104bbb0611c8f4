/** An account at a real server, with facts that other clients planted there; its screens are read before and after the flip. */
import { startProsody } from '../../build/demo/prosody';
import type { Random } from '../chaos/random';
import { launchCandor, temporaryFolder } from '../support/candor';
import { startPeer, type Peer } from '../support/peer';
import { signIn } from '../support/screens';
import { draw, expectations, flip } from './facts';
import { addPackFor } from './local-pack';
import { archived, plant, type People } from './plant';
import { judge, type Judged } from './screen';

const password = 'o, swear not by the moon';

export async function playAccount(random: Random): Promise<readonly Judged[]> {
  const users = ['juliet', 'romeo', 'admin'];
  const server = await startProsody({
    dir: await temporaryFolder('truth'),
    accounts: users.map((user) => ({
      ...{ user, password },
      roster: user === 'juliet' ? [{ jid: 'romeo@localhost', name: 'Romeo', groups: [], subscription: 'both' }] : [],
    })),
    modules: ['mam', 'vcard', 'user_account_management', 'announce', 'ipcheck'],
    without: ['vcard4', 'vcard_legacy'],
  });
  const peers: Peer[] = [];
  const peer = async (user: string, resource: string): Promise<Peer> => {
    const { port, caFile } = server;
    const started = await startPeer({ jid: `${user}@localhost/${resource}`, password, port, caFile });
    peers.push(started);
    return started;
  };
  const profile = await temporaryFolder('truth-profile');
  await addPackFor('localhost', profile);
  const candor = await launchCandor({ caFile: server.caFile, profile });
  try {
    const window = await candor.window();
    await signIn(window, { jid: 'juliet@localhost', password, port: server.port });
    const people: People = {
      juliet: await peer('juliet', 'phone'),
      romeo: await peer('romeo', 'orchard'),
      admin: await peer('admin', 'desk'),
      addSession: async (at) => {
        await peer('juliet', `tablet-${String(at)}`);
      },
    };
    const first = draw(random);
    await plant(people, first);
    const before = await judge(window, expectations(first, await archived(people.juliet)));
    const second = flip(first);
    await plant(people, second, first);
    return [...before, ...(await judge(window, expectations(second, await archived(people.juliet))))];
  } finally {
    for (const one of peers) await one.stop();
    await candor.quit().catch(() => undefined);
    await server.stop();
  }
}
