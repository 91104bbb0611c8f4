/** Writes a long history into the store of a profile whose app is not running. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import keytar from 'keytar';
import { profileId as keychainId } from '../../electron/desktop/profile';
import { openStore } from '../../electron/store/open';
import { currentStoreFile } from '../../electron/store/store-files';

/** Messages in all, and of them with the first contact. */
export const HISTORY = { all: 1_000_000, first: 100_000 };
/** Milliseconds between two messages; the last one is of now. */
const APART = 1000;
const PER_TRANSACTION = 50_000;

const topics = ['weather', 'garden', 'balcony', 'old feud', 'prince', 'apothecary', 'train from Mantua', 'masked ball'];

/** Text of the message with this number, the oldest being 0; each number is a word that stands in no other one. */
export function longHistoryText(nth: number): string {
  const topic = topics[nth % topics.length] ?? '';
  return `Let us talk about the ${topic} once more, as we did before, and then about n${String(nth)}.`;
}

/** The newest message is with the first contact, and every so many before it. */
function isWithFirst(nth: number): boolean {
  return (HISTORY.all - 1 - nth) % (HISTORY.all / HISTORY.first) === 0;
}

/** The key of the store is taken from the keychain, as the app does. */
export async function fillHistory(
  profile: string,
  { account, contacts }: { readonly account: string; readonly contacts: readonly string[] },
): Promise<void> {
  const { profileId } = JSON.parse(await readFile(path.join(profile, 'profile.json'), 'utf8')) as { profileId: string };
  const key = await keytar.getPassword(`Candor ${keychainId(profile)}`, 'history-key');
  if (key === null) throw new Error('the keychain has no key of the history');
  const store = openStore({ file: path.join(profile, currentStoreFile(profile, profileId)), key });
  try {
    const history = store.history(account);
    const begun = Date.now() - HISTORY.all * APART;
    for (let from = 0; from < HISTORY.all; from += PER_TRANSACTION) {
      history.transaction(() => {
        for (let nth = from; nth < from + PER_TRANSACTION; nth += 1) {
          const others = 1 + (nth % (contacts.length - 1));
          const peer = contacts[isWithFirst(nth) ? 0 : others] ?? '';
          const at = begun + nth * APART;
          const { key: place } = history.messages.add(account, {
            ...{ with: peer, direction: 'in', type: 'chat', resource: 'desk', body: longHistoryText(nth) },
            ...{ id: `m${String(nth)}`, originId: undefined, stanzaId: undefined },
            ...{ at, arrived: at, state: 'delivered', delayed: false, carbon: false },
            ...{ untrustedCorrection: false, markable: false },
          });
          if (nth >= HISTORY.all - contacts.length) history.conversations.noteMessage(account, peer, place, 'out');
        }
      });
    }
  } finally {
    store.close();
  }
}
