/** Candor's features signed in at a real Prosody, without a window. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Prosody } from '../../build/demo/prosody';
import { systemClock, type Clock } from '../../electron/contract/ports';
import type { Features } from '../../electron/features/features';
import { FakeSecrets, RecordedHub } from './features-world';
import { RecordingLog } from './recording-log';
import { makeTestFeatures } from './test-features';

export interface SignedIn {
  readonly account: string;
  readonly features: Features;
  readonly hub: RecordedHub;
  readonly log: RecordingLog;
  /** Signs in another account beside the first. */
  add(account: string, password: string): Promise<void>;
  stop(): Promise<void>;
}

interface Around {
  readonly clock?: Clock;
  /** Files of further authorities. */
  readonly trusts?: readonly string[];
}

/** Resolves once the account is online and knows what its service offers. */
export async function signedIn(
  prosody: Prosody,
  account: string,
  password: string,
  { clock = systemClock, trusts = [] }: Around = {},
): Promise<SignedIn> {
  const profileDir = await mkdtemp(path.join(tmpdir(), 'candor-account-'));
  const [hub, log] = [new RecordedHub(), new RecordingLog()];
  const features = makeTestFeatures({
    ...{ profileDir, hub, log, clock, secrets: new FakeSecrets() },
    extraCertificates: await Promise.all([prosody.caFile, ...trusts].map((file) => readFile(file, 'utf8'))),
  });
  await features.start();
  const add = async (jid: string, secret: string): Promise<void> => {
    await features.handlers['accounts.signIn']({
      ...{ jid, password: secret, remember: true, allowPlain: false },
      connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
    });
    await hub.wait('personalChanged', (event) => event.account === jid && event.personal.offered === true);
  };
  await add(account, password);
  return {
    ...{ account, features, hub, log, add },
    async stop() {
      await features.stop();
      await rm(profileDir, { recursive: true, force: true });
    },
  };
}
