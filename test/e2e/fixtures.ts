/** What the end-to-end tests share: a Prosody with people, an app that is ended after each test. */
import { test as base } from '@playwright/test';
import { launchCandor, removeTemporary, temporaryFolder, type Candor, type LaunchOptions } from '../support/candor';
import { startPeer, type Peer } from '../support/peer';
import { startProsody, type Prosody, type ProsodyOptions, type SeedAccount } from '../../build/demo/prosody';

export const password = 'o, swear not by the moon';

export const verona: readonly SeedAccount[] = [
  {
    user: 'juliet',
    password,
    roster: [
      { jid: 'romeo@localhost', name: 'Romeo', groups: ['Montagues'], subscription: 'both' },
      { jid: 'nurse@localhost', name: 'Nurse', groups: ['Capulets'], subscription: 'both' },
    ],
  },
  { user: 'romeo', password, roster: [{ jid: 'juliet@localhost', name: 'Juliet', groups: [], subscription: 'both' }] },
  { user: 'nurse', password, roster: [{ jid: 'juliet@localhost', name: 'Juliet', groups: [], subscription: 'both' }] },
  { user: 'tybalt', password, roster: [] },
];

interface Fixtures {
  /** Starts an app; it is ended after the test. The private CA is trusted. */
  launch: (options?: LaunchOptions) => Promise<Candor>;
  /** Signs in a second client as `user@localhost/resource`, at the shared server or another; it is stopped after the test. */
  peer: (user: string, resource?: string, server?: Pick<Prosody, 'port' | 'caFile'>) => Promise<Peer>;
  /** Starts a server of the test's own; it is stopped after the test. */
  ownServer: (options?: Partial<ProsodyOptions>) => Promise<Prosody>;
}

interface WorkerFixtures {
  prosody: Prosody;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  prosody: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const server = await startProsody({ dir: await temporaryFolder('prosody'), accounts: verona });
      await use(server);
      await server.stop();
      await removeTemporary();
    },
    { scope: 'worker' },
  ],
  launch: async ({ prosody }, use) => {
    const started: Candor[] = [];
    await use(async (options = {}) => {
      const candor = await launchCandor({ caFile: prosody.caFile, ...options });
      started.push(candor);
      return candor;
    });
    for (const candor of started) await candor.quit().catch(() => undefined);
  },
  peer: async ({ prosody }, use) => {
    const started: Peer[] = [];
    await use(async (user, resource = 'second', { port, caFile } = prosody) => {
      const peer = await startPeer({ jid: `${user}@localhost/${resource}`, password, port, caFile });
      started.push(peer);
      return peer;
    });
    for (const peer of started) await peer.stop();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  ownServer: async ({}, use) => {
    const started: Prosody[] = [];
    await use(async (options = {}) => {
      const server = await startProsody({ dir: await temporaryFolder('server'), accounts: verona, ...options });
      started.push(server);
      return server;
    });
    for (const server of started) await server.stop();
  },
});

export { expect } from '@playwright/test';
