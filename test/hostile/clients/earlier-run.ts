/** Makes a profile whose app is not running look as an earlier run left it: signed in, with a session that goes on. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import keytar from 'keytar';
import { profileId as keychainId } from '../../../electron/desktop/profile';
import { openStore } from '../../../electron/store/open';
import { ProfileFile } from '../../../electron/store/profile-file';
import { currentStoreFile } from '../../../electron/store/store-files';
import { full } from '../../support/addresses';
import type { SignInAttempt } from '../client-under-test';

/** How long the server keeps the session, in seconds. */
const HOLD = 300;

export async function leaveEarlierRun(
  profile: string,
  { jid, password, allowPlain, host, port, encryption, earlier }: SignInAttempt,
): Promise<void> {
  const file = ProfileFile.open(profile, Date.now());
  const stored = JSON.parse(await readFile(path.join(profile, 'profile.json'), 'utf8')) as { profileId: string };
  const keychain = `Candor ${keychainId(profile)}`;
  await keytar.setPassword(keychain, `password:${jid}`, password);
  const key = await keytar.getPassword(keychain, 'history-key');
  if (key === null) throw new Error('the keychain has no key of the history');
  const store = openStore({ file: path.join(profile, currentStoreFile(profile, stored.profileId)), key });
  try {
    store.setPolicy(jid, 'keep', Date.now());
    if (earlier !== undefined)
      store.managedSessions.set(jid, {
        ...earlier,
        ...{ jid: full(`${jid}/test`), holdSeconds: HOLD, location: undefined },
      });
  } finally {
    store.close();
  }
  file.update({
    accounts: [
      {
        ...{ jid, allowPlain, connection: { host, port, encryption } },
        ...{ historyPolicy: 'keep', historyExplained: true, passwordRemembered: true },
        ...{ availability: 'available', statusText: '', priority: 0, resource: 'test', tuneMayStand: false },
      },
    ],
  });
}
