/** People with Candor's features, without its window, against a real Prosody. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startProsody, type Prosody } from '../../build/demo/prosody';
import type { ConnectionSettings } from '../../electron/contract/connection';
import type { Contact } from '../../electron/contract/contacts';
import type { Snapshot } from '../../electron/contract/snapshot';
import type { Features } from '../../electron/features/features';
import { FakeSecrets, RecordedHub } from './features-world';
import { RecordingLog } from './recording-log';
import { makeTestFeatures } from './test-features';

export const PASSWORD = 'wherefore-art-thou-4711';

export interface Person {
  readonly jid: string;
  readonly profileDir: string;
  readonly features: Features;
  readonly hub: RecordedHub;
  readonly log: RecordingLog;
  readonly secrets: FakeSecrets;
  snapshot(): Promise<Snapshot>;
  contact(jid: string): Promise<Contact | undefined>;
}

/** Starts a server for the tests of a file, with Juliet and Romeo in each other's rosters, and two who know nobody. */
export function peopleOfVerona() {
  let prosody: Prosody;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'candor-features-prosody-'));
    const contact = (jid: string, name: string) => ({ jid, name, groups: ['Verona'] });
    prosody = await startProsody({
      dir: folder,
      accounts: [
        { user: 'juliet', password: PASSWORD, roster: [contact('romeo@localhost', 'Romeo')] },
        { user: 'romeo', password: PASSWORD, roster: [contact('juliet@localhost', 'Juliet')] },
        { user: 'nurse', password: PASSWORD },
        { user: 'paris', password: PASSWORD },
      ],
    });
  });

  afterAll(async () => {
    await prosody.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function connection(): ConnectionSettings {
    return { host: '127.0.0.1', port: prosody.port, encryption: 'starttls' };
  }

  async function open(user: string, kept: { profileDir?: string; secrets?: FakeSecrets } = {}): Promise<Person> {
    const profileDir = kept.profileDir ?? (await mkdtemp(path.join(tmpdir(), `candor-${user}-`)));
    const secrets = kept.secrets ?? new FakeSecrets();
    const hub = new RecordedHub();
    const log = new RecordingLog();
    const extraCertificates = [await readFile(prosody.caFile, 'utf8')];
    const features = makeTestFeatures({ profileDir, secrets, hub, log, extraCertificates });
    await features.start();
    onTestFinished(async () => {
      await features.stop();
      await rm(profileDir, { recursive: true, force: true });
    });
    const jid = `${user}@localhost`;
    const snapshot = async () => features.handlers['app.snapshot'](undefined);
    return {
      jid,
      profileDir,
      features,
      hub,
      log,
      secrets,
      snapshot,
      contact: async (other) => (await snapshot()).accounts[0]?.contacts.find((one) => one.jid === other),
    };
  }

  async function signIn(user: string, change: { password?: string; remember?: boolean } = {}): Promise<Person> {
    const person = await open(user);
    await person.features.handlers['accounts.signIn']({
      jid: person.jid,
      password: change.password ?? PASSWORD,
      remember: change.remember ?? true,
      connection: connection(),
      allowPlain: false,
    });
    return person;
  }

  async function together(): Promise<[Person, Person]> {
    const [juliet, romeo] = await Promise.all([signIn('juliet'), signIn('romeo')]);
    await Promise.all([seesOnline(juliet, romeo.jid), seesOnline(romeo, juliet.jid)]);
    return [juliet, romeo];
  }

  return {
    server: () => prosody,
    connection,
    open,
    signIn,
    together,
  };
}

/** Until the features of the server are known, and so everything of a sign-in is done. */
export async function settledOnline({ hub }: Person): Promise<void> {
  await hub.wait(
    'accountChanged',
    ({ account }) => account.connection.state === 'online' && account.supports.carbons === true,
  );
}

export async function seesOnline(person: Person, jid: string): Promise<void> {
  await person.hub.wait('presenceChanged', ({ changed }) =>
    changed.some((one) => one.jid === jid && one.resources.length > 0),
  );
}
