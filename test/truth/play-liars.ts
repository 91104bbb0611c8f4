/** Signs in at a service that lies from then on, and reads the screens. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchCandor, temporaryFolder } from '../support/candor';
import type { Lie } from '../support/fake-server/lies';
import { FakeServer } from '../support/fake-server/server';
import { trustedTls } from '../support/fake-server/trusted-tls';
import { signIn } from '../support/screens';
import { ACCOUNT, DOMAIN, type Liar } from './liars';
import { addPackFor } from './local-pack';
import { judge, type Judged } from './screen';

export interface PlayedLiar {
  readonly what: string;
  readonly judged: readonly Judged[];
}

/** One after the other, each read anew by the same app. */
export async function playLiars(liars: readonly Liar[]): Promise<readonly PlayedLiar[]> {
  const { tls, authority, remove } = await trustedTls(DOMAIN);
  const server = await FakeServer.start({ domain: DOMAIN, tls });
  let lie: Lie = () => undefined;
  server.script = async (stream) => {
    await stream.signIn();
    // Whoever does not even answer a ping counts as gone.
    await stream.serveRequests((iq) => (iq.payload.endsWith(' urn:xmpp:ping') ? undefined : lie(iq)));
  };
  const profile = await temporaryFolder('liar-profile');
  const caFile = path.join(profile, 'authority.pem');
  await writeFile(caFile, authority);
  await addPackFor(DOMAIN, profile);
  const candor = await launchCandor({ caFile, profile });
  const played: PlayedLiar[] = [];
  try {
    const window = await candor.window();
    await signIn(window, { jid: ACCOUNT, password: 'secret', port: server.port });
    for (const { what, lie: next, leaves, expected } of liars) {
      lie = leaves === true ? () => (void server.close(), ' ') : next;
      played.push({ what, judged: await judge(window, expected) });
    }
    return played;
  } finally {
    await candor.quit().catch(() => undefined);
    await server.close().catch(() => undefined);
    await remove();
  }
}
