/** Candor's features, signed in at a real server. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Prosody } from '../../build/demo/prosody';
import type { InventoryRow } from '../../electron/contract/inventory';
import type { Features } from '../../electron/features/features';
import { FastClock } from './fast-clock';
import { FakeSecrets, RecordedHub } from './features-world';
import { RecordingLog } from './recording-log';
import { makeTestFeatures } from './test-features';

export interface SignedIn {
  readonly account: string;
  readonly features: Features;
  readonly hub: RecordedHub;
  readonly log: RecordingLog;
  stop(): Promise<void>;
}

export interface SignInOptions {
  readonly prosody: Pick<Prosody, 'port' | 'caFile'>;
  readonly account: string;
  readonly password: string;
  /** How many times as fast the clock goes from the sign-in on; during it a busy machine needs all the time there is. */
  readonly haste: number;
}

export async function signedIn({ prosody, account, password, haste }: SignInOptions): Promise<SignedIn> {
  const clock = new FastClock(1);
  const profileDir = await mkdtemp(path.join(tmpdir(), 'candor-signed-in-'));
  const hub = new RecordedHub();
  const log = new RecordingLog();
  const features = makeTestFeatures({
    ...{ profileDir, hub, log, clock, secrets: new FakeSecrets() },
    extraCertificates: [await readFile(prosody.caFile, 'utf8')],
  });
  await features.start();
  await features.handlers['accounts.signIn']({
    ...{ jid: account, password, remember: true, allowPlain: false },
    connection: { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' },
  });
  clock.hurry(haste);
  return {
    ...{ account, features, hub, log },
    async stop() {
      await features.stop();
      await rm(profileDir, { recursive: true, force: true });
    },
  };
}

/** Every row of the inventory, once nothing is read any more; `again`: all are read anew. */
export async function readInventory(
  { account, features, hub }: SignedIn,
  again = false,
): Promise<ReadonlyMap<string, InventoryRow>> {
  hub.forget();
  const opened = await features.handlers['inventory.open']({ account });
  if (again) await features.handlers['inventory.refresh']({ account });
  if (again || opened.progress !== undefined)
    await hub.wait('inventoryChanged', ({ progress }) => progress === undefined);
  const { rows } = await features.handlers['inventory.open']({ account });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Deletes a row, past the time in which that can be taken back, and waits for what was then seen. */
export async function deleteRow({ account, features, hub }: SignedIn, row: string, word = ''): Promise<InventoryRow> {
  hub.forget();
  await features.handlers['inventory.delete']({ account, row, word });
  const isDone = (one: InventoryRow): boolean => one.id === row && one.lastChange?.change === 'deleted';
  const { changed } = await hub.wait('inventoryChanged', (event) => event.changed.some(isDone));
  return changed.find(isDone) as InventoryRow;
}
